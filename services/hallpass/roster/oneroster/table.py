"""Lines to rows: the header understood, each cell read by its column's kind, every problem reported."""

import csv
from collections.abc import Iterator
from typing import Any, NamedTuple

from hallpass.roster.oneroster.columns import DROPPED, Column, File
from hallpass.roster.oneroster.lines import Lines, Unreadable
from hallpass.roster.oneroster.report import Report
from hallpass.roster.oneroster.values import REJECTED, Reader

Row = tuple[int, list[Any]]
"""The line on which a row begins, and the values of the file's kept columns in order; None where a cell is empty."""


class _Cell(NamedTuple):
    """Where a column stands in this very file, and where its value goes (-1: nowhere)."""

    place: int
    exact: Reader
    slot: int
    column: Column


def read_table(lines: Lines, file: File, report: Report) -> Iterator[Row]:
    """Each usable row. A row without a usable value in a needed column is reported and left out.

    Raises Unreadable when the header lacks what is needed, or the quoting is beyond repair.
    """
    records = _Records(lines, file.path, report)
    header = next(iter(records), None)
    if header is None or not any(header.cells):
        report.error(file.path, 1, "header_missing", "The file has no header.")
        raise Unreadable
    plan = _plan(header.cells, file, report)
    width = len(header.cells)
    slots = len(file.kept)
    count = 0
    for line, cells in records:
        count += 1
        if len(cells) != width and not _even_out(cells, width, line, file, report):
            continue
        values: list[Any] = [None] * slots
        usable = True
        for place, exact, slot, column in plan:
            text = cells[place]
            value = exact(text) if text else None
            if value is REJECTED:
                value = _understand(text, column, line, file, report)
            if value is None and column.required:
                usable = _missing(text, column, line, file, report) and usable
            elif slot >= 0:
                values[slot] = value
        if usable:
            yield line, values
    if count == 0:
        report.deviation(file.path, 1, "no_rows", "The file has a header and no rows.")


class _Record(NamedTuple):
    line: int
    cells: list[str]


class _Records:
    """CSV records with the line on which each begins; blank lines are left out."""

    def __init__(self, lines: Lines, path: str, report: Report) -> None:
        self._lines = lines
        self._path = path
        self._report = report
        self._reader = csv.reader(lines, strict=True)

    def __iter__(self) -> Iterator[_Record]:
        reader = self._reader
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._quoting(error, line)
                continue
            if not cells:
                if self._lines.broken != line:
                    self._report.deviation(self._path, line, "blank_line", "The line is blank.")
                continue
            if reader.line_num > line:
                self._report.deviation(self._path, line, "line_break", "A cell holds a line break.")
            yield _Record(line, cells)

    def _quoting(self, error: csv.Error, line: int) -> None:
        """Report; after a stray quote the next line may be read, after the rest there is no way on."""
        if "field limit" in str(error):
            self._report.error(self._path, line, "field_too_large", "A cell is larger than 128 KiB.")
            raise Unreadable from None
        self._report.error(self._path, line, "quoting", "The quotes of a cell are not closed, or not doubled inside.")
        if "expected after" not in str(error):
            raise Unreadable from None


def _plan(header: list[str], file: File, report: Report) -> list[_Cell]:
    """Find each known column in the header. Unknown names are not repeated: without a header they would be data."""
    known = {column.name: column for column in file.columns}
    spelled = {name.lower(): name for name in known} | {alias.lower(): name for alias, name in file.aliases}
    slots = {name: slot for slot, name in enumerate(file.kept)}
    places: dict[str, int] = {}
    for index, written in enumerate(header):
        name = written if written in known else spelled.get(written.strip().lower())
        if name is None:
            if not written.startswith("metadata."):
                message = f"Column {index + 1} is not in the specification; it is not read."
                report.deviation(file.path, 1, "unknown_column", message)
        elif name in places:
            report.error(file.path, 1, "duplicate_column", "The header names this column twice.", name)
        else:
            if written != name:
                report.deviation(file.path, 1, "column_name", "The header spells this column differently.", name)
            places[name] = index
    _check_presence(places, file, report)
    return [
        _Cell(index, known[name].kind.exact, slots.get(name, -1), known[name])
        for name, index in places.items()
        if name not in DROPPED
    ]


def _check_presence(places: dict[str, int], file: File, report: Report) -> None:
    lacking = False
    for column in file.columns:
        if column.name in places:
            continue
        if column.needed:
            lacking = True
            report.error(file.path, 1, "missing_column", "The header lacks a column that is needed.", column.name)
        else:
            report.deviation(file.path, 1, "missing_column", "The header lacks this column.", column.name)
    if lacking:
        raise Unreadable
    order = [column.name for column in file.columns if column.name in places]
    if sorted(order, key=places.__getitem__) != order:
        report.deviation(file.path, 1, "column_order", "The columns are not in the specification's order.")


def _even_out(cells: list[str], width: int, line: int, file: File, report: Report) -> bool:
    """Make a row as wide as the header where nothing can be lost by it; else report an error and return False."""
    if len(cells) > width and any(cells[width:]):
        report.error(file.path, line, "too_many_cells", "The row has more cells than the header.")
        return False
    report.deviation(file.path, line, "cell_count", "The row has not as many cells as the header.")
    cells.extend([""] * (width - len(cells)))
    return True


def _understand(text: str, column: Column, line: int, file: File, report: Report) -> Any:
    """What the cell means though it is not to the letter; None, and a report, where nobody can tell."""
    if not text.strip():
        report.deviation(file.path, line, "whitespace", "The cell holds spaces only.", column.name)
        return None
    value = column.kind.lenient(text)
    message = f"The value is not {column.kind.wanted}."
    if value is REJECTED and column.used:
        report.error(file.path, line, column.kind.code, message, column.name)
        return None
    report.deviation(file.path, line, column.kind.code, message, column.name)
    return None if value is REJECTED else value


def _missing(text: str, column: Column, line: int, file: File, report: Report) -> bool:
    """Report an empty cell of a required column; returns whether the row is usable all the same."""
    if column.needed:
        if not text.strip():
            report.error(file.path, line, "empty", "The cell is empty and its value is needed.", column.name)
        return False
    if not text.strip():
        report.deviation(file.path, line, "empty", "The cell is empty and its value is required.", column.name)
    return True
