"""The bus inside one process: at least once, in order for each tenant, and a bad envelope harms no other."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
import structlog
from prometheus_client import CollectorRegistry

from builders.envelopes import an_envelope
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.feeding import Patience
from hallpass.kernel.memory_bus import MemoryBus, Mischief
from hallpass.kernel.telemetry import Telemetry

TOPIC = "roster.facts"


class Listener:
    """A handler that remembers, and fails as long as `complaint` has something to raise."""

    def __init__(self, complaint: Callable[[Envelope], Exception | None] = lambda _: None) -> None:
        self.heard: list[Envelope] = []
        self.batches: list[int] = []
        self._complaint = complaint

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        self.batches.append(len(envelopes))
        for one in envelopes:
            complaint = self._complaint(one)
            if complaint is not None:
                raise complaint
        self.heard.extend(envelopes)

    def sequences(self, tenant: str = "lakeside") -> list[int]:
        return [one.sequence for one in self.heard if one.tenant == tenant]


class Workbench:
    """A bus with what it parked and how long it would have slept."""

    def __init__(self, mischief: Mischief | None = None) -> None:
        self.parked: list[tuple[int, str]] = []
        self.slept: list[float] = []
        self.telemetry = Telemetry(CollectorRegistry())
        self.bus = MemoryBus(
            self._park,
            self.telemetry,
            structlog.get_logger(),
            patience=Patience(tries=3, first=1.0, longest=3.0),
            mischief=mischief,
            sleep=self._sleep,
        )

    async def _park(self, _group: str, parked: Envelope, reason: str) -> None:
        self.parked.append((parked.sequence, reason))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[MemoryBus]:
        task = asyncio.create_task(self.bus.run())
        yield self.bus
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_is_published_is_heard_by_every_group_of_the_topic() -> None:
    bench, decision, audit, other = Workbench(), Listener(), Listener(), Listener()
    bench.bus.subscribe("decision", [TOPIC], decision)
    bench.bus.subscribe("audit", [TOPIC, "consent.facts"], audit)
    bench.bus.subscribe("other", ["policy.facts"], other)
    async with bench.running() as bus:
        await bus.publish([an_envelope(1), an_envelope(2), an_envelope(1, topic="consent.facts")])
    assert [len(listener.heard) for listener in (decision, audit, other)] == [2, 3, 0]


async def test_publishing_ends_only_after_every_group_is_done() -> None:
    """The outbox row is marked after this; a crash before it must find the row unsent."""
    bench, may_go_on = Workbench(), asyncio.Event()

    async def slow(_envelopes: Sequence[Envelope]) -> None:
        await may_go_on.wait()

    bench.bus.subscribe("slow", [TOPIC], slow)
    async with bench.running() as bus:
        publishing = asyncio.create_task(bus.publish([an_envelope(1)]))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not publishing.done()
        may_go_on.set()
        await publishing


async def test_order_holds_for_each_tenant_even_with_doubles() -> None:
    bench = Workbench(Mischief(duplicate=0.5, chance=random.Random(7)))
    listener = Listener()
    bench.bus.subscribe("decision", [TOPIC], listener)
    async with bench.running() as bus:
        publishing = [
            bus.publish([an_envelope(number, tenant=tenant) for number in range(start, start + 10)])
            for start in range(1, 50, 10)
            for tenant in ("lakeside", "hilltop")
        ]
        await asyncio.gather(*publishing)
    for tenant in ("lakeside", "hilltop"):
        heard = listener.sequences(tenant)
        first_time = list(dict.fromkeys(heard))
        assert first_time == list(range(1, 51))
        assert len(heard) > 50


async def test_reordering_happens_only_on_request_and_loses_nothing() -> None:
    bench = Workbench(Mischief(reorder=1.0, chance=random.Random(3)))
    listener = Listener()
    bench.bus.subscribe("decision", [TOPIC], listener)
    async with bench.running() as bus:
        await bus.publish([an_envelope(number) for number in range(1, 21)])
    assert listener.sequences() != list(range(1, 21))
    assert sorted(listener.sequences()) == list(range(1, 21))


async def test_batches_hold_at_most_five_hundred() -> None:
    bench, listener = Workbench(), Listener()
    bench.bus.subscribe("decision", [TOPIC], listener)
    async with bench.running() as bus:
        await bus.publish([an_envelope(number) for number in range(1, 1_202)])
    assert listener.sequences() == list(range(1, 1_202))
    assert max(listener.batches) == 500


async def test_one_bad_envelope_is_parked_with_its_reason_and_the_others_go_through() -> None:
    bench = Workbench()
    listener = Listener(lambda one: KeyError("Zephyrine") if one.sequence == 2 else None)
    bench.bus.subscribe("decision", [TOPIC], listener)
    async with bench.running() as bus:
        await bus.publish([an_envelope(number) for number in (1, 2, 3)])
        await bus.publish([an_envelope(4)])
    assert listener.sequences() == [1, 3, 4]
    ((parked, reason),) = bench.parked
    assert parked == 2
    assert reason.startswith("KeyError at ")
    assert "Zephyrine" not in reason
    assert bench.telemetry.registry.get_sample_value("hallpass_bus_parked_events_total", {"group": "decision"}) == 1


async def test_a_handler_that_recovers_parks_nothing_and_waits_longer_each_time() -> None:
    bench, failures = Workbench(), iter([ValueError("batch"), ValueError("1"), ValueError("2")])
    listener = Listener(lambda _: next(failures, None))
    bench.bus.subscribe("decision", [TOPIC], listener)
    async with bench.running() as bus:
        await bus.publish([an_envelope(1)])
    assert listener.sequences() == [1]
    assert bench.parked == []
    assert bench.slept == [1.0, 2.0]


async def test_an_outage_parks_nothing_however_long_it_lasts() -> None:
    bench, outage = Workbench(), iter([Unavailable("database")] * 50)
    listener = Listener(lambda _: next(outage, None))
    bench.bus.subscribe("decision", [TOPIC], listener)
    async with bench.running() as bus:
        await bus.publish([an_envelope(1)])
    assert listener.sequences() == [1]
    assert bench.parked == []
    assert max(bench.slept) == 3.0


async def test_a_parking_that_fails_does_not_end_the_bus_and_is_told_until_it_works() -> None:
    failures = iter([KeyError("Zephyrine"), Unavailable("database"), None])
    bench = Workbench()
    pinged: list[bool] = []

    async def parked(_group: str, _envelope: Envelope, _reason: str) -> None:
        if failure := next(failures):
            raise failure

    async def ping(_seconds: float) -> None:
        try:
            await bus.ping_parking()
        except Unavailable:
            pinged.append(False)
        else:
            pinged.append(True)

    bus = MemoryBus(parked, bench.telemetry, structlog.get_logger(), patience=Patience(tries=1), sleep=ping)
    bus.subscribe("decision", [TOPIC], Listener(lambda one: ValueError() if one.sequence == 1 else None))
    running = asyncio.create_task(bus.run())
    await bus.publish([an_envelope(1), an_envelope(2)])
    await bus.ping_parking()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert pinged == [False, False]
    count = bench.telemetry.registry.get_sample_value("hallpass_bus_parking_failures_total", {"group": "decision"})
    assert count == 2


async def test_one_groups_trouble_is_not_anothers() -> None:
    bench, stuck, free = Workbench(), asyncio.Event(), Listener()

    async def waits(_envelopes: Sequence[Envelope]) -> None:
        await stuck.wait()

    bench.bus.subscribe("stuck", [TOPIC], waits)
    bench.bus.subscribe("free", [TOPIC], free)
    async with bench.running() as bus:
        publishing = asyncio.create_task(bus.publish([an_envelope(1)]))
        for _ in range(20):
            await asyncio.sleep(0)
        assert free.sequences() == [1]
        stuck.set()
        await publishing


async def test_a_publisher_who_waits_when_the_bus_stops_hears_that_nobody_answers() -> None:
    bench = Workbench()

    async def never(_envelopes: Sequence[Envelope]) -> None:
        await asyncio.Event().wait()

    bench.bus.subscribe("never", [TOPIC], never)
    async with bench.running() as bus:
        publishing = [asyncio.create_task(bus.publish([an_envelope(number)])) for number in (1, 2)]
        for _ in range(20):
            await asyncio.sleep(0)
    for waiting in publishing:
        with pytest.raises(Unavailable):
            await waiting
    with pytest.raises(Unavailable):
        await bench.bus.publish([an_envelope(3)])


async def test_who_subscribes_twice_or_too_late_is_told() -> None:
    bench = Workbench()
    bench.bus.subscribe("decision", [TOPIC], Listener())
    with pytest.raises(ValueError, match="decision"):
        bench.bus.subscribe("decision", ["consent.facts"], Listener())
    async with bench.running() as bus:
        await bus.publish([an_envelope(1)])
        with pytest.raises(ValueError, match="too late"):
            bus.subscribe("audit", [TOPIC], Listener())


def test_an_envelope_does_not_print_its_key_or_payload() -> None:
    assert repr(an_envelope(5)) == "Envelope(roster.facts student sequence=5 version=1)"
