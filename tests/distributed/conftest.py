"""The figures of these tests, as tables after the run."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import httpx
import pytest

from distributed.reckoning import Reckoning
from distributed.traffic import Answers

KEY = pytest.StashKey["Tables"]()


@dataclass(frozen=True)
class Round:
    """One fault, once. Spans in seconds."""

    found: Reckoning
    verdicts: int
    nothing: int
    """Decisions that were no verdict: 503, 504, or no answer."""
    gap: float
    """The longest time without a verdict, from the fault on."""
    recovered: float
    """From the end of the fault until everything was ready."""


@dataclass
class Tables:
    """What was counted."""

    rounds: dict[str, list[Round]] = field(default_factory=dict)
    spans: dict[str, list[float]] = field(default_factory=dict)
    """Named samples, in seconds."""
    figures: dict[str, str] = field(default_factory=dict)
    """Named figures, as they are shown."""

    def fault(
        self, name: str, answers: Answers, found: Reckoning, struck: float, healed: float, recovered: float
    ) -> None:
        """Note one round."""
        verdicts = answers.decisions[httpx.codes.OK]
        at = [struck, *(moment for moment in answers.verdicts if moment > struck)]
        gap = max((later - sooner for sooner, later in itertools.pairwise(at)), default=healed - struck)
        entry = Round(found, verdicts, answers.decisions.total() - verdicts, gap, recovered)
        self.rounds.setdefault(name, []).append(entry)

    def lines(self) -> list[str]:
        """All of it."""
        figures = [f"{name}: {value}" for name, value in self.figures.items()]
        return [*_faults(self.rounds), *_spans(self.spans), *figures]


@pytest.fixture(scope="session")
def tables(pytestconfig: pytest.Config) -> Tables:
    return pytestconfig.stash.setdefault(KEY, Tables())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print them."""
    if KEY in config.stash:
        for line in config.stash[KEY].lines():
            terminalreporter.write_line(line)


def _faults(rounds: dict[str, list[Round]]) -> list[str]:
    if not rounds:
        return []
    columns = ("fault", "rounds", "2xx", "lost", "again", "twice", "verdicts", "none", "gap", "ready", "all known")
    found = [columns]
    for name, entries in rounds.items():
        books = [entry.found for entry in entries]
        found.append(
            (
                name,
                str(len(entries)),
                str(sum(book.taken for book in books)),
                str(sum(book.lost for book in books)),
                str(sum(book.again for book in books)),
                str(sum(book.twice for book in books)),
                str(sum(entry.verdicts for entry in entries)),
                str(sum(entry.nothing for entry in entries)),
                _worst([entry.gap for entry in entries]),
                _worst([entry.recovered for entry in entries]),
                _worst([book.seconds for book in books]),
            )
        )
    return [
        "Faults: changes answered 2xx; of these lost; records on the wire again; effects twice; decisions with",
        "a verdict and without; seconds (median/worst) without a verdict, until all was ready, until each was known.",
        *_aligned(found),
    ]


def _spans(spans: dict[str, list[float]]) -> list[str]:
    found = []
    for name, seconds in spans.items():
        ordered = sorted(seconds)
        at = {share: ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.99, 1)}
        told = ", ".join(f"{what} {at[share] * 1000:.0f} ms" for what, share in _SHARES.items())
        found.append(f"{name}: {told}, {len(ordered)} samples")
    return found


_SHARES = {"p50": 0.5, "p99": 0.99, "worst": 1}


def _worst(seconds: list[float]) -> str:
    return f"{median(seconds):.1f}/{max(seconds):.1f}"


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
