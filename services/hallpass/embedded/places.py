"""Where the children keep what they need: data, sockets and logs, each within reach of who uses it."""

import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path

from hallpass.embedded.accounts import Account
from hallpass.embedded.trouble import CannotStart

SOCKET_BYTES = 107
"""The longest path that a unix socket can have on Linux."""

LONGEST_SOCKET = "postgres/.s.PGSQL.65535"
SHARED = Path("/var/lib/hallpass")
MEGABYTE = 1_000_000


def own_folder(path: Path) -> Path:
    """Make a folder of ours: private, but when we are root open for passing through, as PostgreSQL is not root."""
    path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    return path


def log_folder(data: Path) -> Path:
    """Where the children's output goes."""
    return own_folder(data / "log")


def require_space(folder: Path, megabytes: int) -> None:
    """Refuse to start when the disk is all but full: a database that cannot write loses its way."""
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise CannotStart(
            f"The disk is full: PostgreSQL needs about {megabytes} MB in {folder}, and there are {free} MB left."
        )


def run_folder(data: Path, account: Account | None = None) -> Path:
    """The folder for unix sockets: `data/run`, or a short one in the temporary folder when that path is too long.

    The temporary one is remembered by a link `data/run`, and used again by the next start.
    """
    wanted = data.absolute() / "run"
    if not wanted.is_symlink() and _fits(wanted):
        own_folder(wanted)
        if account is None or account.reaches(wanted):
            return wanted
        shutil.rmtree(wanted)
    if wanted.is_symlink():
        target = wanted.readlink()
        if _is_ours(target):
            return target
        wanted.unlink()
    short = Path(tempfile.mkdtemp(prefix="hallpass-", dir="/tmp" if not _fits(Path(tempfile.gettempdir())) else None))  # noqa: S108 - the only short one
    short.chmod(0o711 if account is not None else 0o700)
    wanted.symlink_to(short)
    return short


def socket_folder(data: Path, account: Account | None) -> Path:
    """The folder for PostgreSQL's unix socket, empty, and open to nobody but the account and us."""
    folder = run_folder(data, account) / "postgres"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder


def cluster_folder(data: Path, account: Account | None, shared: Path = SHARED) -> Path:
    """The folder of the database cluster: `data/postgres`, or where the lent account cannot reach that, a shared place.

    The shared one is remembered by a link `data/postgres`, so that removing the data folder starts afresh.
    """
    wanted = data.absolute() / "postgres"
    if wanted.is_symlink():
        return wanted.readlink()
    if account is None or wanted.exists() or account.reaches(data):
        return wanted
    place = shared_folder(shared) / secrets.token_hex(8)
    wanted.symlink_to(place)
    return place


def shared_folder(shared: Path) -> Path:
    """A folder that any account can pass through; only root needs and makes it."""
    shared.mkdir(mode=0o711, parents=True, exist_ok=True)
    return shared


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / LONGEST_SOCKET)) <= SOCKET_BYTES


def _is_ours(folder: Path) -> bool:
    """A real folder that belongs to us: another user may have taken the name since."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
