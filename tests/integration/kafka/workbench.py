"""Buses on a real broker, what they heard and parked, and waiting with a deadline."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog
from prometheus_client import CollectorRegistry

from hallpass.kernel.bus import Handler, Parked
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.feeding import Patience
from hallpass.kernel.kafka_bus.bus import KafkaBus
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.telemetry import Telemetry

TOPIC = "roster.facts"
DEADLINE = 30.0


class Listener:
    """A handler that remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[Envelope] = []
        self.batches: list[int] = []

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        self.batches.append(len(envelopes))
        self.heard.extend(envelopes)

    def sequences(self, tenant: str = "lakeside") -> list[int]:
        return [one.sequence for one in self.heard if one.tenant == tenant]


@dataclass
class Workbench:
    """Makes buses that share topics, parking and numbers."""

    settings: KafkaSettings
    parked: list[tuple[Envelope, str]] = field(default_factory=list)
    telemetry: Telemetry = field(default_factory=lambda: Telemetry(CollectorRegistry()))

    def bus(self, settings: KafkaSettings | None = None, parked: Parked | None = None) -> KafkaBus:
        return KafkaBus(
            settings or self.settings,
            parked or self._park,
            self.telemetry,
            structlog.get_logger(),
            patience=Patience(tries=3, first=0.01, longest=0.1),
        )

    @asynccontextmanager
    async def running(self, handler: Handler, group: str = "decision") -> AsyncIterator[KafkaBus]:
        """A member of the group, cancelled at the end."""
        bus = self.bus()
        bus.subscribe(group, [TOPIC], handler)
        async with self.run(bus):
            yield bus

    @asynccontextmanager
    async def run(self, bus: KafkaBus) -> AsyncIterator[asyncio.Task[None]]:
        """The bus runs as long as the block, which fails when the bus does."""
        task = asyncio.create_task(bus.run())
        try:
            yield task
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def sample(self, name: str, **labels: str) -> float:
        """A number of the registry; 0 when it was never counted."""
        return self.telemetry.registry.get_sample_value(name, labels) or 0.0

    async def _park(self, _group: str, envelope: Envelope, reason: str) -> None:
        self.parked.append((envelope, reason))


async def until(reached: Callable[[], bool], deadline: float = DEADLINE) -> None:
    """Look until it is so; TimeoutError when it is not within the deadline (seconds)."""
    async with asyncio.timeout(deadline):
        while not reached():  # noqa: ASYNC110 - what a broker does wakes nobody here
            await asyncio.sleep(0.02)
