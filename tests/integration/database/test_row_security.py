"""One district never sees or touches another's rows, whatever a query says: the database holds the second lock."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hallpass.kernel.db import Database, UnitOfWork
from integration.kernel_service import HILLTOP, LAKESIDE, Notebook


async def write(work: UnitOfWork, note: str, tenant: str | None = None) -> None:
    await work.session.execute(
        text("INSERT INTO notes VALUES (:tenant, :id, 'words')"), {"tenant": tenant or work.tenant, "id": note}
    )


async def seen(work: UnitOfWork) -> list[str]:
    return list((await work.session.execute(text("SELECT id FROM notes ORDER BY id"))).scalars())


async def test_each_tenant_sees_its_own_rows_on_the_same_connection(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        await write(work, "a")
    async with database.unit_of_work(HILLTOP) as work:
        await write(work, "b")
        assert await seen(work) == ["b"]
    async with database.unit_of_work(LAKESIDE) as work:
        assert await seen(work) == ["a"]


async def test_a_row_for_another_tenant_is_refused(database: Database) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.unit_of_work(LAKESIDE) as work:
            await write(work, "a", tenant=HILLTOP)


async def test_another_tenants_rows_cannot_be_changed_or_removed(database: Database) -> None:
    async with database.unit_of_work(HILLTOP) as work:
        await write(work, "b")
    async with database.unit_of_work(LAKESIDE) as work:
        await work.session.execute(text("UPDATE notes SET words = 'changed'"))
        await work.session.execute(text("DELETE FROM notes"))
    async with database.unit_of_work(HILLTOP) as work:
        assert (await work.session.execute(text("SELECT words FROM notes"))).scalar_one() == "words"


async def test_a_commit_in_the_middle_keeps_the_tenant(database: Database) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        await write(work, "a")
        await work.session.commit()
        assert await seen(work) == ["a"]


async def test_without_a_tenant_nothing_is_there_and_nothing_gets_in(database: Database, service: Notebook) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        await write(work, "a")
    connection = await asyncpg.connect(service.app)
    try:
        assert await connection.fetch("SELECT * FROM notebook.notes") == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("INSERT INTO notebook.notes VALUES ('lakeside', 'x', 'words')")
        # After a transaction that had a tenant the setting is an empty text, not absent.
        async with connection.transaction():
            await connection.execute("SELECT set_config('hallpass.tenant', 'lakeside', true)")
        assert await connection.fetch("SELECT * FROM notebook.notes") == []
    finally:
        await connection.close()


async def test_the_owner_is_bound_too(database: Database, service: Notebook) -> None:
    async with database.unit_of_work(LAKESIDE) as work:
        await write(work, "a")
    connection = await asyncpg.connect(service.migrator)
    try:
        assert await connection.fetch("SELECT * FROM notebook.notes") == []
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE notebook.notes",
        "ALTER TABLE notebook.notes DISABLE ROW LEVEL SECURITY",
        "DROP TABLE notebook.notes",
        "CREATE TABLE notebook.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "SET ROLE hallpass_migrator",
        "SET row_security = off; SELECT * FROM notebook.notes",
    ],
)
async def test_the_app_role_owns_nothing_and_cannot_step_outside(service: Notebook, statement: str) -> None:
    connection = await asyncpg.connect(service.app)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM notebook.notes",
        "UPDATE notebook.topic_sequence SET last = 0",
        "SELECT envelope FROM notebook.parked",
        "DELETE FROM notebook.parked",
        "INSERT INTO notebook.outbox SELECT FROM notebook.outbox",
        "UPDATE notebook.outbox SET payload = ''",
        "TRUNCATE notebook.outbox",
    ],
)
async def test_the_relay_role_carries_the_outbox_and_can_nothing_else(service: Notebook, statement: str) -> None:
    connection = await asyncpg.connect(service.relay)
    try:
        assert await connection.fetch("SELECT id FROM notebook.outbox") == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()
