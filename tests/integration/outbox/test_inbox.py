"""A consumer applies each fact once, newest wins, and says how far it has come: all in one transaction."""

import asyncio
import random
from collections.abc import Sequence

import pytest
import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from builders.envelopes import MORNING, an_envelope
from hallpass.kernel.db import Database, UnitOfWork
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.inbox import advance, applied, by_tenant, fresh, position
from hallpass.kernel.memory_bus import MemoryBus, Mischief
from hallpass.kernel.telemetry import Telemetry
from integration.kernel_service import HILLTOP, LAKESIDE

TOPIC = "roster.facts"


async def test_the_same_version_is_applied_once_and_an_older_one_never(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        assert await applied(work, "facts", an_envelope(2, key="s-1", version=2))
    async with database.unit_of_work(LAKESIDE) as work:
        assert not await applied(work, "facts", an_envelope(2, key="s-1", version=2))
        assert not await applied(work, "facts", an_envelope(1, key="s-1", version=1))
        assert await applied(work, "facts", an_envelope(3, key="s-1", version=3))


async def test_consumers_keys_and_tenants_are_apart(database: Database) -> None:
    first = an_envelope(1, key="s-1")
    async with database.unit_of_work(LAKESIDE) as work:
        assert await applied(work, "facts", first)
        assert await applied(work, "rebuilt facts", first)
        assert await applied(work, "facts", an_envelope(2, key="s-2"))
    async with database.unit_of_work(HILLTOP) as work:
        assert await applied(work, "facts", an_envelope(1, key="s-1", tenant="hilltop"))


async def test_effects_that_are_rolled_back_are_applied_again(database: Database) -> None:
    async def fail_after_applying() -> None:
        async with database.unit_of_work(LAKESIDE) as work:
            assert await applied(work, "facts", an_envelope(1))
            raise LookupError

    with pytest.raises(LookupError):
        await fail_after_applying()
    async with database.unit_of_work(LAKESIDE) as work:
        assert await applied(work, "facts", an_envelope(1))


async def test_of_a_batch_only_the_newest_of_each_key_is_left_in_order(database: Database) -> None:
    batch = [
        an_envelope(4, key="b", version=2),
        an_envelope(1, key="a", version=1),
        an_envelope(3, key="a", version=2),
        an_envelope(3, key="a", version=2),
        an_envelope(2, key="b", version=1),
    ]
    async with database.unit_of_work(LAKESIDE) as work:
        left = await fresh(work, "facts", batch)
        assert [(one.key, one.version) for one in left] == [("a", 2), ("b", 2)]
        assert await fresh(work, "facts", batch) == []
        assert await fresh(work, "facts", []) == []


async def test_a_large_batch_is_taken_whole(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        left = await fresh(work, "facts", [an_envelope(number) for number in range(1, 3_001)])
    assert [one.sequence for one in left] == list(range(1, 3_001))


async def test_an_envelope_of_another_tenant_is_a_mistake_of_the_caller(database: Database) -> None:
    with pytest.raises(ValueError, match="another tenant"):
        async with database.unit_of_work(LAKESIDE) as work:
            await applied(work, "facts", an_envelope(1, tenant="hilltop"))


async def test_a_position_rises_and_never_falls_and_gaps_are_counted(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        assert await position(work, "facts", TOPIC) is None
        assert await advance(work, "facts", [an_envelope(1), an_envelope(2)]) == 0
        assert await advance(work, "facts", [an_envelope(6), an_envelope(4)]) == 2
        assert await advance(work, "facts", [an_envelope(3)]) == 0
        found = await position(work, "facts", TOPIC)
    assert found is not None
    assert (found.sequence, found.occurred_at) == (6, MORNING)


def test_a_batch_is_split_by_tenant_in_order() -> None:
    batch = [an_envelope(1), an_envelope(1, tenant="hilltop"), an_envelope(2)]
    parts = by_tenant(batch)
    assert {tenant: [one.sequence for one in part] for tenant, part in parts.items()} == {
        LAKESIDE: [1, 2],
        HILLTOP: [1],
    }


class Notes:
    """A consumer as a service writes it: the newest words of each note."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        for tenant, part in by_tenant(envelopes).items():
            async with self._database.unit_of_work(tenant) as work:
                for one in await fresh(work, "notes", part):
                    await self._write(work, one)
                await advance(work, "notes", part)

    async def _write(self, work: UnitOfWork, one: Envelope) -> None:
        await work.session.execute(
            text(
                "INSERT INTO notes VALUES (:tenant, :id, :words)"
                " ON CONFLICT (tenant_id, id) DO UPDATE SET words = excluded.words"
            ),
            {"tenant": work.tenant, "id": one.key, "words": one.payload.decode()},
        )


@pytest.mark.parametrize("seed", range(8))
async def test_doubles_and_late_ones_end_where_the_last_facts_are(database: Database, seed: int) -> None:
    """The law of every consumer, here for the helpers that they are made of."""
    chance = random.Random(seed)
    versions = dict.fromkeys("abcde", 0)
    history = []
    for number in range(1, 61):
        key = chance.choice("abcde")
        versions[key] += 1
        history.append(
            an_envelope(number, key=key, version=versions[key], payload=f"{key} version {versions[key]}".encode())
        )

    async def parked(_group: str, envelope: Envelope, reason: str) -> None:
        pytest.fail(f"{envelope!r} was parked: {reason}")

    bus = MemoryBus(
        parked,
        Telemetry(CollectorRegistry()),
        structlog.get_logger(),
        mischief=Mischief(duplicate=0.3, reorder=0.7, chance=chance),
    )
    bus.subscribe("notes", [TOPIC], Notes(database).handle)
    await _publish_in_pieces(bus, history, chance)

    async with database.unit_of_work(LAKESIDE) as work:
        found = (await work.session.execute(text("SELECT id, words FROM notes ORDER BY id"))).all()
        reached = await position(work, "notes", TOPIC)
    assert [tuple(row) for row in found] == [(key, f"{key} version {versions[key]}") for key in "abcde"]
    assert reached is not None
    assert reached.sequence == 60


async def _publish_in_pieces(bus: MemoryBus, history: list[Envelope], chance: random.Random) -> None:
    """Piece by piece, each followed at random by an older piece: a relay that died and came back."""
    running = asyncio.create_task(bus.run())
    try:
        for start in range(0, len(history), 7):
            await bus.publish(history[start : start + 7])
            if chance.random() < 0.5:
                earlier = chance.randrange(start + 1)
                await bus.publish(history[earlier : earlier + 5])
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
