"""Files that only their owner may read: key sets, the master key, passwords."""

import os
import stat
from collections.abc import Callable, Collection
from pathlib import Path

ROOT_USER = ROOT_GROUP = 0
BEYOND_THE_OWNER = 0o077
GROUP_READS = 0o040


def private_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content; made by `make` with mode 0600 where there is none.

    Two starters at once agree on one content: whoever links first wins, and the other reads it.
    Raises PermissionError when group or others may read an existing file; `is_private` has the one exception.
    """
    if not path.exists():
        _create(path, make())
    require_private(path)
    return path.read_bytes()


def require_private(path: Path) -> None:
    """Raises PermissionError when group or others may read the file, FileNotFoundError when it is not there."""
    found = path.stat()
    ours = {os.getegid(), *os.getgroups()}
    if not is_private(found.st_mode, (found.st_uid, found.st_gid), os.geteuid(), ours):
        raise PermissionError(f"{path} may be read by others; run: chmod 600 {path}")


def is_private(mode: int, owner: tuple[int, int], us: int, ours: Collection[int]) -> bool:
    """Whether nobody else may read a file of this mode and owner (user and group); `us` runs the process, in the groups
    `ours`.

    A secret that Kubernetes mounts belongs to root, and a process that is not root reads it through its group alone
    (0440, `fsGroup`). That group is the pod's own, and none of it can write. Root needs no such thing, and root's group
    is nobody's own.
    """
    user, group = owner
    others = stat.S_IMODE(mode) & BEYOND_THE_OWNER
    mounted = others == GROUP_READS and user == ROOT_USER and group in ours and group != ROOT_GROUP
    return others == 0 or (mounted and us != ROOT_USER)


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
