"""The report of an import: every problem by file, line, column and code, in bounded memory.

A file of two hundred thousand rows can have one deviation in each. All are counted; of each kind the first few are
kept with their line. Messages name columns and rules, never what stood in the cell.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from hallpass.kernel.errors import Fault

Severity = Literal["error", "warning"]

ERRORS_OF_A_KIND = 1_000
WARNINGS_OF_A_KIND = 20


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is not as it should be. `line` counts from 1 (the header); 0 stands for the file as a whole."""

    file: str
    line: int
    column: str | None = None
    code: str
    severity: Severity
    message: str


class Tally(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often one kind of problem was seen."""

    file: str
    column: str | None = None
    code: str
    severity: Severity
    count: int


class Report:
    """Collects problems. A deviation is an error when reading strictly, else a warning."""

    def __init__(self, *, strict: bool) -> None:
        """`strict`: hold the package to the letter of the specification."""
        self.strict = strict
        self._kept: list[Problem] = []
        self._counts: Counter[tuple[str, str, str, Severity]] = Counter()

    def error(self, file: str, line: int, code: str, message: str, column: str | None = None) -> None:
        """Something that makes the package unusable."""
        self.note("error", file, line, code, message, column)

    def warning(self, file: str, line: int, code: str, message: str, column: str | None = None) -> None:
        """Something that the sender should know of, and that the specification does not forbid."""
        self.note("warning", file, line, code, message, column)

    def deviation(self, file: str, line: int, code: str, message: str, column: str | None = None) -> None:
        """Something that the specification forbids and that can be understood all the same."""
        self.note("error" if self.strict else "warning", file, line, code, message, column)

    def note(self, severity: Severity, file: str, line: int, code: str, message: str, column: str | None) -> None:
        """Count the problem, and keep it while there are few of its kind."""
        kind = (file, column or "", code, severity)
        self._counts[kind] += 1
        if self._counts[kind] <= (ERRORS_OF_A_KIND if severity == "error" else WARNINGS_OF_A_KIND):
            self._kept.append(
                Problem(file=file, line=line, column=column, code=code, severity=severity, message=message)
            )

    def repeat(self, severity: Severity, file: str, code: str, column: str | None, times: int) -> None:
        """Count further problems of a kind whose first ones have been noted."""
        self._counts[file, column or "", code, severity] += times

    def count(self, severity: Severity) -> int:
        """How many problems of this severity there are, kept or not."""
        return sum(count for (_, _, _, found), count in self._counts.items() if found == severity)

    @property
    def refused(self) -> bool:
        """Whether there is at least one error."""
        return any(severity == "error" for (_, _, _, severity) in self._counts)

    def problems(self, severity: Severity | None = None) -> tuple[Problem, ...]:
        """What was kept, by file, line and column."""
        chosen: Iterable[Problem] = (p for p in self._kept if severity in (None, p.severity))
        return tuple(sorted(chosen, key=lambda p: (p.file, p.line, p.column or "", p.code)))

    def tallies(self) -> tuple[Tally, ...]:
        """The count of each kind, errors first."""
        return tuple(
            Tally(file=file, column=column or None, code=code, severity=severity, count=count)
            for (file, column, code, severity), count in sorted(
                self._counts.items(), key=lambda item: (item[0][3], item[0][:3])
            )
        )

    def faults(self) -> tuple[Fault, ...]:
        """The errors as the answer of a refused request carries them; `member` is the column's name."""
        return tuple(
            Fault(code=p.code, message=p.message, member=p.column, file=p.file, line=p.line or None)
            for p in self.problems("error")
        )
