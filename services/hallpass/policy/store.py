"""Every query on the register. The tenant is the unit of work's, and part of each statement besides row security."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import CollectionAggregate, Text, any_, cast, delete, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from hallpass.contracts.roster import StaffFacts, StaffPost
from hallpass.kernel.db import UnitOfWork
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.model import KINDS, Entry, Origin, key_of
from hallpass.policy.tables import FolderItemRow, RegisterRow, StaffRow, TenantRow


@dataclass(frozen=True, slots=True)
class Held:
    """An entry as it is registered."""

    entry: Entry
    version: int
    active: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Signature:
    """Who changes the register, by which way, and when."""

    origin: Origin
    by: str
    at: datetime


async def add_tenant(work: UnitOfWork, at: datetime) -> None:
    """Note the tenant; nothing happens when it is known."""
    statement = upsert(TenantRow).values(tenant_id=work.tenant, registered_at=at).on_conflict_do_nothing()
    await work.session.execute(statement)


async def tenants(work: UnitOfWork) -> list[TenantId]:
    """Every tenant of the suite, in the order of registration."""
    statement = select(TenantRow.tenant_id).order_by(TenantRow.registered_at, TenantRow.tenant_id)
    return [TenantId(found) for found in (await work.session.execute(statement)).scalars()]


async def held(work: UnitOfWork, keys: Collection[str], *, lock: bool = False) -> dict[str, Held]:
    """The entries of these keys, inactive ones too; with `lock` they stay as they are until the transaction ends."""
    statement = (
        select(RegisterRow)
        .where(RegisterRow.tenant_id == work.tenant, RegisterRow.key == _any(keys))
        .order_by(RegisterRow.key)
    )
    if lock:
        statement = statement.with_for_update()
    return {row.key: _held(row) for row in (await work.session.execute(statement)).scalars()}


async def of_kind(work: UnitOfWork, kind: str) -> list[Entry]:
    """The active entries of a kind, in the order of their keys."""
    statement = (
        select(RegisterRow)
        .where(
            RegisterRow.tenant_id == work.tenant,
            RegisterRow.key.startswith(f"{kind}/", autoescape=True),
            RegisterRow.active,
        )
        .order_by(RegisterRow.key)
    )
    return [_held(row).entry for row in (await work.session.execute(statement)).scalars()]


async def every_key(work: UnitOfWork) -> list[str]:
    """The keys of all entries, inactive ones too."""
    statement = select(RegisterRow.key).where(RegisterRow.tenant_id == work.tenant).order_by(RegisterRow.key)
    return list((await work.session.execute(statement)).scalars())


async def put(work: UnitOfWork, entries: Sequence[Entry], signature: Signature) -> dict[str, int]:
    """Register these entries as they are now; returns the version of each by key."""
    rows = [
        {
            "tenant_id": work.tenant,
            "key": key_of(entry),
            "version": 1,
            "active": getattr(entry, "active", True),
            "entry": msgspec.to_builtins(entry),
            "origin": signature.origin,
            "changed_by": signature.by,
            "changed_at": signature.at,
        }
        for entry in sorted(entries, key=key_of)
    ]
    if not rows:
        return {}
    insert = upsert(RegisterRow)
    statement = insert.on_conflict_do_update(
        index_elements=[RegisterRow.tenant_id, RegisterRow.key],
        set_={
            "version": RegisterRow.version + 1,
            "active": insert.excluded.active,
            "entry": insert.excluded.entry,
            "origin": insert.excluded.origin,
            "changed_by": insert.excluded.changed_by,
            "changed_at": insert.excluded.changed_at,
        },
    ).returning(RegisterRow.key, RegisterRow.version)
    return {row.key: row.version for row in await work.session.execute(statement, rows)}


async def put_staff(work: UnitOfWork, staff: Iterable[StaffFacts]) -> None:
    """Keep of staff who they are and which posts they hold."""
    rows = [
        {
            "tenant_id": work.tenant,
            "id": facts.id,
            "active": facts.active,
            "posts": [msgspec.to_builtins(post) for post in facts.posts],
        }
        for facts in staff
    ]
    if not rows:
        return
    insert = upsert(StaffRow)
    statement = insert.on_conflict_do_update(
        index_elements=[StaffRow.tenant_id, StaffRow.id],
        set_={"active": insert.excluded.active, "posts": insert.excluded.posts},
    )
    await work.session.execute(statement, rows)


async def posts(work: UnitOfWork, staff: str) -> tuple[StaffPost, ...] | None:
    """The posts of an active member of staff; None for somebody the roster does not tell of."""
    statement = select(StaffRow.posts).where(StaffRow.tenant_id == work.tenant, StaffRow.id == staff, StaffRow.active)
    found = (await work.session.execute(statement)).scalar_one_or_none()
    return None if found is None else msgspec.convert(found, tuple[StaffPost, ...])


async def folder_items(work: UnitOfWork) -> dict[tuple[str, str], str]:
    """The digests of what the district folder said last, by collection and key."""
    statement = select(FolderItemRow.collection, FolderItemRow.key, FolderItemRow.digest).where(
        FolderItemRow.tenant_id == work.tenant
    )
    return {(row.collection, row.key): row.digest for row in await work.session.execute(statement)}


async def put_folder_items(work: UnitOfWork, changed: Mapping[tuple[str, str], str | None]) -> None:
    """Note what the folder says now; None for what it says no longer."""
    kept = [
        {"tenant_id": work.tenant, "collection": collection, "key": key, "digest": digest}
        for (collection, key), digest in changed.items()
        if digest is not None
    ]
    if kept:
        insert = upsert(FolderItemRow)
        columns = [FolderItemRow.tenant_id, FolderItemRow.collection, FolderItemRow.key]
        statement = insert.on_conflict_do_update(index_elements=columns, set_={"digest": insert.excluded.digest})
        await work.session.execute(statement, kept)
    gone: dict[str, list[str]] = {}
    for (collection, key), digest in changed.items():
        if digest is None:
            gone.setdefault(collection, []).append(key)
    for collection, keys in gone.items():
        await work.session.execute(
            delete(FolderItemRow).where(
                FolderItemRow.tenant_id == work.tenant,
                FolderItemRow.collection == collection,
                FolderItemRow.key == _any(keys),
            )
        )


def _held(row: RegisterRow) -> Held:
    entry = msgspec.convert(row.entry, KINDS[row.key.partition("/")[0]])
    origin: Origin = msgspec.convert(row.origin, Origin)
    return Held(entry, row.version, row.active, origin)


def _any(keys: Collection[str]) -> CollectionAggregate[Any]:
    """One array as one parameter: a folder may name more keys than a statement takes parameters."""
    return any_(cast(list(keys), ARRAY(Text)))
