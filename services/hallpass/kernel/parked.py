"""Where an event is put aside that could not be handled: a row in the consumer's schema, for a person to look at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from hallpass.kernel.bus import Handler
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database
from hallpass.kernel.engine import lone_transaction
from hallpass.kernel.envelope import MALFORMED, Envelope
from hallpass.kernel.failures import describe
from hallpass.kernel.roles import BESIDE
from hallpass.kernel.tables import kernel_tables
from hallpass.kernel.tenancy import TenantId


@dataclass(frozen=True, slots=True)
class Waiting:
    """One event that waits for a person, in the table of `schema`; nothing in it says what happened to whom."""

    schema: str
    tenant: str
    consumer: str
    event_id: UUID
    topic: str
    sequence: int
    reason: str
    parked_at: datetime
    retried_at: datetime | None


class ParkedEvents:
    """The events that one service's handlers could not handle. Never dropped but by a retry that succeeds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """`database` is the consumer's, as its app role."""
        self._database = database
        self._table = database.tables.parked
        self._clock = clock

    async def park(self, consumer: str, envelope: Envelope, reason: str) -> None:
        """Keep the event. Parking the same one again changes nothing but the reason."""
        content = msgspec.msgpack.encode(envelope)
        async with self._database.unit_of_work(TenantId(envelope.tenant)) as work:
            row = upsert(self._table).values(
                tenant_id=envelope.tenant,
                consumer=consumer,
                event_id=envelope.event_id,
                topic=envelope.topic,
                sequence=envelope.sequence,
                reason=reason,
                envelope=content,
                parked_at=self._clock.now(),
            )
            again = row.on_conflict_do_update(
                index_elements=["tenant_id", "consumer", "event_id"], set_={"reason": row.excluded.reason}
            )
            await work.session.execute(again)

    async def retry(self, waiting: Waiting, handler: Handler) -> str | None:
        """Hand the event to its handler once more: None where that went well, and the row is gone; else the reason.

        An event that has been overtaken by a newer one changes nothing, as ever, and counts as handled. A record that
        nobody could read is not handed over: its number is its place in Kafka, and a position would jump there.
        """
        tenant, one = TenantId(waiting.tenant), self._one(waiting)
        async with self._database.unit_of_work(tenant) as work:
            found = (await work.session.execute(select(self._table.c.envelope).where(*one))).scalar_one_or_none()
        if found is None:
            return None
        envelope = msgspec.msgpack.decode(found, type=Envelope)
        if envelope.type == MALFORMED:
            return waiting.reason
        try:
            await handler([envelope])
        except Exception as error:  # noqa: BLE001 - said to the person who asked, and noted in the row
            reason = describe(error)
            async with self._database.unit_of_work(tenant) as work:
                noted = update(self._table).where(*one).values(reason=reason, retried_at=self._clock.now())
                await work.session.execute(noted)
            return reason
        await self.discard(waiting)
        return None

    async def discard(self, waiting: Waiting) -> None:
        """Forget the event: a person has said that it is not needed any more."""
        async with self._database.unit_of_work(TenantId(waiting.tenant)) as work:
            await work.session.execute(delete(self._table).where(*self._one(waiting)))

    def _one(self, waiting: Waiting) -> tuple[ColumnElement[bool], ...]:
        table = self._table.c
        return (
            table.tenant_id == waiting.tenant,
            table.consumer == waiting.consumer,
            table.event_id == waiting.event_id,
        )


async def waiting(relay_dsn: str, service: str) -> list[Waiting]:
    """What waits in a service's schema and in those beside it, the oldest of any tenant first. Raises Unavailable."""
    found = []
    async with lone_transaction(relay_dsn, service) as connection:
        for schema in await schemas_of(connection, service):
            table = kernel_tables(schema).parked.c
            columns = (
                *(table.tenant_id, table.consumer, table.event_id, table.topic),
                *(table.sequence, table.reason, table.parked_at, table.retried_at),
            )
            found += [Waiting(schema, *row) for row in await connection.execute(select(*columns))]
    return sorted(found, key=lambda one: (one.parked_at, one.sequence))


async def count(connection: AsyncConnection, service: str) -> int:
    """How many wait in the service's schemas; `connection` logs in as its relay role."""
    total = 0
    for schema in await schemas_of(connection, service):
        counted = select(func.count()).select_from(kernel_tables(schema).parked)
        total += (await connection.execute(counted)).scalar_one()
    return total


async def schemas_of(connection: AsyncConnection, service: str) -> list[str]:
    """The schemas of a service in which something can be parked: its own, and those that were prepared beside it."""
    statement = text(
        "SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE relname = 'parked' AND (nspname = :service OR starts_with(nspname, :beside)) ORDER BY nspname"
    )
    rows = await connection.execute(statement, {"service": service, "beside": service + BESIDE})
    return [row.nspname for row in rows]
