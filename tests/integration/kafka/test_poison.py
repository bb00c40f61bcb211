"""What cannot be handled or read is parked with its reason, and its partition goes on."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from kafka import KafkaProducer

from builders.envelopes import an_envelope
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.envelope import MALFORMED, Envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.wire import NOBODY, headers_of, partition_of
from hallpass.kernel.parked import ParkedEvents, waiting
from integration.kafka.workbench import TOPIC, Listener, Workbench, until
from integration.kernel_service import SCHEMA, notebook


async def test_one_bad_event_is_parked_and_the_others_of_its_partition_are_handled(bench: Workbench) -> None:
    listener = Listener()

    async def picky(envelopes: Sequence[Envelope]) -> None:
        if any(one.sequence == 3 for one in envelopes):
            raise KeyError("Zephyrine")
        await listener(envelopes)

    async with bench.running(picky) as bus:
        await bus.publish([an_envelope(number) for number in range(1, 7)])
        await until(lambda: len(listener.heard) == 5)
        await bus.publish([an_envelope(7)])
        await until(lambda: len(listener.heard) == 6)
    assert listener.sequences() == [1, 2, 4, 5, 6, 7]
    ((envelope, reason),) = bench.parked
    assert envelope.sequence == 3
    assert reason.startswith("KeyError at ")
    assert "Zephyrine" not in reason


async def test_parked_stays_parked_after_a_restart(bench: Workbench) -> None:
    async def hopeless(_envelopes: Sequence[Envelope]) -> None:
        raise ValueError

    async with bench.running(hopeless) as bus:
        await bus.publish([an_envelope(1)])
        await until(lambda: len(bench.parked) == 1)
        await bus.publish([an_envelope(2)])
        await until(lambda: len(bench.parked) == 2)
    again = Listener()
    async with bench.running(again) as bus:
        await bus.publish([an_envelope(3)])
        await until(lambda: bool(again.heard))
    assert again.sequences() == [3]


def write(settings: KafkaSettings, *records: dict[str, Any]) -> None:
    """Put records into the tenant's partition as somebody might who does not know the form."""
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap.split(","))
    for record in records:
        producer.send(settings.topic(TOPIC), partition=partition_of("lakeside", 4), **record).get(timeout=10)
    producer.close()


async def test_a_record_that_nobody_can_read_is_parked_by_its_place(bench: Workbench) -> None:
    good = an_envelope(1)
    headers = headers_of(good)
    await asyncio.to_thread(
        write,
        bench.settings,
        {"key": b"lakeside/a", "value": b"no headers at all"},
        {"key": b"lakeside/a", "value": None, "headers": headers},
        {"key": b"hilltop/a", "value": b"{}", "headers": headers},
        {"key": b"lakeside/a", "value": b"{}", "headers": [("tenant", b"\xff")]},
        {"key": b"lakeside/a", "value": b"{}", "headers": [*headers, ("sequence", b"Zephyrine")]},
        {"key": b"lakeside/\xff", "value": b"{}", "headers": headers},
    )
    listener = Listener()
    async with bench.running(listener) as bus:
        await bus.publish([good])
        await until(lambda: bool(listener.heard))
    assert listener.heard == [good]
    place = f"unreadable record, partition {partition_of('lakeside', 4)}, offset"
    assert [reason for _, reason in bench.parked] == [
        f"{place} 0: header tenant is missing",
        f"{place} 1: it has no value",
        f"{place} 2: its key does not start with the tenant",
        f"{place} 3: header tenant is no text",
        f"{place} 4: header sequence cannot be read",
        f"{place} 5: its key is no text",
    ]
    assert {envelope.type for envelope, _ in bench.parked} == {MALFORMED}
    assert len({envelope.event_id for envelope, _ in bench.parked}) == 6


async def test_a_parking_that_is_away_is_waited_for(bench: Workbench) -> None:
    refusals = 2

    async def parked(_group: str, envelope: Envelope, reason: str) -> None:
        nonlocal refusals
        if refusals:
            refusals -= 1
            raise Unavailable("database")
        bench.parked.append((envelope, reason))

    async def hopeless(_envelopes: Sequence[Envelope]) -> None:
        raise ValueError

    bus = bench.bus(parked=parked)
    bus.subscribe("decision", [TOPIC], hopeless)
    async with bench.run(bus):
        await bus.publish([an_envelope(1)])
        await until(lambda: len(bench.parked) == 1)
    assert refusals == 0


async def test_a_parking_that_fails_for_no_known_reason_is_counted_and_told_until_it_works(bench: Workbench) -> None:
    """The event must not get lost, so nothing goes on; but it is no quiet standstill."""
    repaired = asyncio.Event()

    async def parked(_group: str, envelope: Envelope, reason: str) -> None:
        if not repaired.is_set():
            raise KeyError("Zephyrine")
        bench.parked.append((envelope, reason))

    listener = Listener()

    async def picky(envelopes: Sequence[Envelope]) -> None:
        if any(one.sequence == 1 for one in envelopes):
            raise ValueError
        await listener(envelopes)

    bus = bench.bus(parked=parked)
    bus.subscribe("decision", [TOPIC], picky)
    async with bench.run(bus):
        await bus.ping_parking()
        await bus.publish([an_envelope(1), an_envelope(2)])
        await until(lambda: bench.sample("hallpass_bus_parking_failures_total", group="decision") >= 3)
        with pytest.raises(Unavailable):
            await bus.ping_parking()
        assert listener.heard == []
        repaired.set()
        await until(lambda: listener.sequences() == [2])
        await bus.ping_parking()
    assert [envelope.sequence for envelope, _ in bench.parked] == [1]


async def test_an_unreadable_record_of_nobody_has_a_place_in_the_database(bench: Workbench, admin_dsn: str) -> None:
    """Row security asks for a tenant: a record without one must not stand in the way for ever."""
    logins = await notebook(admin_dsn)
    database = logins.database()
    parked = ParkedEvents(database, SystemClock())
    nameless = {"key": b"a", "value": b"{}"}
    with_null = {**nameless, "headers": [("tenant", b"a\0b")]}
    await asyncio.to_thread(write, bench.settings, nameless, with_null)
    listener, bus = Listener(), bench.bus(parked=parked.park)
    bus.subscribe("decision", [TOPIC], listener)
    async with bench.run(bus):
        await bus.publish([an_envelope(1)])
        await until(lambda: bool(listener.heard))
    await database.close()
    found = await waiting(logins.relay, SCHEMA)
    assert [(one.tenant, one.consumer, one.sequence) for one in found] == [
        (NOBODY, "decision", 0),
        (NOBODY, "decision", 1),
    ]
