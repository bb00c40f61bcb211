"""What was last told of each aggregate: the bytes that a new state is compared with."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text

from hallpass.contracts.topics import ROSTER
from hallpass.kernel.db import UnitOfWork
from hallpass.kernel.outbox import Event
from hallpass.roster.model import Kind, key_of


class State(NamedTuple):
    """An aggregate as it is to be told, or was."""

    id: str
    active: bool
    payload: bytes
    version: int = 0


async def known(work: UnitOfWork, kind: Kind, ids: Sequence[str]) -> dict[str, State]:
    """What was last told of these."""
    query = text(
        "SELECT id, active, payload, version FROM roster.fact "
        "WHERE tenant_id = :tenant AND kind = :kind AND id = ANY(:ids)"
    )
    found = await work.session.execute(query, {"tenant": work.tenant, "kind": kind, "ids": list(ids)})
    return {row.id: State(row.id, row.active, bytes(row.payload), row.version) for row in found}


async def tell(work: UnitOfWork, kind: Kind, states: Sequence[State]) -> None:
    """Remember the states under their versions, and record an event for each."""
    if not states:
        return
    ids, actives, payloads, versions = (list(column) for column in zip(*states, strict=True))
    statement = text(
        "INSERT INTO roster.fact (tenant_id, kind, id, active, payload, version) SELECT :tenant, :kind, u.* "
        "FROM unnest(CAST(:ids AS text[]), CAST(:actives AS boolean[]), CAST(:payloads AS bytea[]), "
        "CAST(:versions AS bigint[])) u ON CONFLICT (tenant_id, kind, id) DO UPDATE "
        "SET active = excluded.active, payload = excluded.payload, version = excluded.version"
    )
    values = {"ids": ids, "actives": actives, "payloads": payloads, "versions": versions}
    await work.session.execute(statement, {"tenant": work.tenant, "kind": kind, **values})
    await work.record_many(
        [Event(ROSTER, key_of(kind, state.id), f"roster.{kind}", state.version, state.payload) for state in states]
    )


async def page(work: UnitOfWork, kind: Kind, after: str, most: int) -> list[State]:
    """What was last told of a kind, removed ones included, in the order of their ids."""
    query = text(
        "SELECT id, active, payload, version FROM roster.fact "
        "WHERE tenant_id = :tenant AND kind = :kind AND id > :after ORDER BY id LIMIT :most"
    )
    values = {"tenant": work.tenant, "kind": kind, "after": after, "most": most}
    found = await work.session.execute(query, values)
    return [State(row.id, row.active, bytes(row.payload), row.version) for row in found]


async def active_count(work: UnitOfWork, kind: Kind) -> int:
    """How many of a kind were last told to be active."""
    query = text("SELECT count(*) FROM roster.fact WHERE tenant_id = :tenant AND kind = :kind AND active")
    return int((await work.session.execute(query, {"tenant": work.tenant, "kind": kind})).scalar_one())
