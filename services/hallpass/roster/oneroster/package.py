"""A package as a set of named files, whether it lies in a zip or in a folder."""

import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from hallpass.roster.oneroster.lines import Unreadable
from hallpass.roster.oneroster.report import Report

PACKAGE = "package"
"""The name under which problems of the package as a whole are reported."""

CSV = ".csv"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package may be. Sizes in bytes; `ratio` is unpacked size by packed size, asked beyond `ratio_from`."""

    entries: int = 1_000
    unpacked: int = 2 << 30
    ratio: int = 200
    ratio_from: int = 8 << 20


class Package(Protocol):
    """The files of a package by their exact names in its root."""

    @property
    def names(self) -> frozenset[str]:
        """Every file in the root that ends in .csv."""
        ...

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """The bytes of one file as a stream. Raises Unreadable, and reports, when the file breaks a limit."""
        ...


class FolderPackage:
    """An unpacked package. Links are not followed: a file means what lies in the folder."""

    def __init__(self, folder: Path, limits: Limits, report: Report) -> None:
        """Reports links, and a folder that cannot be read; raises Unreadable for the latter."""
        self._limits = limits
        self._report = report
        self._files: dict[str, Path] = {}
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            report.error(PACKAGE, 0, "unreadable", "There is no folder or zip to read there.")
            raise Unreadable from None
        for entry in entries:
            if entry.is_symlink():
                report.error(PACKAGE, 0, "link", "The folder holds a symbolic link.")
            elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(CSV):
                self._files[entry.name] = Path(entry.path)

    @property
    def names(self) -> frozenset[str]:
        """Every file of the folder that ends in .csv."""
        return frozenset(self._files)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The file's bytes; its size counts against the limit of the whole package."""
        # O_NOFOLLOW: the entry may have become a link since the folder was listed.
        with os.fdopen(os.open(self._files[name], os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > self._limits.unpacked:
                self._report.error(name, 0, "too_large", f"The file has more than {self._limits.unpacked} bytes.")
                raise Unreadable
            yield stream
