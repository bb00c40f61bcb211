"""The numbers of the policy service at /metrics."""

from collections import Counter
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Gauge

from hallpass.policy.engines import STATES, Engine, State


class EngineNumbers:
    """How many engines are in each state."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Once for a registry."""
        self._engines = Gauge("hallpass_policy_engines", "Policy engines by state", ("state",), registry=registry)

    def count(self, engines: Sequence[tuple[Engine, State]]) -> None:
        """Show the states of these."""
        counts = Counter(state for _, state in engines)
        for state in STATES:
            self._engines.labels(state).set(counts[state])
