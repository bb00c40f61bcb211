"""Which operating-system account PostgreSQL runs as: it refuses root, so root lends it an unprivileged one."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from hallpass.embedded.trouble import CannotStart

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user and group by number."""

    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """Whether the account may pass through every folder down to `path`, and into it."""
        resolved = path.resolve()
        return all(self.enters(folder) for folder in (resolved, *resolved.parents))

    def enters(self, folder: Path) -> bool:
        """Whether the account may pass through this one folder."""
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def lent_account(cluster: Path) -> Account | None:
    """The account for the server on `cluster`: None (our own) unless we are root.

    An existing cluster keeps its owner, whatever accounts the machine has got since.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        found = cluster.stat()
        return Account(found.st_uid, found.st_gid)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise CannotStart("PostgreSQL refuses to run as root, and this machine has no account called nobody to run it as.")


def own_name() -> str:
    """The name of the account that we run as: PostgreSQL knows its administrator by it, and environments may lie."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise CannotStart(
            f"PostgreSQL needs a named account, and this machine knows no name for user number {os.geteuid()}."
        ) from error
