"""Writing events: an outbox row in the transaction of the change, numbered without gaps for each tenant and topic."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from hallpass.kernel.bus import LARGEST_PAYLOAD
from hallpass.kernel.errors import TooLarge
from hallpass.kernel.ids import Ids
from hallpass.kernel.tables import KernelTables
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tracing import carried


@dataclass(frozen=True, slots=True)
class Event:
    """What a service says happened. `key` is the aggregate's id, `version` its count of changes, `payload` its JSON."""

    topic: str
    key: str
    type: str
    version: int
    payload: bytes


async def write(
    session: AsyncSession,
    tables: KernelTables,
    tenant: TenantId,
    events: Sequence[Event],
    *,
    now: datetime,
    ids: Ids,
) -> list[int]:
    """Insert the events in their order; returns the number of each. Raises TooLarge for one that no bus would take.

    The counter's row is locked until the transaction ends. So a lower number is always committed first, the rows' ids
    rise with the numbers, and a rolled back transaction leaves no gap.
    """
    for event in events:
        if len(event.payload) > LARGEST_PAYLOAD:
            raise TooLarge(f"{event.type}, as it would be told on {event.topic}")
    following = await _reserve(session, tables, tenant, Counter(event.topic for event in events))
    rows, numbers = [], []
    headers = carried()
    for event in events:
        number = following[event.topic]
        following[event.topic] = number + 1
        numbers.append(number)
        rows.append(
            {
                "event_id": ids.new(),
                "tenant_id": tenant,
                "topic": event.topic,
                "key": event.key,
                "sequence": number,
                "version": event.version,
                "type": event.type,
                "payload": event.payload,
                "created_at": now,
                "headers": headers,
            }
        )
    if rows:
        # Through the connection: executemany in order, without the session's collecting of new ids.
        connection = await session.connection()
        await connection.execute(insert(tables.outbox), rows)
    return numbers


async def introduce(session: AsyncSession, tables: KernelTables, tenant: TenantId, topic: str) -> None:
    """Begin the tenant's count in a topic at 0, so that it has heartbeats before its first event."""
    begun = upsert(tables.topic_sequence).values(tenant_id=tenant, topic=topic, last=0).on_conflict_do_nothing()
    await session.execute(begun)


async def last_number(session: AsyncSession, tables: KernelTables, tenant: TenantId, topic: str) -> int:
    """The tenant's last number in the topic; 0 before the first event."""
    counter = tables.topic_sequence.c
    statement = select(counter.last).where(counter.tenant_id == tenant, counter.topic == topic)
    found: int | None = (await session.execute(statement)).scalar_one_or_none()
    return found or 0


async def _reserve(
    session: AsyncSession, tables: KernelTables, tenant: TenantId, wanted: Counter[str]
) -> dict[str, int]:
    """Take as many numbers as wanted of each topic; returns the first of each. Topics in order: no deadlock."""
    first = {}
    counter = tables.topic_sequence
    for topic, count in sorted(wanted.items()):
        statement = upsert(counter).values(tenant_id=tenant, topic=topic, last=count)
        taken = statement.on_conflict_do_update(
            index_elements=[counter.c.tenant_id, counter.c.topic], set_={"last": counter.c.last + count}
        ).returning(counter.c.last)
        last: int = (await session.execute(taken)).scalar_one()
        first[topic] = last - count + 1
    return first
