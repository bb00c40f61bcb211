"""The bus over Kafka. Publishing ends with the brokers' acknowledgement; hearing commits after the handler is done."""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence

from hallpass.kernel.bus import Handler, Parked
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.feeding import Feeder, Keeper, Patience, Sleep
from hallpass.kernel.kafka_bus.listener import Listener
from hallpass.kernel.kafka_bus.progress import Progress
from hallpass.kernel.kafka_bus.publisher import Publisher
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry


class KafkaBus:
    """At least once, in order for each tenant and topic. Replicas that subscribe the same group share its work."""

    def __init__(
        self,
        settings: KafkaSettings,
        parked: Parked,
        telemetry: Telemetry,
        log: Logger,
        *,
        patience: Patience | None = None,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing connects yet. `parked` keeps what could not be handled or read; `now` is a steady clock."""
        self._settings = settings
        self._telemetry = telemetry
        self._log = log
        self._keeper = Keeper(parked, telemetry, log, patience or Patience(), sleep)
        self._now = now
        self._publisher = Publisher(settings, telemetry, log)
        self._listeners: dict[str, Listener] = {}
        self._progress: dict[str, Progress] = {}
        self._feeders: dict[str, Feeder] = {}

    def subscribe(self, group: str, topics: Collection[str], handler: Handler) -> None:
        """Add a group, before `run`. ValueError for a second handler. A new group hears a topic from its beginning."""
        if group in self._listeners:
            raise ValueError(f"group {group} subscribes twice")
        progress = self._progress[group] = Progress(self._now)
        feeder = self._feeders[group] = Feeder(group, handler, self._keeper)
        self._listeners[group] = Listener(
            self._settings,
            group,
            topics,
            feeder,
            progress,
            self._telemetry,
            self._log,
        )

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Return when the brokers have all of them. Raises Unavailable when not: some may be there, and come again.

        Raises Oversize for those that Kafka will never take.
        """
        await self._publisher.publish(envelopes)

    async def run(self) -> None:
        """Feed the groups until cancelled; then end within some seconds. Nothing can be published after that."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for group, listener in self._listeners.items():
                    tasks.create_task(listener.run(), name=f"bus:{group}")
                # A process without consumers has a bus that runs, too.
                tasks.create_task(asyncio.Event().wait(), name="bus")
        finally:
            await self.close()

    async def close(self) -> None:
        """For a process that publishes without `run`: give up the producer. Twice is harmless."""
        await self._publisher.close()

    async def ping_publishing(self) -> None:
        """Raises Unavailable while the last publishing failed and no producer gets through to the brokers."""
        await self._publisher.ping()

    async def ping_alive(self) -> None:
        """For liveness. Raises Unavailable when a consumer's thread hangs; an absent Kafka is no reason."""
        for progress in self._progress.values():
            progress.check_alive()

    async def ping_membership(self) -> None:
        """Raises Unavailable when a consumer has been out of its group for longer than `patience` seconds."""
        for progress in self._progress.values():
            progress.check_member(self._settings.patience)

    async def ping_parking(self) -> None:
        """For readiness. Raises Unavailable while a group has an event that it can neither handle nor put aside."""
        for feeder in self._feeders.values():
            feeder.check_parking()

    async def ping_position(self) -> None:
        """For readiness. Raises Unavailable until each group has once handled all that stood there at its start."""
        for progress in self._progress.values():
            progress.check_caught_up()
