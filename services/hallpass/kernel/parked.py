"""Where an event is put aside that could not be handled: a row in the consumer's schema, for a person to look at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from hallpass.kernel.bus import Handler
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database
from hallpass.kernel.engine import lone_transaction
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.failures import describe
from hallpass.kernel.tables import kernel_tables
from hallpass.kernel.tenancy import TenantId


@dataclass(frozen=True, slots=True)
class Waiting:
    """One event that waits for a person; nothing in it says what happened to whom."""

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

        An event that has been overtaken by a newer one changes nothing, as ever, and counts as handled.
        """
        tenant, table = TenantId(waiting.tenant), self._table.c
        one = (table.tenant_id == tenant, table.consumer == waiting.consumer, table.event_id == waiting.event_id)
        async with self._database.unit_of_work(tenant) as work:
            found = (await work.session.execute(select(table.envelope).where(*one))).scalar_one_or_none()
        if found is None:
            return None
        try:
            await handler([msgspec.msgpack.decode(found, type=Envelope)])
        except Exception as error:  # noqa: BLE001 - said to the person who asked, and noted in the row
            reason = describe(error)
            async with self._database.unit_of_work(tenant) as work:
                noted = update(self._table).where(*one).values(reason=reason, retried_at=self._clock.now())
                await work.session.execute(noted)
            return reason
        async with self._database.unit_of_work(tenant) as work:
            await work.session.execute(delete(self._table).where(*one))
        return None


async def waiting(relay_dsn: str, schema: str) -> list[Waiting]:
    """What waits in a service's schema, of every tenant, the oldest first. Raises Unavailable."""
    table = kernel_tables(schema).parked.c
    columns = (
        *(table.tenant_id, table.consumer, table.event_id, table.topic),
        *(table.sequence, table.reason, table.parked_at, table.retried_at),
    )
    async with lone_transaction(relay_dsn, schema) as connection:
        rows = await connection.execute(select(*columns).order_by(table.parked_at, table.sequence))
        return [Waiting(*row) for row in rows]
