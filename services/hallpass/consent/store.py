"""Every query of consent. The tenant is the unit of work's, and part of each statement besides row security."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from hallpass.consent.ledger import Entry, Origin
from hallpass.consent.model import Fact, aggregate_of
from hallpass.consent.tables import AggregateRow, LedgerRow
from hallpass.kernel.db import UnitOfWork

AT_ONCE = 5_000
"""Keys in one statement."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who adds to the ledger, by which way, and when."""

    origin: Origin
    by: str
    at: datetime


async def lock(work: UnitOfWork, aggregates: Collection[str]) -> dict[str, int]:
    """Take the aggregates for this transaction, in order; returns the version of each (0 for a new one)."""
    keys = sorted(aggregates)
    if not keys:
        return {}
    rows = [{"tenant_id": work.tenant, "key": key, "version": 0} for key in keys]
    statement = (
        upsert(AggregateRow)
        .on_conflict_do_update(
            index_elements=[AggregateRow.tenant_id, AggregateRow.key], set_={"version": AggregateRow.version}
        )
        .returning(AggregateRow.key, AggregateRow.version)
    )
    return {row.key: row.version for row in await work.session.execute(statement, rows)}


async def raise_versions(work: UnitOfWork, aggregates: Collection[str]) -> None:
    """Count one change of each aggregate."""
    for keys in _chunks(sorted(aggregates)):
        await work.session.execute(
            update(AggregateRow)
            .where(AggregateRow.tenant_id == work.tenant, AggregateRow.key.in_(keys))
            .values(version=AggregateRow.version + 1)
            .execution_options(synchronize_session=False)
        )


async def append(work: UnitOfWork, facts: Sequence[Fact], signature: Signature) -> None:
    """Add facts, in their order."""
    rows = [
        _signed(work, aggregate_of(fact), signature) | {"fact": msgspec.to_builtins(fact), "retracts": None}
        for fact in facts
    ]
    if rows:
        await work.session.execute(insert(LedgerRow), rows)


async def retract(work: UnitOfWork, entries: Sequence[Entry], signature: Signature) -> None:
    """Say that these entries hold no longer."""
    rows = [
        _signed(work, aggregate_of(entry.fact), signature) | {"fact": None, "retracts": entry.number}
        for entry in entries
    ]
    if rows:
        await work.session.execute(insert(LedgerRow), rows)


async def entries(work: UnitOfWork, aggregates: Collection[str]) -> dict[str, list[Entry]]:
    """All facts of the aggregates in their order, those that were retracted marked so."""
    found: dict[str, list[Entry]] = {key: [] for key in aggregates}
    retraction = aliased(LedgerRow)
    for keys in _chunks(sorted(aggregates)):
        statement = (
            select(
                LedgerRow.aggregate,
                LedgerRow.number,
                LedgerRow.origin,
                LedgerRow.recorded_at,
                LedgerRow.fact,
                retraction.number.is_(None).label("holds"),
            )
            .outerjoin(
                retraction,
                (retraction.tenant_id == LedgerRow.tenant_id) & (retraction.retracts == LedgerRow.number),
            )
            .where(LedgerRow.tenant_id == work.tenant, LedgerRow.aggregate.in_(keys), LedgerRow.fact.is_not(None))
            .order_by(LedgerRow.number)
        )
        for row in await work.session.execute(statement):
            fact = msgspec.convert(row.fact, Fact)
            found[row.aggregate].append(Entry(row.number, fact, row.origin, row.recorded_at, row.holds))
    return found


async def keys(work: UnitOfWork, prefix: str, after: str | None = None, most: int | None = None) -> dict[str, int]:
    """The keys that begin with `prefix` and come after another, in order, with their versions."""
    statement = (
        select(AggregateRow.key, AggregateRow.version)
        .where(AggregateRow.tenant_id == work.tenant, AggregateRow.key.startswith(prefix, autoescape=True))
        .order_by(AggregateRow.key)
    )
    if after is not None:
        statement = statement.where(AggregateRow.key > after)
    if most is not None:
        statement = statement.limit(most)
    return {row.key: row.version for row in await work.session.execute(statement)}


def _signed(work: UnitOfWork, aggregate: str, signature: Signature) -> dict[str, object]:
    return {
        "tenant_id": work.tenant,
        "aggregate": aggregate,
        "origin": signature.origin,
        "recorded_by": signature.by,
        "recorded_at": signature.at,
    }


def _chunks(keys_in_order: Sequence[str]) -> list[Sequence[str]]:
    return [keys_in_order[start : start + AT_ONCE] for start in range(0, len(keys_in_order), AT_ONCE)]
