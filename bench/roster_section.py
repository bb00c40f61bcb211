"""The import of a package of 20,000 people, as a section of the report."""

from __future__ import annotations

import asyncio

from bench import roster_import
from bench.report import Section, Table, times


def section() -> Section:
    """Measure and describe."""
    figures = asyncio.run(roster_import.rows())
    rows = [
        [
            figure.what,
            f"{figure.rows:,}",
            f"{figure.seconds:.2f}",
            f"{figure.rows_per_second:,.0f}",
            "" if figure.peak_megabytes is None else f"{figure.peak_megabytes:.0f}",
            "" if figure.ratio is None else times(figure.ratio),
        ]
        for figure in figures
    ]
    return Section(
        title="Roster import",
        about=(
            "A generated OneRoster 1.2 package with guardians.csv, imported into PostgreSQL in a process of its own: "
            "read, checked, merged, and told as events. The baseline reads the same zip and copies its rows as text "
            "into bare tables."
        ),
        tables=[Table(("what", "rows", "seconds", "rows /s", "peak MB", "to the baseline"), rows)],
    )
