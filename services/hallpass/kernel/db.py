"""The database of a service, and the unit of work that every use case opens.

The tenant is set inside the transaction and ends with it, so a pooled connection never carries one into the next.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import AsyncAdaptedQueuePool

from hallpass.kernel.clock import Clock
from hallpass.kernel.engine import connecting, create_engine, passing_obstacles
from hallpass.kernel.ids import Ids
from hallpass.kernel.outbox import Event, introduce, last_number, write
from hallpass.kernel.tables import KernelTables, kernel_tables
from hallpass.kernel.tenancy import TenantId

# The third argument makes the setting end with the transaction.
SET_TENANT = text("SELECT set_config('hallpass.tenant', :tenant, true)")

SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """How a service reaches its schema. `dsn` logs in as the app role. Timeouts in milliseconds, waits in seconds."""

    dsn: str
    schema: str
    pool_size: int = 5
    max_overflow: int = 5
    pool_wait: float = 5.0
    statement_timeout: int = 30_000
    lock_timeout: int = 5_000
    idle_in_transaction_timeout: int = 60_000


class UnitOfWork:
    """One transaction of one tenant, together with the events that tell of it."""

    def __init__(self, session: AsyncSession, tenant: TenantId, tables: KernelTables, clock: Clock, ids: Ids) -> None:
        """Made by Database.unit_of_work only."""
        self.session = session
        self.tenant = tenant
        self.tables = tables
        self.recorded = 0
        """How much there is for the relay to look at."""
        self._clock = clock
        self._ids = ids

    async def record(self, topic: str, key: str, type: str, version: int, payload: bytes) -> int:  # noqa: A002 - the envelope's own word
        """Write one event in this transaction; returns its number, the tenant's gapless count in the topic.

        The counter stays locked for this tenant until the transaction ends: record late, and commit soon.
        """
        return (await self.record_many([Event(topic, key, type, version, payload)]))[0]

    async def record_many(self, events: Sequence[Event]) -> list[int]:
        """Write many events in their order; returns their numbers in the same order."""
        self.recorded += len(events)
        return await write(self.session, self.tables, self.tenant, events, now=self._clock.now(), ids=self._ids)

    async def last_number(self, topic: str) -> int:
        """The tenant's last number in a topic that this service owns; 0 before the first event."""
        return await last_number(self.session, self.tables, self.tenant, topic)

    async def introduce(self, topic: str) -> None:
        """Begin the tenant's count in a topic that this service owns: it has heartbeats now. May be repeated."""
        await introduce(self.session, self.tables, self.tenant, topic)
        self.recorded += 1

    async def driver(self) -> Any:
        """The asyncpg connection inside this very transaction, for bulk writes and reads that count microseconds.

        COPY into a table under row security is refused by PostgreSQL: INSERT … SELECT FROM unnest(…) is the fast way.
        """
        raw = await (await self.session.connection()).get_raw_connection()
        return raw.driver_connection


class Database:
    """Holds a service's pool of connections as the app role; `close` it at the end."""

    def __init__(self, settings: DatabaseSettings, clock: Clock, ids: Ids) -> None:
        """Nothing connects before the first unit of work."""
        self.schema = settings.schema
        self.tables = kernel_tables(settings.schema)
        self.most_connections = settings.pool_size + settings.max_overflow
        self._clock = clock
        self._ids = ids
        self._listeners: list[Callable[[], None]] = []
        self._engine = create_engine(
            settings.dsn,
            settings.schema,
            pool_size=settings.pool_size,
            max_overflow=settings.max_overflow,
            pool_wait=settings.pool_wait,
            server_settings={
                "statement_timeout": str(settings.statement_timeout),
                "lock_timeout": str(settings.lock_timeout),
                "idle_in_transaction_session_timeout": str(settings.idle_in_transaction_timeout),
            },
        )

    def connections_in_use(self) -> int:
        """How many connections somebody works with at the moment."""
        pool = self._engine.pool
        return pool.checkedout() if isinstance(pool, AsyncAdaptedQueuePool) else 0

    def on_recorded(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each commit that wrote an event; the relay wakes by it. It must not block or raise."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def unit_of_work(self, tenant: TenantId, *, snapshot: bool = False) -> AsyncIterator[UnitOfWork]:
        """Open one transaction of one tenant: committed at the end of the block, rolled back when the block raises.

        With `snapshot` every read sees the same instant, and nothing can be written. Raises Unavailable when the
        database does not answer or the work met a passing obstacle (deadlock, time limit). Integrity errors pass.
        """
        with passing_obstacles():
            async with AsyncSession(self._engine, expire_on_commit=False) as session:
                _keep_tenant(session, tenant)
                with connecting():
                    await session.connection(execution_options=SNAPSHOT if snapshot else None)
                work = UnitOfWork(session, tenant, self.tables, self._clock, self._ids)
                yield work
                await session.commit()
        if work.recorded:
            self.notify()

    def notify(self) -> None:
        """Tell the listeners that an event was committed; also for what is written outside a unit of work."""
        for listener in self._listeners:
            listener()

    async def ping(self) -> None:
        """Return when the database answers; raises Unavailable."""
        with connecting(), passing_obstacles():
            async with self._engine.connect() as connection:
                await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every pooled connection."""
        await self._engine.dispose()


def _keep_tenant(session: AsyncSession, tenant: TenantId) -> None:
    """Set the tenant whenever this session begins a transaction.

    A commit in the middle of a unit of work would otherwise leave it without one, and row security would then answer
    "nothing there" in silence.
    """

    def set_tenant(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
        connection.execute(SET_TENANT, {"tenant": tenant})

    event.listen(session.sync_session, "after_begin", set_tenant)
