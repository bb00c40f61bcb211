"""One pass over a package: batches of rows for the staging tables, and what was found on the way.

Plain blocking code without a loop of its own: the service asks for one batch after another from a thread.
"""

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import IO, Any

from hallpass.roster.guardians import GUARDIAN_LINKS
from hallpass.roster.guardians import keeper as keeper_of_links
from hallpass.roster.oneroster.columns import File, Version
from hallpass.roster.oneroster.lines import Lines, Unreadable
from hallpass.roster.oneroster.manifest import GUARDIANS, read_manifest
from hallpass.roster.oneroster.package import PACKAGE, FolderPackage, Limits, Package
from hallpass.roster.oneroster.report import Report
from hallpass.roster.oneroster.rows import Keeper, Staged, files_of
from hallpass.roster.oneroster.table import read_table
from hallpass.roster.oneroster.zipped import ZipPackage

ROWS_AT_ONCE = 2_000

Source = Path | IO[bytes]
"""A folder, a zip file, or the bytes of a zip that can be sought in."""

Batch = tuple[str, list[tuple[Any, ...]]]
"""The name of a staging table, and up to ROWS_AT_ONCE rows for it."""


class Reading:
    """Reads a package once. `version`, `given` and `counts` are complete when `batches` has ended."""

    def __init__(self, source: Source, guardians: Source | None, limits: Limits, report: Report) -> None:
        """`guardians` is a guardians.csv beside the package; inside it may lie too, but not both."""
        self.report = report
        self.version: Version | None = None
        self.given: set[str] = set()
        self.counts: dict[str, int] = {}
        self._source = source
        self._guardians = guardians
        self._limits = limits

    def batches(self) -> Generator[Batch, None, None]:
        """All rows that can be used. Problems go into the report; what cannot be read is left out of the pass."""
        with ExitStack() as stack:
            try:
                package = self._open(stack)
                contents = read_manifest(package, self.report)
            except Unreadable:
                return
            self.version = contents.version
            for file, keeper in files_of(contents.version):
                if file.name in contents.files:
                    yield from _in_batches(self._rows(package.open(contents.files[file.name]), file, keeper))
            beside = self._guardian_links(package)
            if beside is not None:
                yield from _in_batches(self._rows(beside, GUARDIAN_LINKS, keeper_of_links(self.report)))

    def _open(self, stack: ExitStack) -> Package:
        source = self._source
        if isinstance(source, Path):
            if source.is_dir():
                return FolderPackage(source, self._limits, self.report)
            try:
                source = stack.enter_context(source.open("rb"))
            except OSError:
                self.report.error(PACKAGE, 0, "unreadable", "There is no folder or zip to read there.")
                raise Unreadable from None
        return ZipPackage(source, self._limits, self.report)

    def _guardian_links(self, package: Package) -> AbstractContextManager[IO[bytes]] | None:
        inside = GUARDIANS in package.names
        if self._guardians is None:
            return package.open(GUARDIANS) if inside else None
        if inside:
            message = "There is a guardians.csv in the package and another beside it; send one."
            self.report.error(GUARDIANS, 0, "duplicate_file", message)
            return None
        return self._guardians.open("rb") if isinstance(self._guardians, Path) else nullcontext(self._guardians)

    def _rows(self, opening: AbstractContextManager[IO[bytes]], file: File, keeper: Keeper) -> Iterator[Staged]:
        self.given.add(file.name)
        self.counts[file.path] = 0
        try:
            with opening as stream:
                for line, row in read_table(Lines(stream, file.path, self.report), file, self.report):
                    self.counts[file.path] += 1
                    yield from keeper(line, row)
        except Unreadable:
            # The report has it; the next file is examined all the same.
            return


def _in_batches(rows: Iterator[Staged]) -> Iterator[Batch]:
    """Rows gathered by their table."""
    gathered: dict[str, list[tuple[Any, ...]]] = {}
    for table, row in rows:
        waiting = gathered.setdefault(table, [])
        waiting.append(row)
        if len(waiting) == ROWS_AT_ONCE:
            yield table, gathered.pop(table)
    yield from gathered.items()
