"""One suite for each data folder: a lock that the kernel lets go of when its holder dies, however it dies."""

import fcntl
import os
from pathlib import Path
from typing import Self

from hallpass.embedded.trouble import CannotStart


class FolderLock:
    """Holds `folder` for this process, from `acquire` to `release`. Inherited by no child."""

    def __init__(self, folder: Path, name: str = "suite.lock") -> None:
        """Nothing is touched yet. `name` is the lock's file within the folder."""
        self._folder = folder
        self._path = folder / name
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Make the folder where it is missing, and lock it. Raises CannotStart when another process holds it."""
        try:
            self._folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CannotStart(f"The data folder {self._folder} cannot be used: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise CannotStart(
                f"The data folder {self._folder} is in use by process {holder or '(unknown)'}: "
                "stop that one first, or give another folder with DATA=."
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode("ascii"))
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        """Acquire."""
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        """Release."""
        self.release()
