"""The numbers of the policy service at /metrics."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import CollectorRegistry, Gauge

from hallpass.kernel.errors import Unavailable
from hallpass.kernel.logs import Logger
from hallpass.policy.engines import STATES, Engine, State

LOOK_AGAIN = 15.0
"""Seconds: an engine that falls silent reports nothing, so somebody has to look."""

Engines = Callable[[], Awaitable[Sequence[tuple[Engine, State]]]]


class EngineNumbers:
    """How many engines are in each state, and which revision each runs."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Once for a registry."""
        self._states = Gauge("hallpass_policy_engines", "Policy engines by state", ("state",), registry=registry)
        self._engines = Gauge(
            "hallpass_policy_engine_info",
            "1 for each policy engine, with the revision it runs",
            ("engine", "revision", "state"),
            registry=registry,
        )

    def count(self, engines: Sequence[tuple[Engine, State]]) -> None:
        """Show these, and no others."""
        counts = Counter(state for _, state in engines)
        for each in STATES:
            self._states.labels(each).set(counts[each])
        self._engines.clear()
        for engine, state in engines:
            self._engines.labels(engine.name, engine.revision, state).set(1)


async def count_for_ever(engines: Engines, numbers: EngineNumbers, every: float, log: Logger) -> None:
    """Look every so many seconds until cancelled; an absent database is waited out until the next turn."""
    while True:
        try:
            numbers.count(await engines())
        except Unavailable as error:
            log.warning("engines_unknown", reason=error.reason)
        await asyncio.sleep(every)
