"""Reading a package in a test: the rows by staging table, and the problems in short."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builders.packages import zipped
from hallpass.roster.oneroster.package import Limits
from hallpass.roster.oneroster.reading import Reading, Source
from hallpass.roster.oneroster.report import Problem, Report


@dataclass
class Read:
    """What came of reading."""

    reading: Reading
    rows: dict[str, list[tuple[Any, ...]]]

    @property
    def errors(self) -> list[tuple[str, int, str | None, str]]:
        """File, line, column and code of each error."""
        return [brief(problem) for problem in self.reading.report.problems("error")]

    @property
    def warnings(self) -> list[tuple[str, int, str | None, str]]:
        """The same of each warning."""
        return [brief(problem) for problem in self.reading.report.problems("warning")]


def brief(problem: Problem) -> tuple[str, int, str | None, str]:
    return problem.file, problem.line, problem.column, problem.code


def read(
    package: Mapping[str, str | bytes] | Source,
    guardians: bytes | None = None,
    *,
    strict: bool = False,
    limits: Limits | None = None,
) -> Read:
    """Read files, or a source, to the end."""
    source = zipped(package) if isinstance(package, Mapping) else package
    beside = None if guardians is None else io.BytesIO(guardians)
    reading = Reading(source, beside, limits or Limits(), Report(strict=strict))
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for table, batch in reading.batches():
        rows.setdefault(table, []).extend(batch)
    return Read(reading, rows)
