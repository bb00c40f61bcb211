"""One request, one transaction: all of it or nothing, with a short answer when the database has trouble."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from hallpass.kernel.db import Database, UnitOfWork
from hallpass.kernel.errors import NotFound, Unavailable
from hallpass.kernel.telemetry import Telemetry
from integration.kernel_service import HILLTOP, LAKESIDE, Notebook

CANARY = "Zephyrine-Canary"


async def write(work: UnitOfWork, note: str, words: str = "words") -> None:
    await work.session.execute(
        text("INSERT INTO notes VALUES (:tenant, :id, :words)"), {"tenant": work.tenant, "id": note, "words": words}
    )


async def count(database: Database) -> int:
    async with database.unit_of_work(LAKESIDE) as work:
        return int((await work.session.execute(text("SELECT count(*) FROM notes"))).scalar_one())


async def test_what_raises_leaves_no_row_and_no_event(database: Database) -> None:
    poked: list[str] = []
    database.on_recorded(lambda: poked.append("poked"))

    async def fail_after_recording() -> None:
        async with database.unit_of_work(LAKESIDE) as work:
            await write(work, "a")
            await work.record("notes", "a", "noted", 1, b"{}")
            raise NotFound

    with pytest.raises(NotFound):
        await fail_after_recording()
    async with database.unit_of_work(LAKESIDE) as work:
        assert (await work.session.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 0
    assert await count(database) == 0
    assert poked == []


async def test_the_connections_in_use_are_seen(service: Notebook) -> None:
    database, telemetry = service.database(pool_size=2, max_overflow=1), Telemetry(CollectorRegistry())
    telemetry.watch_pool("notebook", database.connections_in_use, database.most_connections)

    def number(name: str) -> float | None:
        return telemetry.registry.get_sample_value(name, {"pool": "notebook"})

    assert (number("hallpass_database_connections"), number("hallpass_database_most_connections")) == (0, 3)
    async with database.unit_of_work(LAKESIDE), database.unit_of_work(HILLTOP):
        assert number("hallpass_database_connections") == 2
    assert number("hallpass_database_connections") == 0
    await database.close()


async def test_the_relay_is_poked_after_the_commit_and_only_when_there_is_an_event(database: Database) -> None:
    poked: list[str] = []
    database.on_recorded(lambda: poked.append("poked"))
    async with database.unit_of_work(LAKESIDE) as work:
        await write(work, "a")
    assert poked == []
    async with database.unit_of_work(LAKESIDE) as work:
        await work.record("notes", "a", "noted", 1, b"{}")
        assert poked == []
    assert poked == ["poked"]


async def test_a_snapshot_sees_one_instant_and_writes_nothing(service: Notebook) -> None:
    database = service.database()
    try:
        async with database.unit_of_work(LAKESIDE, snapshot=True) as reading:
            before = (await reading.session.execute(text("SELECT count(*) FROM notes"))).scalar_one()
            async with database.unit_of_work(LAKESIDE) as writing:
                await write(writing, "a")
            after = (await reading.session.execute(text("SELECT count(*) FROM notes"))).scalar_one()
        assert (before, after, await count(database)) == (0, 0, 1)
        with pytest.raises(Exception, match="read-only"):
            async with database.unit_of_work(LAKESIDE, snapshot=True) as reading:
                await write(reading, "b")
        # The next user of the connection may write again.
        async with database.unit_of_work(LAKESIDE) as writing:
            await write(writing, "b")
    finally:
        await database.close()


async def test_the_drivers_connection_is_inside_the_same_transaction(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        await write(work, "a")
        driver = await work.driver()
        assert [row["id"] for row in await driver.fetch("SELECT id FROM notes")] == ["a"]
        await driver.execute("INSERT INTO notes SELECT 'lakeside', unnest($1::text[]), 'words'", ["b", "c"])
    assert await count(database) == 3


async def test_many_interleaved_units_on_few_connections_never_mix_tenants(service: Notebook) -> None:
    database = service.database(pool_size=3, max_overflow=0)
    tenants = [LAKESIDE, HILLTOP]

    async def once(number: int) -> bool:
        tenant = tenants[number % 2]
        async with database.unit_of_work(tenant) as work:
            await write(work, f"n-{number}")
            seen = set((await work.session.execute(text("SELECT tenant_id FROM notes"))).scalars())
        return seen == {tenant}

    try:
        assert all(await asyncio.gather(*(once(number) for number in range(300))))
    finally:
        await database.close()


async def test_json_goes_in_and_comes_out_as_it_was(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        headers = {"trace": "a", "numbers": [1, 2.5, None, True], "text": "é"}
        await work.record("notes", "a", "noted", 1, b"{}")
        await work.session.execute(work.tables.outbox.update().values(headers=headers))
        assert (await work.session.execute(work.tables.outbox.select())).one().headers == headers


async def test_instants_come_back_in_utc(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        found = (await work.session.execute(text("SELECT timestamptz '2026-09-14 08:00-05'"))).scalar_one()
    assert found == datetime(2026, 9, 14, 13, 0, tzinfo=UTC)
    assert found.utcoffset().total_seconds() == 0


async def test_a_clash_of_keys_is_the_services_to_understand_and_shows_no_value(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        await write(work, "a")
    with pytest.raises(IntegrityError) as caught:
        async with database.unit_of_work(LAKESIDE) as work:
            await write(work, "a", CANARY)
    assert CANARY not in str(caught.value)


async def test_a_statement_beyond_its_time_is_unavailable(service: Notebook) -> None:
    database = service.database(statement_timeout=50)
    try:
        with pytest.raises(Unavailable, match="database"):
            async with database.unit_of_work(LAKESIDE) as work:
                await work.session.execute(text("SELECT pg_sleep(5)"))
        with pytest.raises(Unavailable, match="database"):
            async with database.unit_of_work(LAKESIDE) as work:
                await (await work.driver()).execute("SELECT pg_sleep(5)")
    finally:
        await database.close()


async def test_an_own_time_limit_inside_the_block_stays_a_time_limit(database: Database) -> None:
    with pytest.raises(TimeoutError):
        async with database.unit_of_work(LAKESIDE):
            raise TimeoutError


async def test_a_full_pool_is_unavailable(service: Notebook) -> None:
    database = service.database(pool_size=1, max_overflow=0, pool_wait=1.0)
    try:
        async with database.unit_of_work(LAKESIDE):
            with pytest.raises(Unavailable, match="database"):
                async with database.unit_of_work(LAKESIDE):
                    pytest.fail("there was a second connection")
    finally:
        await database.close()


async def test_a_lost_connection_is_unavailable_and_the_next_unit_works(database: Database, service: Notebook) -> None:
    async def lose_it_halfway() -> None:
        async with database.unit_of_work(LAKESIDE) as work:
            await write(work, "a")
            await _end_every_app_connection(service)
            await write(work, "b")

    with pytest.raises(Unavailable, match="database"):
        await lose_it_halfway()
    await database.ping()
    assert await count(database) == 0


async def _end_every_app_connection(service: Notebook) -> None:
    admin = await asyncpg.connect(service.admin)
    try:
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'notebook_app'"
            " AND datname = current_database()"
        )
    finally:
        await admin.close()


async def test_a_server_that_is_not_there_is_unavailable(service: Notebook) -> None:
    gone = replace(service, app="postgresql://notebook_app:secret@127.0.0.1:1/nowhere").database()
    try:
        with pytest.raises(Unavailable, match="database"):
            await gone.ping()
        with pytest.raises(Unavailable, match="database"):
            async with gone.unit_of_work(LAKESIDE):
                pytest.fail("there was a connection")
    finally:
        await gone.close()


async def test_deadlocked_work_is_unavailable_and_one_of_the_two_gets_through(service: Notebook) -> None:
    database = service.database()
    async with database.unit_of_work(LAKESIDE) as work:
        await write(work, "a")
        await write(work, "b")
    turn = asyncio.Barrier(2)

    async def change(first: str, second: str) -> str:
        async with database.unit_of_work(LAKESIDE) as work:
            for note in (first, second):
                await work.session.execute(text("UPDATE notes SET words = 'x' WHERE id = :id"), {"id": note})
                if note == first:
                    await turn.wait()
        return "done"

    try:
        outcomes = await asyncio.gather(change("a", "b"), change("b", "a"), return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Unavailable", "str"]
    finally:
        await database.close()
