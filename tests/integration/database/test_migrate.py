"""Schemas come up to date by themselves, whoever starts first, and a failed step leaves nothing half done."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from hallpass.kernel.migrate import migrate
from hallpass.kernel.roles import prepare
from integration.kernel_service import SCHEMA, VERSIONS, Notebook, notebook, password_of

SECOND = '''"""A second step."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("CREATE TABLE notebook.second (id int)")
    {then}
'''


async def fetch(dsn: str, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


def with_second_step(folder: Path, then: str = "") -> Path:
    # A folder name with a percent sign and a space, as a home folder may have.
    versions = folder / "100 % ours"
    versions.mkdir()
    for revision in VERSIONS.glob("*.py"):
        (versions / revision.name).write_text(revision.read_text())
    (versions / "0003_second.py").write_text(SECOND.format(then=then))
    return versions


async def test_every_step_may_be_repeated(admin_dsn: str) -> None:
    first = await notebook(admin_dsn)
    assert await notebook(admin_dsn) == first
    versions = await fetch(first.admin, "SELECT version_num FROM notebook.alembic_version")
    assert [row["version_num"] for row in versions] == ["0002"]


async def test_starters_at_once_do_not_collide(admin_dsn: str) -> None:
    await asyncio.gather(*(prepare(admin_dsn, [SCHEMA, "other"], password_of) for _ in range(4)))
    service = await notebook(admin_dsn)
    await asyncio.gather(*(migrate(service.migrator, SCHEMA, VERSIONS) for _ in range(4)))
    assert len(await fetch(service.admin, "SELECT * FROM notebook.alembic_version")) == 1


async def test_only_the_steps_that_are_new_are_run(service: Notebook, tmp_path: Path) -> None:
    await migrate(service.migrator, SCHEMA, with_second_step(tmp_path))
    assert await fetch(service.migrator, "SELECT * FROM notebook.second") == []


async def test_a_step_that_fails_leaves_nothing_behind(service: Notebook, tmp_path: Path) -> None:
    versions = with_second_step(tmp_path, then='op.execute("SELECT 1 / 0")')
    with pytest.raises(Exception, match="division by zero"):
        await migrate(service.migrator, SCHEMA, versions)
    found = await fetch(service.admin, "SELECT to_regclass('notebook.second') AS it")
    assert found[0]["it"] is None


async def test_every_table_of_the_kernel_is_forced_under_row_security_and_owned_by_the_migrator(
    service: Notebook,
) -> None:
    rows = await fetch(
        service.admin,
        "SELECT relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) AS owner FROM pg_class"
        " WHERE relnamespace = 'notebook'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'"
        " ORDER BY relname",
    )
    assert [row["relname"] for row in rows] == [
        *("heard", "inbox", "notes", "outbox", "parked", "position", "topic_sequence")
    ]
    assert {(row["relrowsecurity"], row["relforcerowsecurity"], row["owner"]) for row in rows} == {
        (True, True, "hallpass_migrator")
    }


async def test_roles_are_narrow_and_become_narrow_again(service: Notebook) -> None:
    await fetch(service.admin, "ALTER ROLE notebook_app BYPASSRLS CREATEDB")
    await prepare(service.admin, [SCHEMA], password_of)
    rows = await fetch(
        service.admin,
        "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication AS wide FROM pg_roles"
        " WHERE rolname IN ('notebook_app', 'notebook_relay', 'hallpass_migrator')",
    )
    assert [row["wide"] for row in rows] == [False, False, False]


@pytest.mark.parametrize("name", ["", "Roster", 'x"; DROP SCHEMA public; --', "1a", "a-b", "a" * 60])
async def test_a_service_needs_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="plain identifier"):
        await prepare("postgresql://nobody@localhost:1/x", [name], password_of)
