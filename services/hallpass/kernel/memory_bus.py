"""A bus inside one process. It answers for an envelope only when every group has applied or parked it.

It keeps nothing on disk, so this is what makes the outbox safe: a row is marked as sent only after its effects are
committed, and a crash in between sends it once more.
"""

import asyncio
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from hallpass.kernel.bus import BATCH, Handler, Parked
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.feeding import Feeder, Keeper, Patience, Sleep
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class Mischief:
    """What the bus does to deliveries in tests: probabilities of doubling a delivery and of shuffling a batch."""

    duplicate: float = 0.0
    reorder: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - a repeatable test, no secret


@dataclass(slots=True)
class _Delivery:
    envelopes: Sequence[Envelope]
    done: asyncio.Future[None]


class MemoryBus:
    """One queue and one task for each group. A publisher waits until the slowest group is done with its envelopes."""

    def __init__(
        self,
        parked: Parked,
        telemetry: Telemetry,
        log: Logger,
        *,
        patience: Patience | None = None,
        mischief: Mischief | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`parked` is called for an envelope whose handler failed for good; the bus then goes on with the next."""
        self._keeper = Keeper(parked, telemetry, log, patience or Patience(), sleep)
        self._mischief = mischief
        self._groups: dict[str, _Group] = {}
        self._published: set[str] = set()
        self._stopped = False

    def subscribe(self, group: str, topics: Collection[str], handler: Handler) -> None:
        """Add a group. ValueError for a second handler, or a topic whose earlier envelopes the group has missed."""
        missed = self._published.intersection(topics)
        if group in self._groups or missed:
            raise ValueError(f"group {group} subscribes twice, or too late to hear everything")
        self._groups[group] = _Group(group, frozenset(topics), Feeder(group, handler, self._keeper), asyncio.Queue())

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Return when every group that hears them has applied or parked all of them."""
        if self._stopped:
            raise Unavailable("bus")
        self._published.update(envelope.topic for envelope in envelopes)
        waiting = []
        for group in self._groups.values():
            heard = [envelope for envelope in envelopes if envelope.topic in group.topics]
            for start in range(0, len(heard), BATCH):
                delivery = _Delivery(heard[start : start + BATCH], asyncio.get_running_loop().create_future())
                group.queue.put_nowait(delivery)
                waiting.append(delivery.done)
        for done in waiting:
            await done

    async def run(self) -> None:
        """Feed every group until cancelled. Publishers who still wait then get Unavailable."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for group in self._groups.values():
                    tasks.create_task(self._feed(group), name=f"bus:{group.name}")
        finally:
            self._stopped = True
            for group in self._groups.values():
                group.abandon()

    async def ping_parking(self) -> None:
        """For readiness. Raises Unavailable while a group has an event that it can neither handle nor put aside."""
        for group in self._groups.values():
            group.feeder.check_parking()

    async def _feed(self, group: "_Group") -> None:
        while True:
            deliveries = await group.next()
            envelopes = [envelope for delivery in deliveries for envelope in delivery.envelopes]
            await group.feeder.feed(self._mistreat(envelopes))
            group.finish()

    def _mistreat(self, envelopes: list[Envelope]) -> list[Envelope]:
        mischief = self._mischief
        if mischief is None:
            return envelopes
        chance = mischief.chance
        again = [envelope for envelope in envelopes if chance.random() < mischief.duplicate]
        delivered = envelopes + again
        if chance.random() < mischief.reorder:
            chance.shuffle(delivered)
        return delivered


@dataclass(slots=True)
class _Group:
    name: str
    topics: frozenset[str]
    feeder: Feeder
    queue: asyncio.Queue[_Delivery]
    current: list[_Delivery] = field(default_factory=list)

    async def next(self) -> list[_Delivery]:
        """Wait for a delivery, then take along what else is waiting, up to one batch."""
        self.current = [await self.queue.get()]
        size = len(self.current[0].envelopes)
        while not self.queue.empty() and size < BATCH:
            delivery = self.queue.get_nowait()
            self.current.append(delivery)
            size += len(delivery.envelopes)
        return self.current

    def finish(self) -> None:
        """Tell the publishers that their envelopes are settled."""
        for delivery in self.current:
            if not delivery.done.done():
                delivery.done.set_result(None)
        self.current = []

    def abandon(self) -> None:
        """Tell every publisher who still waits that nobody answers for the envelopes."""
        waiting = list(self.current)
        while not self.queue.empty():
            waiting.append(self.queue.get_nowait())
        for delivery in waiting:
            if not delivery.done.done():
                delivery.done.set_exception(Unavailable("bus"))
