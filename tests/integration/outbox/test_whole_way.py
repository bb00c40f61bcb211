"""From a commit to a consumer's read model, with the whole process dying again and again on the way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest
import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from hallpass.kernel.clock import SystemClock
from hallpass.kernel.db import Database
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.inbox import advance, by_tenant, fresh, position
from hallpass.kernel.memory_bus import MemoryBus
from hallpass.kernel.outbox import Event
from hallpass.kernel.relay import Relay
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from integration.kernel_service import HILLTOP, LAKESIDE, Notebook

EVENTS = 300
LIVES = 12


class Consumer:
    """Keeps the words of each note, a few envelopes at a time, so that a death leaves work half done."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.heard = 0

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        for start in range(0, len(envelopes), 10):
            for tenant, part in by_tenant(envelopes[start : start + 10]).items():
                self.heard += len(part)
                async with self._database.unit_of_work(tenant) as work:
                    for one in await fresh(work, "notes", part):
                        values = {"tenant": tenant, "id": one.key, "words": one.payload.decode()}
                        await work.session.execute(text("INSERT INTO notes VALUES (:tenant, :id, :words)"), values)
                    await advance(work, "notes", part)


async def parked(_group: str, envelope: Envelope, reason: str) -> None:
    pytest.fail(f"{envelope!r} was parked: {reason}")


async def one_life(service: Notebook, consumer: Consumer, done: Callable[[], Awaitable[bool]]) -> None:
    """A process that runs relay and bus until `done`, and is then gone without a goodbye."""
    telemetry = Telemetry(CollectorRegistry())
    bus = MemoryBus(parked, telemetry, structlog.get_logger())
    bus.subscribe("notes", ["notes"], consumer.handle)
    relay = Relay(service.relay_settings(poll=0.01), bus, SystemClock(), telemetry, structlog.get_logger())
    tasks = [asyncio.create_task(bus.run()), asyncio.create_task(relay.run())]
    try:
        async with asyncio.timeout(20):
            # What is waited for happens in the database, too.
            while not await done():  # noqa: ASYNC110
                await asyncio.sleep(0)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def reached_by(database: Database, tenant: TenantId) -> int:
    async with database.unit_of_work(tenant) as work:
        reached = await position(work, "notes", "notes")
    return reached.sequence if reached else 0


async def test_nothing_is_lost_and_nothing_is_applied_twice(service: Notebook, database: Database) -> None:
    for tenant in (LAKESIDE, HILLTOP):
        async with database.unit_of_work(tenant) as work:
            await work.record_many([Event("notes", f"n{n}", "noted", 1, b"words %d" % n) for n in range(EVENTS)])
    consumer = Consumer(database)

    async def heard_some_more() -> bool:
        return consumer.heard >= enough

    async def arrived() -> bool:
        reached = [await reached_by(database, tenant) for tenant in (LAKESIDE, HILLTOP)]
        return reached == [EVENTS, EVENTS]

    for life in range(1, LIVES):
        enough = consumer.heard + 10 * life
        await one_life(service, consumer, heard_some_more)
    await one_life(service, consumer, arrived)

    # More was heard than there was: the deaths made doubles. A second insert of a note would have clashed.
    assert consumer.heard > 2 * EVENTS
    for tenant in (LAKESIDE, HILLTOP):
        async with database.unit_of_work(tenant) as work:
            assert (await work.session.execute(text("SELECT count(*) FROM notes"))).scalar_one() == EVENTS
