"""Hearing: what a consumer has applied, and how far it has come. All in the transaction of the effects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from hallpass.kernel.db import UnitOfWork
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.heartbeat import is_heartbeat
from hallpass.kernel.tenancy import TenantId


@dataclass(frozen=True, slots=True)
class Position:
    """How far a consumer has come in a tenant's topic: the highest number applied, and the instant of that fact."""

    sequence: int
    occurred_at: datetime


async def applied(work: UnitOfWork, consumer: str, envelope: Envelope) -> bool:
    """Note the envelope; True when its effects shall be applied now, False when this version or a newer one has been.

    The row stays locked until the transaction ends, so two consumers at once cannot both go ahead.
    """
    return bool(await fresh(work, consumer, [envelope]))


async def fresh(work: UnitOfWork, consumer: str, envelopes: Sequence[Envelope]) -> list[Envelope]:
    """Those of one tenant's envelopes that shall be applied now: the newest of each key, newer than what was seen.

    They come in the order of their numbers. Raises ValueError when an envelope is another tenant's.
    """
    if any(envelope.tenant != work.tenant for envelope in envelopes):
        raise ValueError("an envelope of another tenant in this unit of work")
    newest: dict[tuple[str, str], Envelope] = {}
    for envelope in facts(envelopes):
        known = newest.get((envelope.topic, envelope.key))
        if known is None or known.version < envelope.version:
            newest[envelope.topic, envelope.key] = envelope
    if not newest:
        return []
    table = work.tables.inbox
    # Sorted, so that two consumers lock the rows in the same order.
    rows = [
        {
            "tenant_id": envelope.tenant,
            "consumer": consumer,
            "topic": topic,
            "key": key,
            "version": envelope.version,
            "event_id": envelope.event_id,
        }
        for (topic, key), envelope in sorted(newest.items(), key=lambda item: item[0])
    ]
    insert = upsert(table)
    statement = insert.on_conflict_do_update(
        index_elements=[table.c.tenant_id, table.c.consumer, table.c.topic, table.c.key],
        set_={"version": insert.excluded.version, "event_id": insert.excluded.event_id},
        where=table.c.version < insert.excluded.version,
    ).returning(table.c.topic, table.c.key)
    taken = {(row.topic, row.key) for row in await work.session.execute(statement, rows)}
    return sorted(
        (envelope for place, envelope in newest.items() if place in taken),
        key=lambda envelope: (envelope.topic, envelope.sequence),
    )


async def advance(work: UnitOfWork, consumer: str, envelopes: Sequence[Envelope]) -> int:
    """Move the consumer's positions up to these envelopes; returns how many numbers were passed over unseen.

    A position never moves back. A gap is normal when a compacted topic is read from its start, else worth an alarm.
    """
    missing = 0
    for topic in sorted({envelope.topic for envelope in envelopes}):
        of_topic = [envelope for envelope in envelopes if envelope.topic == topic]
        last = max(of_topic, key=lambda envelope: envelope.sequence)
        before = await position(work, consumer, topic)
        seen = before.sequence if before else 0
        newly = {envelope.sequence for envelope in facts(of_topic) if envelope.sequence > seen}
        missing += max(0, last.sequence - seen - len(newly))
        await _raise_position(work, consumer, last)
        if beats := [envelope.occurred_at for envelope in of_topic if is_heartbeat(envelope)]:
            await _heard(work, consumer, topic, max(beats))
    return missing


def facts(envelopes: Sequence[Envelope]) -> list[Envelope]:
    """Those that are facts, and no heartbeats."""
    return [envelope for envelope in envelopes if not is_heartbeat(envelope)]


async def position(work: UnitOfWork, consumer: str, topic: str) -> Position | None:
    """How far the consumer has come in the tenant's topic; None before its first event."""
    table = work.tables.position
    found = (
        await work.session.execute(
            select(table.c.sequence, table.c.occurred_at).where(
                table.c.tenant_id == work.tenant, table.c.consumer == consumer, table.c.topic == topic
            )
        )
    ).one_or_none()
    return Position(found.sequence, found.occurred_at) if found else None


async def _raise_position(work: UnitOfWork, consumer: str, last: Envelope) -> None:
    table = work.tables.position
    insert = upsert(table).values(
        tenant_id=work.tenant,
        consumer=consumer,
        topic=last.topic,
        sequence=last.sequence,
        occurred_at=last.occurred_at,
    )
    await work.session.execute(
        insert.on_conflict_do_update(
            index_elements=[table.c.tenant_id, table.c.consumer, table.c.topic],
            set_={
                "sequence": insert.excluded.sequence,
                "occurred_at": func.greatest(table.c.occurred_at, insert.excluded.occurred_at),
            },
            where=table.c.sequence < insert.excluded.sequence,
        )
    )


async def _heard(work: UnitOfWork, consumer: str, topic: str, at: datetime) -> None:
    table = work.tables.heard
    insert = upsert(table).values(tenant_id=work.tenant, consumer=consumer, topic=topic, at=at)
    await work.session.execute(
        insert.on_conflict_do_update(
            index_elements=[table.c.tenant_id, table.c.consumer, table.c.topic],
            set_={"at": func.greatest(table.c.at, insert.excluded.at)},
        )
    )


def by_tenant(envelopes: Sequence[Envelope]) -> dict[TenantId, list[Envelope]]:
    """A batch from the bus split for one unit of work each, the order within a tenant kept."""
    parts: dict[TenantId, list[Envelope]] = {}
    for envelope in envelopes:
        parts.setdefault(TenantId(envelope.tenant), []).append(envelope)
    return parts
