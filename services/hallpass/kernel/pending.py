"""The relay's side of the outbox: what waits, what was sent, and the lock that lets one relay work at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Select,
    Table,
    Text,
    Update,
    all_,
    any_,
    bindparam,
    delete,
    exists,
    func,
    not_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from hallpass.kernel.envelope import Envelope
from hallpass.kernel.heartbeat import Count
from hallpass.kernel.tables import kernel_tables
from hallpass.kernel.tracing import TRACEPARENT

PRUNED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row that waits: its id, and what goes on the bus."""

    id: int
    envelope: Envelope


class Pending:
    """Statements on the outbox of one schema. Each is a transaction of its own on an autocommitting connection."""

    def __init__(self, schema: str) -> None:
        """`schema` names the service."""
        tables = kernel_tables(schema)
        self._outbox = tables.outbox
        self._lock_name = f"hallpass.relay.{schema}"
        # Built once: these are asked many times a second.
        self._oldest, self._sent = _oldest(self._outbox), _sent(self._outbox)
        self._settled = _settled(tables.topic_sequence, self._outbox)

    async def lock(self, connection: AsyncConnection) -> bool:
        """Try to become the one relay; held until the connection ends."""
        statement = select(func.pg_try_advisory_lock(func.hashtextextended(self._lock_name, 0)))
        return bool((await connection.execute(statement)).scalar_one())

    async def read(self, connection: AsyncConnection, most: int, without: Sequence[int] = ()) -> list[Row]:
        """The oldest unsent rows but those `without`, in the order in which they were written."""
        return [
            Row(
                found.id,
                Envelope(
                    event_id=found.event_id,
                    tenant=found.tenant_id,
                    topic=found.topic,
                    key=found.key,
                    type=found.type,
                    sequence=found.sequence,
                    version=found.version,
                    occurred_at=found.created_at,
                    payload=found.payload,
                    traceparent=found.headers.get(TRACEPARENT, ""),
                ),
            )
            for found in await connection.execute(self._oldest, {"most": most, "without": list(without)})
        ]

    async def mark(self, connection: AsyncConnection, ids: Sequence[int], now: datetime) -> None:
        """Note that the bus has answered for these rows."""
        await connection.execute(self._sent, {"ids": list(ids), "now": now})

    async def settle_superseded(self, connection: AsyncConnection, ids: Sequence[int], now: datetime) -> list[int]:
        """Mark those of the rows whose aggregate has told a newer state that was sent; returns their ids."""
        row, newer = self._outbox.c, self._outbox.alias("newer").c
        told = exists().where(
            newer.tenant_id == row.tenant_id,
            newer.topic == row.topic,
            newer.key == row.key,
            newer.version > row.version,
            newer.sent_at.is_not(None),
        )
        chosen = update(self._outbox).where(row.id.in_(ids), told).values(sent_at=now).returning(row.id)
        return list((await connection.execute(chosen)).scalars())

    async def measure(self, connection: AsyncConnection) -> tuple[int, datetime | None]:
        """How many rows wait, and since when the oldest."""
        outbox = self._outbox.c
        statement = select(func.count(), func.min(outbox.created_at)).where(outbox.sent_at.is_(None))
        count, oldest = (await connection.execute(statement)).one()
        return count, oldest

    async def settled(self, connection: AsyncConnection, topics: Sequence[str]) -> list[Count]:
        """The last number of each tenant in these topics, where every fact up to it has been sent."""
        found = await connection.execute(self._settled, {"topics": list(topics)})
        return [Count(*one) for one in found]

    async def prune(self, connection: AsyncConnection, before: datetime) -> None:
        """Delete a bounded number of the rows that were sent before the instant."""
        outbox = self._outbox
        old = select(outbox.c.id).where(outbox.c.sent_at < before).order_by(outbox.c.sent_at).limit(PRUNED_AT_ONCE)
        await connection.execute(delete(outbox).where(outbox.c.id.in_(old)))


def _oldest(outbox: Table) -> Select[Any]:
    """Unsent rows by id, at most `most`, without those of the array `without`."""
    row = outbox.c
    return (
        select(
            row.id,
            row.event_id,
            row.tenant_id,
            row.topic,
            row.key,
            row.type,
            row.sequence,
            row.version,
            row.created_at,
            row.payload,
            row.headers,
        )
        .where(row.sent_at.is_(None), row.id != all_(bindparam("without", type_=ARRAY(BigInteger))))
        .order_by(row.id)
        .limit(bindparam("most"))
    )


def _sent(outbox: Table) -> Update:
    """Rows by `ids` are sent as of `now`: an array, so that the statement is the same for any number of them."""
    ids = bindparam("ids", type_=ARRAY(BigInteger))
    return update(outbox).where(outbox.c.id == any_(ids)).values(sent_at=bindparam("now"))


def _settled(counters: Table, outbox: Table) -> Select[Any]:
    """The counters of `topics` for which nothing waits in the outbox."""
    counter, row = counters.c, outbox.c
    waiting = exists().where(row.sent_at.is_(None), row.tenant_id == counter.tenant_id, row.topic == counter.topic)
    topics = bindparam("topics", type_=ARRAY(Text))
    return select(counter.tenant_id, counter.topic, counter.last).where(counter.topic == any_(topics), not_(waiting))
