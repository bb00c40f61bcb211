"""`hallpass database migrate` brings every schema of a service up to date, those beside its first too."""

from pathlib import Path

import asyncpg
import pytest

from hallpass.distributed.operators import VERSIONS, make_keys, prepare_facts, prepare_roles, upgrade
from hallpass.distributed.settings import AdministratorSettings
from hallpass.installation import installation
from hallpass.kernel.errors import Conflict
from hallpass.kernel.migrate import migrate
from hallpass.kernel.roles import MIGRATOR, dsn_for, prepare_schema
from hallpass.loading import behind, facts_schema, tenants
from hallpass.settings import SERVICES

REBUILT = "decision__again"
OF_ANOTHER = "decisions__again"
"""Begins like the decision service's schemas, and is none."""
AT = "SELECT version_num FROM {}.alembic_version"


@pytest.fixture
async def place(admin_dsn: str, tmp_path: Path) -> AdministratorSettings:
    passwords = tmp_path / "passwords"
    make_keys(tmp_path / "keys", passwords)
    place = AdministratorSettings(database_url=admin_dsn, admin_database_url=admin_dsn, passwords=passwords)
    await prepare_roles(place)
    return place


async def revisions(dsn: str) -> dict[str, str]:
    """Where each schema is that has had a revision."""
    connection = await asyncpg.connect(dsn)
    try:
        found = await connection.fetch("SELECT schemaname FROM pg_tables WHERE tablename = 'alembic_version'")
        return {one["schemaname"]: await connection.fetchval(AT.format(one["schemaname"])) for one in found}
    finally:
        await connection.close()


async def test_facts_of_the_release_before_come_up_to_date(place: AdministratorSettings) -> None:
    migrator = dsn_for(place.database_url, MIGRATOR, place.password(MIGRATOR))
    await prepare_schema(place.admin_database_url, REBUILT)
    await migrate(migrator, REBUILT, VERSIONS / "decision" / "migrations" / "versions", "decision_0001")
    said: list[str] = []
    await upgrade(place, SERVICES, said.append)
    found = await revisions(place.admin_database_url)
    assert found[REBUILT] == found["decision"] != "decision_0001"
    assert found.keys() == {*SERVICES, REBUILT}
    assert said == [f"{schema}: at {found[schema]}" for schema in (*SERVICES, REBUILT)]


async def test_a_schema_that_only_begins_alike_is_left_alone(place: AdministratorSettings) -> None:
    connection = await asyncpg.connect(place.admin_database_url)
    try:
        await connection.execute(f"CREATE SCHEMA {OF_ANOTHER}")
    finally:
        await connection.close()
    await upgrade(place, ["decision"], lambda _line: None)
    assert (await revisions(place.admin_database_url)).keys() == {"decision"}


async def test_the_facts_that_are_looked_at_are_those_that_decide(
    place: AdministratorSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await upgrade(place, SERVICES, lambda _line: None)
    await prepare_facts(place, REBUILT, lambda _line: None)
    assert facts_schema() == "decision"
    monkeypatch.setenv("HALLPASS_DECISION_FACTS_SCHEMA", REBUILT)
    monkeypatch.setenv("HALLPASS_DATABASE_URL", place.database_url)
    monkeypatch.setenv("HALLPASS_PASSWORDS", str(place.passwords))
    assert facts_schema() == REBUILT
    whole = installation(None)
    assert await behind(whole, facts_schema(), await tenants(whole)) == {}


async def test_facts_of_another_name_are_refused(place: AdministratorSettings) -> None:
    with pytest.raises(Conflict, match="decision__NAME"):
        await prepare_facts(place, "roster__again", lambda _line: None)
