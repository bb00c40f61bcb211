"""A relay tells each tenant's readers how many facts there are, and only when all of them have been sent."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from builders.envelopes import an_envelope
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.db import Database
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.heartbeat import Count, heartbeat, is_heartbeat
from hallpass.kernel.ids import CountedIds
from hallpass.kernel.inbox import advance, fresh, position
from hallpass.kernel.newcomers import Newcomers
from hallpass.kernel.relay import Relay
from hallpass.kernel.telemetry import Telemetry
from integration.kernel_service import HILLTOP, LAKESIDE, Notebook
from integration.outbox.conftest import RecordingBus

NOON = datetime(2031, 2, 11, 12, tzinfo=UTC)


async def relayed(service: Notebook, bus: RecordingBus, done: Callable[[], bool]) -> None:
    """A relay that tells of notes, until `done`."""
    settings = replace(service.relay_settings(poll=0.01, heartbeat=0.05), beats=("notes",))
    relay = Relay(settings, bus, SystemClock(), Telemetry(CollectorRegistry()), structlog.get_logger())
    task = asyncio.create_task(relay.run())
    try:
        async with asyncio.timeout(20):
            while not done():  # noqa: ASYNC110 - the bus calls nobody
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def beats(bus: RecordingBus) -> list[Envelope]:
    return [envelope for envelope in bus.published if is_heartbeat(envelope)]


async def test_each_tenant_is_told_its_last_number_after_its_facts(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        for number in range(3):
            await work.record("notes", f"n{number}", "noted", 1, b"{}")
    async with database.unit_of_work(HILLTOP) as work:
        await work.introduce("notes")
    await relayed(service, bus, lambda: {beat.tenant for beat in beats(bus)} == {LAKESIDE, HILLTOP})
    told = {beat.tenant: beat.sequence for beat in beats(bus)}
    assert told == {LAKESIDE: 3, HILLTOP: 0}
    first = next(place for place, envelope in enumerate(bus.published) if envelope in beats(bus))
    assert [envelope.sequence for envelope in bus.published[:first]] == [1, 2, 3]


async def test_nothing_is_said_of_a_topic_that_is_no_state(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        await work.record("noises", "n", "heard", 1, b"{}")
        await work.record("notes", "n", "noted", 1, b"{}")
    await relayed(service, bus, lambda: len(beats(bus)) >= 2)
    assert {beat.topic for beat in beats(bus)} == {"notes"}


async def test_introducing_a_tenant_again_keeps_its_count(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        await work.record("notes", "n", "noted", 1, b"{}")
        await work.introduce("notes")
        assert await work.last_number("notes") == 1


async def test_a_reader_learns_when_and_sees_a_gap_at_the_very_end(database: Database) -> None:
    beat = heartbeat(Count(LAKESIDE, "notes", 7), NOON, CountedIds())
    async with database.unit_of_work(LAKESIDE) as work:
        assert await fresh(work, "reader", [beat]) == []
        assert await advance(work, "reader", [beat]) == 7
    async with database.unit_of_work(LAKESIDE) as work:
        assert await advance(work, "reader", [beat]) == 0
        reached = await position(work, "reader", "notes")
        heard = (await work.session.execute(select(work.tables.heard.c.at))).scalar_one()
    assert reached is not None
    assert (reached.sequence, heard) == (7, NOON)


async def test_a_tenant_that_another_service_tells_of_has_heartbeats_from_then_on(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    newcomers = Newcomers(database, "notebook", "settings", "notes")
    told = an_envelope(1, key="settings", topic="policy.facts")
    await newcomers.handle([told, an_envelope(1, key="platform/p", topic="policy.facts", tenant="hilltop")])
    await newcomers.handle([told])
    await relayed(service, bus, lambda: len(beats(bus)) >= 2)
    assert {(beat.tenant, beat.sequence) for beat in beats(bus)} == {(LAKESIDE, 0)}
