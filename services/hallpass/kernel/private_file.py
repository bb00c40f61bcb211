"""Files that only their owner may read: key sets and the master key."""

import os
import stat
from collections.abc import Callable
from pathlib import Path


def private_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content; made by `make` with mode 0600 where there is none.

    Two starters at once agree on one content: whoever links first wins, and the other reads it.
    Raises PermissionError when group or others may read an existing file.
    """
    if not path.exists():
        _create(path, make())
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PermissionError(f"{path} may be read by others; run: chmod 600 {path}")
    return path.read_bytes()


def _create(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        # Somebody else was first; theirs holds.
        return
    finally:
        draft.unlink()
