"""The log of verdicts: written before anybody is answered, with its event, in one durable write.

Verdicts that wait at the same moment share a transaction per tenant, so that the disk is asked once for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from hallpass.contracts.topics import EMERGENCIES, VERDICTS
from hallpass.decision.store import connection, transaction
from hallpass.kernel.bus import LARGEST_PAYLOAD
from hallpass.kernel.errors import HallpassError, TooLarge, Unavailable
from hallpass.kernel.ids import Ids
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tracing import carried

_AT_ONCE = 64

_Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

# The tenant is set for this statement alone: every row takes it from `here`, so it is set before the first is checked.
_INSERT = """
WITH here AS MATERIALIZED (
  SELECT set_config('hallpass.tenant', $1, true) AS tenant
), numbered AS (
  INSERT INTO decision.topic_sequence (tenant_id, topic, last) VALUES ((SELECT tenant FROM here), $2, $3)
  ON CONFLICT (tenant_id, topic) DO UPDATE SET last = decision.topic_sequence.last + $3 RETURNING last
), written AS (
  INSERT INTO decision.verdict (tenant_id, id, decided_at, caller, sender, effect, recipients, revision, record)
  SELECT (SELECT tenant FROM here), * FROM unnest(
    $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::integer[], $10::text[], $11::bytea[])
)
INSERT INTO decision.outbox (event_id, tenant_id, topic, key, sequence, version, type, payload, created_at, headers)
SELECT e.id, (SELECT tenant FROM here), $2, e.key, (SELECT last FROM numbered) - $3 + e.place, 1, 'verdict_given',
  e.payload, e.at, e.headers::jsonb
FROM unnest($12::uuid[], $4::text[], $13::bytea[], $5::timestamptz[], $14::text[]) WITH ORDINALITY
  AS e (id, key, payload, at, headers, place)
"""

_DECLARE = """
WITH numbered AS (
  INSERT INTO decision.topic_sequence (tenant_id, topic, last) VALUES ($1, $2, 1)
  ON CONFLICT (tenant_id, topic) DO UPDATE SET last = decision.topic_sequence.last + 1 RETURNING last
), entered AS (
  INSERT INTO register (tenant_id, key, doc) VALUES ($1, $3, $4) ON CONFLICT DO NOTHING
)
INSERT INTO decision.outbox (event_id, tenant_id, topic, key, sequence, version, type, payload, created_at, headers)
SELECT $5, $1, $2, $3, (SELECT last FROM numbered), 1, 'emergency_declared', $6, $7, $8::text::jsonb
"""


@dataclass(frozen=True)
class Declaration:
    """An emergency that this message declares: its register entry and its event."""

    key: str
    entry: bytes
    event: bytes


@dataclass(frozen=True)
class Entry:
    """One verdict to write. `caller`: client and subject; `sender`: None where the database could not hold the id."""

    tenant: TenantId
    decision_id: str
    decided_at: datetime
    caller: str
    sender: str | None
    effect: str
    recipients: int
    revision: str
    record: bytes
    event: bytes
    declaration: Declaration | None = None


@dataclass(frozen=True)
class _Waiting:
    """An entry, the headers of its events (JSON: the trace of the request that is to be answered), and who waits."""

    entry: Entry
    headers: str
    done: asyncio.Future[None]


class VerdictLog:
    """Writes entries; `poke` wakes the relay after each commit."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], ids: Ids, poke: Callable[[], None]) -> None:
        """Nothing is written before `run` runs."""
        self._pool, self._ids, self._poke = pool, ids, poke
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue(1_000)
        self._ended = False

    async def write(self, entry: Entry) -> None:
        """Return when the entry is durable; raises `Unavailable` when it is not, `TooLarge` for one of too many people.

        One that no bus takes must not spoil the others that share its transaction.
        """
        if len(entry.event) > LARGEST_PAYLOAD:
            raise TooLarge("audience")
        if self._ended:
            raise Unavailable("verdict log")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # Here and not in `run`, which belongs to no request.
        headers = msgspec.json.encode(carried()).decode()
        await self._waiting.put(_Waiting(entry, headers, done))
        await done

    async def run(self) -> None:
        """Write what waits, until cancelled. Who then still waits gets `Unavailable`: their verdict was not written."""
        try:
            await self._run()
        finally:
            self._ended = True
            while not self._waiting.empty():
                _refuse([self._waiting.get_nowait().done], Unavailable("verdict log"))

    async def _run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty() and len(batch) < _AT_ONCE:
                batch.append(self._waiting.get_nowait())
            by_tenant: dict[TenantId, list[_Waiting]] = {}
            for one in batch:
                by_tenant.setdefault(one.entry.tenant, []).append(one)
            for tenant, waiting in by_tenant.items():
                await self._settle([one.done for one in waiting], self._write(tenant, waiting))

    @staticmethod
    async def _settle(waiting: list[asyncio.Future[None]], work: Awaitable[None]) -> None:
        """Tell everyone of the batch how it went; the failure is theirs, not the loop's."""
        try:
            await work
        except (HallpassError, asyncpg.PostgresError) as error:
            _refuse(waiting, error)
        except BaseException:
            _refuse(waiting, Unavailable("verdict log"))
            raise
        else:
            for done in waiting:
                if not done.done():
                    done.set_result(None)

    async def _write(self, tenant: TenantId, waiting: list[_Waiting]) -> None:
        declaring = [one for one in waiting if one.entry.declaration is not None]
        # One statement is one durable transaction by itself, in one round trip; several need one around them.
        async with transaction(self._pool, tenant) if declaring else connection(self._pool) as taken:
            await self._insert(taken, tenant, waiting)
            for one in declaring:
                await self._declare(taken, one, self._ids.new())
        self._poke()

    async def _insert(self, taken: _Connection, tenant: TenantId, waiting: list[_Waiting]) -> None:
        entries = [one.entry for one in waiting]
        await taken.execute(
            _INSERT,
            tenant,
            VERDICTS,
            len(entries),
            [e.decision_id for e in entries],
            [e.decided_at for e in entries],
            [e.caller for e in entries],
            [e.sender for e in entries],
            [e.effect for e in entries],
            [e.recipients for e in entries],
            [e.revision for e in entries],
            [e.record for e in entries],
            [self._ids.new() for _ in entries],
            [e.event for e in entries],
            [one.headers for one in waiting],
        )

    @staticmethod
    async def _declare(taken: _Connection, one: _Waiting, event_id: UUID) -> None:
        tenant, at, said = one.entry.tenant, one.entry.decided_at, one.entry.declaration
        if said is not None:
            await taken.execute(
                _DECLARE, tenant, EMERGENCIES, said.key, said.entry, event_id, said.event, at, one.headers
            )


def _refuse(waiting: list[asyncio.Future[None]], error: Exception) -> None:
    for done in waiting:
        if not done.done():
            done.set_exception(error)
