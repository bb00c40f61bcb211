"""What every bus owes to whoever publishes and listens, as tests: a class for each bus inherits them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from builders.envelopes import an_envelope
from hallpass.kernel.bus import BATCH, Bus, Handler, Parked
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable

ROSTER = "roster.facts"
CONSENT = "consent.facts"
TENANTS = ("lakeside", "hilltop", "meadow")
DEADLINE = 30.0


class Listener:
    """A handler that remembers what it heard, and fails while `complaint` has something to raise."""

    def __init__(self, complaint: Callable[[Envelope], Exception | None] = lambda _: None) -> None:
        self.heard: list[Envelope] = []
        self.largest = 0
        self._complaint = complaint

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        for one in envelopes:
            complaint = self._complaint(one)
            if complaint is not None:
                raise complaint
        self.largest = max(self.largest, len(envelopes))
        self.heard.extend(envelopes)

    def sequences(self, tenant: str = "lakeside", topic: str = ROSTER) -> list[int]:
        """Numbers in the order in which they were heard first."""
        return list(dict.fromkeys(one.sequence for one in self.heard if (one.tenant, one.topic) == (tenant, topic)))


@dataclass
class Place:
    """Makes a bus whose handlers are asked three times in all, and keeps what it parks."""

    make: Callable[[Parked], Bus]
    parked: list[tuple[int, str]] = field(default_factory=list)

    @asynccontextmanager
    async def bus(self, *groups: tuple[str, Collection[str], Handler]) -> AsyncIterator[Bus]:
        """A running bus with these groups."""
        bus = self.make(self._park)
        for group, topics, handler in groups:
            bus.subscribe(group, topics, handler)
        task = asyncio.create_task(bus.run())
        try:
            yield bus
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _park(self, _group: str, envelope: Envelope, reason: str) -> None:
        self.parked.append((envelope.sequence, reason))


async def until(reached: Callable[[], bool]) -> None:
    """Look until it is so. A bus that answers after handling is never waited for."""
    async with asyncio.timeout(DEADLINE):
        while not reached():  # noqa: ASYNC110 - a handler on another bus wakes nobody here
            await asyncio.sleep(0.02)


class BusContract:
    """The tests. Doubles are allowed everywhere: at least once is the promise."""

    async def test_each_group_hears_its_topics_in_the_order_of_each_tenant(self, place: Place) -> None:
        decision, audit = Listener(), Listener()
        async with place.bus(("decision", [ROSTER], decision), ("audit", [ROSTER, CONSENT], audit)) as bus:
            for start in range(1, 101, 20):
                numbers = range(start, start + 20)
                await bus.publish([an_envelope(number, tenant=tenant) for number in numbers for tenant in TENANTS])
            await bus.publish([an_envelope(1, topic=CONSENT)])
            await until(lambda: len(decision.heard) >= 300 and len(audit.heard) >= 301)
        for tenant in TENANTS:
            assert decision.sequences(tenant) == list(range(1, 101))
            assert audit.sequences(tenant) == list(range(1, 101))
        assert audit.sequences(topic=CONSENT) == [1]
        assert decision.sequences(topic=CONSENT) == []

    async def test_envelopes_arrive_whole(self, place: Place) -> None:
        listener = Listener()
        sent = an_envelope(3, key="class/ä b/c", version=9, payload='{"ü": "\\u0000"}'.encode())
        async with place.bus(("decision", [ROSTER], listener)) as bus:
            await bus.publish([sent])
            await until(lambda: bool(listener.heard))
        assert listener.heard[0] == sent

    async def test_batches_are_bounded(self, place: Place) -> None:
        listener = Listener()
        async with place.bus(("decision", [ROSTER], listener)) as bus:
            await bus.publish([an_envelope(number) for number in range(1, 1_202)])
            await until(lambda: len(listener.heard) >= 1_201)
        assert listener.sequences() == list(range(1, 1_202))
        assert listener.largest <= BATCH

    async def test_nothing_is_nothing(self, place: Place) -> None:
        async with place.bus(("decision", [ROSTER], Listener())) as bus:
            await bus.publish([])

    async def test_a_bad_envelope_is_parked_and_harms_no_other(self, place: Place) -> None:
        listener = Listener(lambda one: KeyError("Zephyrine") if one.sequence == 2 else None)
        async with place.bus(("decision", [ROSTER], listener)) as bus:
            await bus.publish([an_envelope(number) for number in (1, 2, 3)])
            await bus.publish([an_envelope(4)])
            await until(lambda: len(listener.heard) >= 3)
        assert listener.sequences() == [1, 3, 4]
        ((number, reason),) = place.parked
        assert number == 2
        assert reason.startswith("KeyError at ")
        assert "Zephyrine" not in reason

    async def test_an_outage_parks_nothing_and_loses_nothing(self, place: Place) -> None:
        outage = iter([Unavailable("database")] * 12)
        listener = Listener(lambda _: next(outage, None))
        async with place.bus(("decision", [ROSTER], listener)) as bus:
            await bus.publish([an_envelope(1), an_envelope(2)])
            await until(lambda: len(listener.heard) >= 2)
        assert listener.sequences() == [1, 2]
        assert place.parked == []

    async def test_one_groups_trouble_is_not_anothers(self, place: Place) -> None:
        free, stuck = Listener(), asyncio.Event()

        async def waits(_envelopes: Sequence[Envelope]) -> None:
            await stuck.wait()

        async with place.bus(("stuck", [ROSTER], waits), ("free", [ROSTER], free)) as bus:
            publishing = asyncio.create_task(bus.publish([an_envelope(1)]))
            await until(lambda: free.sequences() == [1])
            stuck.set()
            await publishing

    async def test_a_group_has_one_handler(self, place: Place) -> None:
        bus = place.make(place._park)
        bus.subscribe("decision", [ROSTER], Listener())
        with pytest.raises(ValueError, match="decision"):
            bus.subscribe("decision", [CONSENT], Listener())

    async def test_a_bus_that_has_ended_says_so(self, place: Place) -> None:
        async with place.bus(("decision", [ROSTER], Listener())) as bus:
            await bus.publish([an_envelope(1)])
        with pytest.raises(Unavailable):
            await bus.publish([an_envelope(2)])
