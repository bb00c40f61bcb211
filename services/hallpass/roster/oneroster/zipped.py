"""A package in a zip, opened as if its sender meant harm.

Before the directory is read its size is known to be small; before a file is read its name, kind and method are known
to be plain; while it is read its size and ratio are watched. Nothing is ever unpacked to disk. Entries are spoken of
by their number, because a name can hold anything.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from typing_extensions import Buffer

from hallpass.roster.oneroster.lines import Unreadable
from hallpass.roster.oneroster.package import CSV, PACKAGE, Limits
from hallpass.roster.oneroster.report import Report

LONGEST_DIRECTORY = 1 << 20
ENCRYPTED = 0x1
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What Apple's and Microsoft's tools add by themselves.
LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
HOSTILE_NAME = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.?(/|$)|//|[\x00-\x1f\x7f]")

# What the library raises on archives that somebody tampered with: offsets before the start, names in no encoding …
UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
    struct.error,
)

_END = b"PK\x05\x06"
_END_SIZE = 22
_END_64_LOCATOR = b"PK\x06\x07"
_LONGEST_COMMENT = 0xFFFF


class ZipPackage:
    """The files of a zip's root, or of the one folder that wraps them all."""

    def __init__(self, stream: IO[bytes], limits: Limits, report: Report) -> None:
        """Examines every entry and reports all that is wrong; raises Unreadable when anything is."""
        self._limits = limits
        self._report = report
        self._unpacked = 0
        self._archive = _open(stream, limits, report)
        wrong = [self._examine(number, entry) for number, entry in enumerate(self._archive.infolist(), 1)]
        self._files = _in_root(self._archive, report)
        if any(wrong) or report.refused:
            raise Unreadable

    @property
    def names(self) -> frozenset[str]:
        """Every file of the root that ends in .csv."""
        return frozenset(self._files)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The file's bytes, unpacked while they are read, under the limits of size and ratio."""
        entry = self._files[name]
        try:
            unpacking = self._archive.open(entry)
        except UNPACKING_ERRORS:
            raise self._damaged(name) from None
        with unpacking:

            def read(size: int) -> bytes:
                try:
                    return unpacking.read(size)
                except UNPACKING_ERRORS:
                    raise self._damaged(name) from None

            metered = _Metered(read, lambda just, total: self._watch(name, entry, just, total))
            yield io.BufferedReader(metered, 1 << 16)

    def _damaged(self, name: str) -> Unreadable:
        self._report.error(name, 0, "damaged", "The file is damaged in the zip.")
        return Unreadable()

    def _watch(self, name: str, entry: zipfile.ZipInfo, read: int, total: int) -> None:
        self._unpacked += read
        if self._unpacked > self._limits.unpacked:
            self._report.error(name, 0, "too_large", f"The package unpacks to more than {self._limits.unpacked} bytes.")
            raise Unreadable
        if total > self._limits.ratio_from and total > entry.compress_size * self._limits.ratio:
            message = f"The file unpacks to more than {self._limits.ratio} times its packed size."
            self._report.error(name, 0, "zip_bomb", message)
            raise Unreadable

    def _examine(self, number: int, entry: zipfile.ZipInfo) -> bool:
        """Report what is wrong with an entry; returns whether anything is."""
        kind = stat.S_IFMT(entry.external_attr >> 16)
        wrong = {
            "path": (HOSTILE_NAME.search(entry.orig_filename) is not None, "has a name that leads out of the package"),
            "link": (kind not in (0, stat.S_IFREG, stat.S_IFDIR), "is a link or a device"),
            "encrypted": (bool(entry.flag_bits & ENCRYPTED), "is encrypted"),
            "method": (entry.compress_type not in PLAIN_METHODS, "is packed with a method other than deflate"),
        }
        for code, (found, what) in wrong.items():
            if found:
                self._report.error(PACKAGE, 0, code, f"Entry {number} of the zip {what}.")
        return any(found for found, _ in wrong.values())


class _Metered(io.RawIOBase):
    """Passes bytes on and tells `watch` how many: those just read, and all so far."""

    def __init__(self, read: Callable[[int], bytes], watch: Callable[[int, int], None]) -> None:
        super().__init__()
        self._read = read
        self._watch = watch
        self._total = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Read into the buffer; raises what `watch` raises."""
        view = memoryview(buffer)
        content = self._read(len(view))
        self._total += len(content)
        self._watch(len(content), self._total)
        view[: len(content)] = content
        return len(content)


def _open(stream: IO[bytes], limits: Limits, report: Report) -> zipfile.ZipFile:
    try:
        entries, directory = _announced(stream)
    except ValueError as error:
        report.error(PACKAGE, 0, "not_a_zip", str(error))
        raise Unreadable from None
    if entries > limits.entries or directory > LONGEST_DIRECTORY:
        report.error(PACKAGE, 0, "too_many_entries", f"The zip has more than {limits.entries} entries.")
        raise Unreadable
    try:
        return zipfile.ZipFile(stream)
    except UNPACKING_ERRORS:
        report.error(PACKAGE, 0, "not_a_zip", "The package is not a readable zip.")
        raise Unreadable from None


def _announced(stream: IO[bytes]) -> tuple[int, int]:
    """The number of entries and the directory's size as the end record has them, before anything is allocated for them.

    Zip64 is refused: a roster needs neither 4 GiB nor 65,535 entries, and its numbers may be anything.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = stream.read()
    at = len(tail) - _END_SIZE
    if at < 0 or tail[at : at + 4] != _END:
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise ValueError("The package is not a zip.")
    entries, directory = struct.unpack_from("<HL", tail, at + 10)
    if tail[max(0, at - 20) : at].startswith(_END_64_LOCATOR):
        raise ValueError("The package is a Zip64 archive; make a plain zip.")
    return entries, directory


def _in_root(archive: zipfile.ZipFile, report: Report) -> dict[str, zipfile.ZipInfo]:
    """The CSV files by name. One folder may wrap them all; deeper or beside it none may lie."""
    found = [e for e in archive.infolist() if not e.is_dir() and not LITTER.search(e.filename)]
    tables = [e for e in found if e.filename.lower().endswith(CSV)]
    folders = {e.filename.rpartition("/")[0] for e in tables}
    if len(folders) > 1 or any("/" in folder for folder in folders):
        report.error(PACKAGE, 0, "nested", "The files lie in more than one folder, or deeper than one.")
    twice = [n for n in Counter(e.filename.rpartition("/")[2].lower() for e in tables).values() if n > 1]
    if twice and len(folders) == 1:
        report.error(PACKAGE, 0, "duplicate_file", "The zip holds a file twice.")
    if len(found) > len(tables):
        report.deviation(PACKAGE, 0, "other_file", f"{len(found) - len(tables)} files that are no .csv are not read.")
    return {e.filename.rpartition("/")[2]: e for e in tables}
