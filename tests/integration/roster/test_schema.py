"""The tables as they are described and as the migrations make them; every one locked to its tenant."""

from sqlalchemy import text

from hallpass.roster.tables import Base
from integration.rooms import Schema
from integration.roster.conftest import LAKESIDE

KERNEL = {"outbox", "topic_sequence", "inbox", "position", "heard", "parked"}


async def test_the_described_columns_are_those_of_the_database_in_their_order(schema: Schema) -> None:
    query = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'roster' "
        "ORDER BY table_name, ordinal_position"
    )
    made: dict[str, list[str]] = {}
    async with schema.database.unit_of_work(LAKESIDE) as work:
        for table, column in await work.session.execute(query):
            made.setdefault(table, []).append(column)
    described = {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}
    assert {name: made.get(name) for name in described} == described
    assert set(made) <= set(described) | KERNEL


async def test_row_security_is_enabled_and_forced_on_every_table(schema: Schema) -> None:
    query = text(
        "SELECT relname FROM pg_class WHERE relnamespace = 'roster'::regnamespace AND relkind = 'r' "
        "AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    async with schema.database.unit_of_work(LAKESIDE) as work:
        open_tables = set((await work.session.execute(query)).scalars())
    # Alembic's own note of the last revision holds nobody's data.
    assert {name for name in open_tables if not name.startswith("alembic_version")} == set()
