"""What a section of the bench hands back, and how it is written as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """Figures as text, a row for each thing that was measured."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """The table, its columns as wide as their widest cell."""
        widths = [max(map(len, column)) for column in zip(self.headers, *self.rows, strict=True)]
        lines = [self.headers, ["-" * width for width in widths], *self.rows]
        return "\n".join(f"| {_cells(line, widths)} |" for line in lines)


@dataclass(frozen=True)
class Section:
    """A title, what was done, the tables, and what a reader must know to judge them."""

    title: str
    about: str
    tables: Sequence[Table]
    notes: Sequence[str] = field(default=())

    def markdown(self) -> str:
        """The section from its heading on."""
        parts = [f"## {self.title}", self.about, *(table.markdown() for table in self.tables)]
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        return "\n\n".join(parts)


def milliseconds(seconds: float) -> str:
    """With as many digits as mean something."""
    found = seconds * 1000
    return f"{found:.2f}" if found < 10 else f"{found:.1f}" if found < 100 else f"{found:,.0f}"  # noqa: PLR2004


def times(ratio: float) -> str:
    """A ratio."""
    return f"{ratio:.1f}x" if ratio < 100 else f"{ratio:,.0f}x"  # noqa: PLR2004


def percentile(samples: Iterable[float], percent: float) -> float:
    """By nearest rank."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def _cells(line: Sequence[str], widths: Sequence[int]) -> str:
    return " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
