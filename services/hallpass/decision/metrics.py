"""What the decision service counts and times for /metrics. Labels carry effects and causes, never a person or district.

Whoever alarms on these sees what the status of an answer hides: how many people a verdict reached, and why there was
none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from hallpass.contracts.contact import Effect
from hallpass.kernel.errors import Unavailable, Undecided
from hallpass.kernel.telemetry import FAST

EFFECTS: tuple[Effect, ...] = ("permit", "review", "deny")
UNAVAILABLE = "unavailable"
"""The cause where a part such as the database did not answer, rather than the engine or the facts."""


class Metrics:
    """The service's own metrics. Made once for a process, over the registry that is handed in."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register everything; a second one on the same registry is a mistake and raises ValueError."""
        self._verdicts = Counter("hallpass_decision_verdicts", "Verdicts given", ("effect",), registry=registry)
        self._recipients = Counter(
            "hallpass_decision_recipients", "Recipients in the verdicts given", ("effect",), registry=registry
        )
        self._undecided = Counter(
            "hallpass_decision_undecided", "Requests without a verdict", ("cause",), registry=registry
        )
        self.engine = Histogram(
            "hallpass_decision_engine_seconds",
            "Time for one query to the policy engine",
            buckets=FAST,
            registry=registry,
        )
        self.screening = Histogram(
            "hallpass_decision_screening_seconds",
            "Time to screen one text, the wait for a thread included",
            buckets=FAST,
            registry=registry,
        )
        self.facts_age = Gauge(
            "hallpass_decision_facts_age_seconds",
            "Time since the owners of facts were last heard of, of the district for which it is longest",
            registry=registry,
        )
        for effect in EFFECTS:
            # A rate can only be taken of a series that is there from the start.
            self._verdicts.labels(effect)
            self._recipients.labels(effect)

    def given(self, effect: Effect, by_effect: Mapping[Effect, Sequence[str]]) -> None:
        """Count one verdict and its recipients; `by_effect` are their ids, which are only counted."""
        self._verdicts.labels(effect).inc()
        for each, people in by_effect.items():
            self._recipients.labels(each).inc(len(people))

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Around a decision: one that is not reached is counted by its cause, and goes on as the error that it is."""
        try:
            yield
        except Undecided as error:
            self._undecided.labels(error.reason).inc()
            raise
        except Unavailable:
            self._undecided.labels(UNAVAILABLE).inc()
            raise
