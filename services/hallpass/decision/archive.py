"""Reading verdicts back, and deleting those whose time is over; the count of what was deleted stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg
import msgspec

from hallpass.contracts.decision import DecisionsPurged
from hallpass.contracts.topics import VERDICTS
from hallpass.decision.record import Record, unpack
from hallpass.decision.store import transaction
from hallpass.kernel.ids import Ids
from hallpass.kernel.tenancy import TenantId

_FIND = "SELECT caller, sender, revision, record FROM decision.verdict WHERE tenant_id = $1 AND id = $2"

_PURGE = """
WITH gone AS (
  DELETE FROM decision.verdict WHERE tenant_id = $1 AND id IN (
    SELECT id FROM decision.verdict WHERE tenant_id = $1 AND decided_at < $2 ORDER BY decided_at LIMIT $3)
  RETURNING 1
) SELECT count(*) FROM gone
"""
_COUNT = 'INSERT INTO decision.purge (tenant_id, at, before, "count") VALUES ($1, $2, $3, $4)'
_EVENT = """
WITH numbered AS (
  INSERT INTO decision.topic_sequence (tenant_id, topic, last) VALUES ($1, $2, 1)
  ON CONFLICT (tenant_id, topic) DO UPDATE SET last = decision.topic_sequence.last + 1 RETURNING last
)
INSERT INTO decision.outbox (event_id, tenant_id, topic, key, sequence, version, type, payload, created_at)
SELECT $3, $1, $2, $4, (SELECT last FROM numbered), 1, 'decisions_purged', $5, $6
"""
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Kept:
    """A decision as it was stored, and by whom it was asked."""

    caller: str
    sender: str | None
    revision: str
    record: Record


class Archive:
    """The stored decisions of every tenant."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], ids: Ids) -> None:
        """`pool` as of `store.open_pool`."""
        self._pool, self._ids = pool, ids

    async def find(self, tenant: TenantId, decision_id: str) -> Kept | None:
        """The decision, or None."""
        if "\x00" in decision_id:
            return None
        async with transaction(self._pool, tenant, "READ ONLY") as connection:
            row = await connection.fetchrow(_FIND, tenant, decision_id)
        return Kept(row["caller"], row["sender"], row["revision"], unpack(row["record"])) if row else None

    async def purge(self, tenant: TenantId, before: datetime, now: datetime) -> int:
        """Delete decisions older than `before`, a thousand at a time, then note and tell how many they were."""
        total = 0
        while True:
            async with transaction(self._pool, tenant) as connection:
                count = int(await connection.fetchval(_PURGE, tenant, before, _AT_ONCE))
                total += count
                if count < _AT_ONCE:
                    if total:
                        said = msgspec.json.encode(DecisionsPurged(at=now, before=before, count=total))
                        await connection.execute(_COUNT, tenant, now, before, total)
                        key = f"purge/{now.isoformat()}"
                        await connection.execute(_EVENT, tenant, VERDICTS, self._ids.new(), key, said, now)
                    return total
