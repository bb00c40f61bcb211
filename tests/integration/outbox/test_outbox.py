"""Events are numbered without gaps for each tenant and topic, whatever runs at once and whatever fails."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import Row, select

from hallpass.kernel.bus import LARGEST_PAYLOAD
from hallpass.kernel.db import Database
from hallpass.kernel.errors import TooLarge
from hallpass.kernel.outbox import Event
from hallpass.kernel.tenancy import TenantId
from integration.kernel_service import HILLTOP, LAKESIDE, Notebook


class ChangedMind(Exception):
    """A unit of work that is rolled back after it recorded."""


def think_again(number: int) -> None:
    """Every fifth unit of work comes to nothing."""
    if number % 5 == 0:
        raise ChangedMind


async def rows(database: Database, tenant: TenantId) -> list[Row[int, str, int]]:
    async with database.unit_of_work(tenant) as work:
        outbox = work.tables.outbox.c
        found = await work.session.execute(select(outbox.id, outbox.topic, outbox.sequence).order_by(outbox.id))
        return list(found)


async def test_numbers_start_at_one_for_each_tenant_and_topic(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        assert await work.record("notes", "a", "noted", 1, b"1") == 1
        assert await work.record("notes", "b", "noted", 1, b"2") == 2
        assert await work.record("other", "a", "noted", 1, b"3") == 1
    async with database.unit_of_work(HILLTOP) as work:
        assert await work.record("notes", "a", "noted", 1, b"4") == 1


async def test_what_no_bus_takes_is_refused_before_anything_is_stored(database: Database) -> None:
    """It would hold up the relay, and with it everything that is written after."""
    largest = Event("notes", "a", "noted", 1, b"x" * LARGEST_PAYLOAD)
    async with database.unit_of_work(LAKESIDE) as work:
        assert await work.record_many([largest]) == [1]
    with pytest.raises(TooLarge, match=r"^Too large: noted, as it would be told on notes\.$"):
        async with database.unit_of_work(LAKESIDE) as work:
            await work.record_many([largest, replace(largest, payload=largest.payload + b"x")])
    async with database.unit_of_work(LAKESIDE) as work:
        assert await work.record("notes", "b", "noted", 1, b"2") == 2
    assert [number for _, _, number in await rows(database, LAKESIDE)] == [1, 2]


async def test_many_at_once_keep_their_order(database: Database) -> None:
    events = [Event("notes" if n % 3 else "other", f"k{n}", "noted", 1, b"{}") for n in range(2_000)]
    async with database.unit_of_work(LAKESIDE) as work:
        numbers = await work.record_many(events)
        assert await work.record_many([]) == []
    written = await rows(database, LAKESIDE)
    assert [(topic, number) for _, topic, number in written] == [
        (event.topic, number) for event, number in zip(events, numbers, strict=True)
    ]
    assert [number for _, topic, number in written if topic == "other"] == list(range(1, 668))


async def test_numbers_have_no_gap_and_follow_commits_under_concurrency_and_rollbacks(database: Database) -> None:
    async def once(number: int) -> None:
        tenant = LAKESIDE if number % 4 else HILLTOP
        try:
            async with database.unit_of_work(tenant) as work:
                await work.record_many([Event("notes", f"k{number}-{n}", "noted", 1, b"{}") for n in range(3)])
                await asyncio.sleep(0)
                think_again(number)
        except ChangedMind:
            return

    await asyncio.gather(*(once(number) for number in range(100)))
    for tenant in (LAKESIDE, HILLTOP):
        numbers = [number for _, _, number in await rows(database, tenant)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 50


async def test_topics_in_opposite_order_do_not_deadlock(service: Notebook) -> None:
    database = service.database(pool_size=4)
    orders = [("a", "b", "c"), ("c", "b", "a")]

    async def once(number: int) -> None:
        async with database.unit_of_work(LAKESIDE) as work:
            await work.record_many([Event(topic, "k", "noted", 1, b"{}") for topic in orders[number % 2]])

    try:
        await asyncio.gather(*(once(number) for number in range(40)))
        assert len(await rows(database, LAKESIDE)) == 120
    finally:
        await database.close()
