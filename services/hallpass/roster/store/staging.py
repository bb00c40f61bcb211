"""Taking rows in by the thousand: staging tables, filled and emptied within one transaction, and the roster's lock."""

# Names in these statements are of our own tables; every value is bound.
# ruff: noqa: S608

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Date, Integer, Text, TextClause, text

from hallpass.kernel.db import UnitOfWork
from hallpass.roster.tables import SCHEMA, STAGES

# COPY would refuse a table with row security; unnest takes arrays of a column each and comes close to it.
ARRAYS = {Text: "text[]", Integer: "integer[]", Boolean: "boolean[]", Date: "date[]"}


async def fill(work: UnitOfWork, stage: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows to a staging table; their cells stand in the order of its columns."""
    cells = {f"c{place}": list(column) for place, column in enumerate(zip(*rows, strict=True))}
    await work.session.execute(_insertion(stage), {"tenant": work.tenant, **cells})


async def empty(work: UnitOfWork) -> None:
    """Take every row of the tenant out of the staging tables."""
    for stage in STAGES:
        await work.session.execute(
            text(f"DELETE FROM {SCHEMA}.{stage} WHERE tenant_id = :tenant"),
            {"tenant": work.tenant},
        )


async def by_sets(work: UnitOfWork, *, whole: bool) -> None:
    """Tell the planner that whole tables are to be joined, or (`whole` false) that rows are looked up again.

    It knows nothing of tables that were filled a moment ago, takes them for tiny, and would go through one for each
    row of the other.
    """
    query = text("SELECT set_config('enable_nestloop', :setting, true)")
    await work.session.execute(query, {"setting": "off" if whole else "on"})


async def only_import(work: UnitOfWork) -> bool:
    """Become the tenant's one import until the transaction ends; False when another one runs.

    A statement of an import may take minutes in a large district, and so may the reading between two of them.
    """
    for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
        await work.session.execute(text("SELECT set_config(:name, '600000', true)"), {"name": limit})
    statement = text("SELECT pg_try_advisory_xact_lock(hashtextextended('hallpass.roster.import.' || :tenant, 0))")
    return bool((await work.session.execute(statement, {"tenant": work.tenant})).scalar_one())


async def only_writer(work: UnitOfWork) -> None:
    """Wait to be the tenant's one writer until the transaction ends: an aggregate is joined from many tables."""
    statement = text("SELECT pg_advisory_xact_lock(hashtextextended('hallpass.roster.write.' || :tenant, 0))")
    await work.session.execute(statement, {"tenant": work.tenant})


@cache
def _insertion(stage: str) -> TextClause:
    columns = [column for column in STAGES[stage].columns if column.name != "tenant_id"]
    names = ", ".join(column.name for column in columns)
    arrays = ", ".join(f"CAST(:c{place} AS {ARRAYS[type(c.type)]})" for place, c in enumerate(columns))
    return text(f"INSERT INTO {SCHEMA}.{stage} (tenant_id, {names}) SELECT :tenant, u.* FROM unnest({arrays}) u")
