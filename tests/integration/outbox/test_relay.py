"""The relay loses nothing: not when the bus is away, not when it dies itself, not when two of them run."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog
from prometheus_client import CollectorRegistry

from builders.envelopes import an_envelope
from hallpass.kernel.clock import FixedClock, SystemClock
from hallpass.kernel.db import Database
from hallpass.kernel.heartbeat import is_heartbeat
from hallpass.kernel.outbox import Event
from hallpass.kernel.parked import ParkedEvents, waiting
from hallpass.kernel.relay import Relay
from hallpass.kernel.telemetry import Telemetry
from integration.kernel_service import HILLTOP, LAKESIDE, Notebook
from integration.outbox.conftest import RecordingBus

PATIENCE = 10.0


class Bench:
    """Relays of the notebook service over one bus."""

    def __init__(self, service: Notebook, bus: RecordingBus) -> None:
        self.service = service
        self.bus = bus
        self.telemetry = Telemetry(CollectorRegistry())
        self.clock = FixedClock(datetime.now(UTC))

    def relay(self, beats: tuple[str, ...] = (), **settings: float) -> Relay:
        spans = {"poll": 0.02, "standby": 0.05, "first_wait": 0.01, "longest_wait": 0.05, "housekeeping": 0.05}
        return Relay(
            self.service.relay_settings(beats, **(spans | settings)),
            self.bus,
            self.clock,
            self.telemetry,
            structlog.get_logger(),
        )

    @asynccontextmanager
    async def running(self, relay: Relay | None = None) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task((relay or self.relay()).run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def fetch(self, query: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.service.admin)
        try:
            return list(await connection.fetch(query))
        finally:
            await connection.close()

    async def unsent(self) -> int:
        return int((await self.fetch("SELECT count(*) FROM notebook.outbox WHERE sent_at IS NULL"))[0][0])

    def number(self, name: str, **labels: str) -> float | None:
        return self.telemetry.registry.get_sample_value(name, {"service": "notebook"} | labels)


async def until(condition: Callable[[], Any]) -> None:
    """Wait for the relay, which works in its own time, to have done something."""
    async with asyncio.timeout(PATIENCE):
        while True:
            outcome = condition()
            if await outcome if asyncio.iscoroutine(outcome) else outcome:
                return
            await asyncio.sleep(0.01)


async def record(database: Database, count: int, tenant: Any = LAKESIDE) -> None:
    async with database.unit_of_work(tenant) as work:
        await work.record_many([Event("notes", f"k{n}", "noted", n + 1, b'{"n":%d}' % n) for n in range(count)])


async def test_what_was_committed_is_published_whole_in_order_and_marked(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench = Bench(service, bus)
    await record(database, 3)
    await record(database, 2, HILLTOP)
    async with bench.running():
        await until(lambda: len(bus.published) == 5)
        await until(lambda: _is_zero(bench.unsent()))
    assert [(one.tenant, one.sequence) for one in bus.published] == [
        ("lakeside", 1),
        ("lakeside", 2),
        ("lakeside", 3),
        ("hilltop", 1),
        ("hilltop", 2),
    ]
    second = bus.published[1]
    assert (second.topic, second.key, second.type, second.version, second.payload) == (
        "notes",
        "k1",
        "noted",
        2,
        b'{"n":1}',
    )
    assert second.occurred_at.tzinfo is not None
    assert bench.number("hallpass_outbox_published_events_total") == 5


async def _is_zero(counting: Any) -> bool:
    return bool(await counting == 0)


async def test_a_poke_wakes_it_at_once(service: Notebook, database: Database, bus: RecordingBus) -> None:
    bench = Bench(service, bus)
    relay = bench.relay(poll=3600.0)
    database.on_recorded(relay.poke)
    async with bench.running(relay):
        await until(lambda: bench.number("hallpass_outbox_unsent_events") is not None)
        await record(database, 1)
        await until(lambda: len(bus.published) == 1)


async def test_a_bus_that_is_away_costs_time_and_loses_nothing(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench = Bench(service, bus)
    bus.refusals = 5
    await record(database, 3)
    async with bench.running():
        await until(lambda: len(bus.published) == 3)
        await until(lambda: _is_zero(bench.unsent()))
    assert [one.sequence for one in bus.published] == [1, 2, 3]
    assert bench.number("hallpass_outbox_relay_failures_total") == 5


async def test_a_crash_between_publish_and_mark_gives_a_double_and_no_loss(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench = Bench(service, bus)
    crashes = 1

    async def lose_the_connection() -> None:
        nonlocal crashes
        if crashes:
            crashes -= 1
            await bench.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'notebook_relay'"
                " AND datname = current_database()"
            )

    bus.answered = lose_the_connection
    await record(database, 2)
    async with bench.running():
        await until(lambda: len(bus.published) == 4)
        await until(lambda: _is_zero(bench.unsent()))
    assert [one.sequence for one in bus.published] == [1, 2, 1, 2]
    assert len({one.event_id for one in bus.published}) == 2


async def test_a_relay_that_is_cancelled_while_the_bus_has_the_rows_leaves_them_unsent(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench, asked = Bench(service, bus), asyncio.Event()

    async def never() -> None:
        asked.set()
        await asyncio.Event().wait()

    bus.answered = never
    await record(database, 2)
    async with bench.running():
        await asked.wait()
    assert await bench.unsent() == 2


async def test_no_transaction_is_open_while_the_bus_is_asked(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench = Bench(service, bus)
    states: list[str] = []

    async def look() -> None:
        found = await bench.fetch(
            "SELECT state FROM pg_stat_activity WHERE usename = 'notebook_relay' AND datname = current_database()"
        )
        states.extend(row["state"] for row in found)

    bus.answered = look
    await record(database, 1)
    async with bench.running():
        await until(lambda: states)
    assert states == ["idle"]


async def test_of_two_relays_one_works_and_the_other_takes_over(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench = Bench(service, bus)
    async with bench.running(), bench.running():
        for _ in range(5):
            await record(database, 4)
        await until(lambda: _is_zero(bench.unsent()))
        assert [one.sequence for one in bus.published] == list(range(1, 21))
    bus.published.clear()
    async with bench.running() as first:
        await record(database, 1)
        await until(lambda: len(bus.published) == 1)
        async with bench.running():
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            await record(database, 1)
            # The first may have died before its mark, so a double is allowed.
            await until(lambda: {one.sequence for one in bus.published} == {21, 22})


async def test_more_than_a_batch_goes_out_in_one_go(service: Notebook, database: Database, bus: RecordingBus) -> None:
    bench = Bench(service, bus)
    await record(database, 1_203)
    async with bench.running(bench.relay(poll=3600.0)):
        await until(lambda: len(bus.published) == 1_203)
    assert [one.sequence for one in bus.published] == list(range(1, 1_204))


async def test_depth_and_lag_are_measured(service: Notebook, database: Database, bus: RecordingBus) -> None:
    bench = Bench(service, bus)
    bus.refusals = 1
    await record(database, 7)
    async with bench.running():
        await until(lambda: bench.number("hallpass_outbox_unsent_events") == 0)
    await record(database, 7)
    bench.clock.instant = SystemClock().now() + timedelta(seconds=90)
    bus.refusals = 1_000_000
    async with bench.running():
        await until(lambda: bench.number("hallpass_outbox_unsent_events") == 7)
        lag = bench.number("hallpass_outbox_lag_seconds")
    assert lag is not None
    assert 89 < lag < 120


async def write(database: Database, *sizes: int, key: str | None = None, version: int = 1) -> None:
    """Notes of so many bytes, of the same aggregate where `key` names one."""
    async with database.unit_of_work(LAKESIDE) as work:
        await work.record_many(
            [Event("notes", key or f"n{number}", "noted", version, b"x" * size) for number, size in enumerate(sizes)]
        )


async def test_what_the_bus_finds_too_large_is_set_aside_and_the_rest_goes_on(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench, bus.largest = Bench(service, bus), 100
    await write(database, 1, 101, 2, 102, 3)
    async with bench.running(bench.relay(beats=("notes",), heartbeat=0.01)):
        await until(lambda: bench.number("hallpass_outbox_set_aside_events") == 2)
        await until(lambda: len(bus.published) == 3)
        await record(database, 1, HILLTOP)
        await until(lambda: sum(is_heartbeat(one) for one in bus.published) > 3)
    assert [one.sequence for one in bus.published if one.tenant == LAKESIDE] == [1, 3, 5]
    # Nobody is told that all has been said while something has not.
    assert {one.tenant for one in bus.published if is_heartbeat(one)} == {HILLTOP}
    assert await bench.unsent() == 2


async def test_what_was_set_aside_is_offered_again_and_goes_out_once_it_may(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench, bus.largest = Bench(service, bus), 100
    await write(database, 101, 1)
    async with bench.running(bench.relay(set_aside=0.1)):
        await until(lambda: bench.number("hallpass_outbox_set_aside_events") == 1)
        await until(lambda: len(bus.published) == 1)
        bus.largest = 200
        await until(lambda: len(bus.published) == 2)
        await until(lambda: bench.number("hallpass_outbox_set_aside_events") == 0)
        await until(lambda: _is_zero(bench.unsent()))
    assert [one.sequence for one in bus.published] == [2, 1]


async def test_what_was_set_aside_is_settled_by_a_newer_state_that_is_sent(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench, bus.largest = Bench(service, bus), 100
    await write(database, 101, key="a", version=1)
    await write(database, 101, key="b", version=1)
    async with bench.running():
        await until(lambda: bench.number("hallpass_outbox_set_aside_events") == 2)
        await write(database, 1, key="a", version=2)
        await until(lambda: bench.number("hallpass_outbox_set_aside_events") == 1)
    rows = await bench.fetch("SELECT key, version FROM notebook.outbox WHERE sent_at IS NULL")
    assert [tuple(row) for row in rows] == [("b", 1)]
    assert [(one.key, one.version) for one in bus.published] == [("a", 2)]


async def test_what_is_parked_is_counted_until_it_is_not_any_more(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench, place = Bench(service, bus), ParkedEvents(database, SystemClock())
    for tenant in (LAKESIDE, HILLTOP):
        await place.park("notes", an_envelope(tenant=tenant), "KeyError")
    async with bench.running():
        await until(lambda: bench.number("hallpass_parked_waiting_events") == 2)
        for one in await waiting(service.relay, "notebook"):
            await place.discard(one)
        await until(lambda: bench.number("hallpass_parked_waiting_events") == 0)


async def test_rows_that_were_sent_long_ago_are_removed_and_unsent_ones_never(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench = Bench(service, bus)
    await record(database, 3)
    async with bench.running():
        await until(lambda: _is_zero(bench.unsent()))
    bus.refusals = 1_000_000
    await record(database, 2)
    bench.clock.advance(timedelta(hours=2))
    async with bench.running():
        await until(lambda: _is_two(bench.fetch("SELECT 1 FROM notebook.outbox")))
    assert await bench.unsent() == 2


async def _is_two(fetching: Any) -> bool:
    return len(await fetching) == 2
