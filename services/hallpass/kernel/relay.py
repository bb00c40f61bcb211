"""The relay: carries a service's outbox to the bus in order, and marks a row only after the bus has answered for it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from hallpass.kernel import parked
from hallpass.kernel.aside import Aside
from hallpass.kernel.bus import BATCH, Bus, Oversize
from hallpass.kernel.clock import Clock
from hallpass.kernel.engine import connecting, create_engine, passing_obstacles
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.failures import describe
from hallpass.kernel.heartbeat import heartbeat
from hallpass.kernel.ids import Ids, TimeOrderedIds
from hallpass.kernel.logs import Logger
from hallpass.kernel.pending import Pending, Row
from hallpass.kernel.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """How a relay works. `dsn` logs in as the service's relay role; all spans are seconds."""

    dsn: str
    schema: str
    poll: float = 0.05
    gather: float = 0.02
    """After rows were carried: what is written meanwhile shares one read and one mark."""
    standby: float = 1.0
    first_wait: float = 0.1
    longest_wait: float = 5.0
    statement_timeout: float = 30.0
    lock_timeout: float = 5.0
    answer_wait: float = 35.0
    """Longer than the server gives a statement: without an answer until then, the connection has been lost."""
    housekeeping: float = 5.0
    keep_sent: float = 3600.0
    heartbeat: float = 60.0
    newcomers: float = 1.0
    """Where nothing is carried and nobody pokes, tenants without a first heartbeat are looked for so often."""
    set_aside: float = 300.0
    """What the bus found too large is offered again after so long: its limit may have been raised."""
    beats: tuple[str, ...] = ()
    """The topics of state whose readers are told, every `heartbeat` seconds, how many facts there are."""


class Relay:
    """One relay works at a time for a schema, by an advisory lock; others stand by until its connection ends.

    Each step (read, publish, mark) stands alone: no transaction is open while the bus is asked. A crash between
    publish and mark sends the same rows again, which every consumer tolerates.
    """

    def __init__(self, settings: RelaySettings, bus: Bus, clock: Clock, telemetry: Telemetry, log: Logger) -> None:
        """Nothing connects before `run`."""
        self._settings = settings
        self._bus = bus
        self._clock = clock
        self._telemetry = telemetry
        self._log = log
        self._ids: Ids = TimeOrderedIds(clock)
        self._pending = Pending(settings.schema)
        self._poked = asyncio.Event()
        self._failures = 0
        self._connected = False
        self._told_of: set[tuple[str, str]] = set()
        self._aside = Aside()

    def poke(self) -> None:
        """Something was committed: look now and not at the next poll. Goes into Database.on_recorded."""
        self._poked.set()

    async def run(self) -> None:
        """Relay until cancelled. Waits out an absent database or bus, longer each time; any other failure ends it."""
        while True:
            try:
                with connecting(), passing_obstacles():
                    async with self._connection() as connection:
                        await self._work(connection)
            except (Unavailable, SQLAlchemyError) as error:
                await self._back_off(error)

    async def ping(self) -> None:
        """Raises Unavailable while there is no connection to the database. To stand by for another relay is well."""
        if not self._connected:
            raise Unavailable("database of the relay")

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        """One connection for the lock and all work under it, so that losing it stops the work and frees the lock."""
        settings = self._settings
        limits = {
            "statement_timeout": str(round(settings.statement_timeout * 1000)),
            "lock_timeout": str(round(settings.lock_timeout * 1000)),
            # A mark that a crash of the machine takes back sends its rows once more, as any crash may: so nobody's
            # commit has to wait on the disk behind it.
            "synchronous_commit": "off",
        }
        engine = create_engine(
            settings.dsn, settings.schema, pool_size=1, answer_wait=settings.answer_wait, server_settings=limits
        )
        try:
            async with engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                self._connected = True
                try:
                    # Statement by statement: nothing is ever left open between two of them.
                    yield await connection.execution_options(isolation_level="AUTOCOMMIT")
                finally:
                    self._connected = False
                    self._telemetry.relay_rests(settings.schema)
                    # Nothing is open, and one that is half open would not answer to a farewell.
                    driver.terminate()
        finally:
            await engine.dispose()

    async def _work(self, connection: AsyncConnection) -> None:
        # The lock is in the database, which cannot call us.
        while not await self._pending.lock(connection):  # noqa: ASYNC110
            await asyncio.sleep(self._settings.standby)
        loop = asyncio.get_running_loop()
        tidy_at = beat_at = look_at = loop.time()
        while True:
            # First, so that what waits is measured while the bus is away.
            if loop.time() >= tidy_at:
                await self._tidy(connection)
                tidy_at = loop.time() + self._settings.housekeeping
            if self._poked.is_set():
                look_at = loop.time()
            self._poked.clear()
            rows = await self._pending.read(connection, BATCH, self._aside.rows(loop.time()))
            if rows:
                if not await self._published(rows):
                    continue
                await self._pending.mark(connection, [row.id for row in rows], self._clock.now())
                self._aside.forget([row.id for row in rows])
                look_at = loop.time()
            if len(rows) < BATCH and self._settings.beats and loop.time() >= min(look_at, beat_at):
                everyone = loop.time() >= beat_at
                await self._beat(connection, everyone=everyone)
                look_at = loop.time() + self._settings.newcomers
                beat_at = loop.time() + self._settings.heartbeat if everyone else beat_at
            if len(rows) < BATCH:
                await asyncio.sleep(self._settings.gather if rows else 0)
                await self._rest()

    async def _published(self, rows: Sequence[Row]) -> bool:
        """Whether the bus answers for the rows; when not, it has been given time."""
        try:
            await self._bus.publish([row.envelope for row in rows])
        except Oversize as error:
            self._set_aside(rows, error)
            return False
        except Unavailable as error:
            await self._back_off(error)
            return False
        self._telemetry.published.labels(self._settings.schema).inc(len(rows))
        self._failures = 0
        return True

    def _set_aside(self, rows: Sequence[Row], error: Oversize) -> None:
        """Go on without what the bus will not take. It stays unsent, and its readers are not told that all is said."""
        service = self._settings.schema
        refused = {envelope.event_id for envelope in error.envelopes}
        large = [row for row in rows if row.envelope.event_id in refused]
        self._aside.add([row.id for row in large], asyncio.get_running_loop().time() + self._settings.set_aside)
        self._telemetry.set_aside.labels(service).set(len(self._aside))
        for row in large:
            one = row.envelope
            self._log.error(
                "event_set_aside",
                service=service,
                tenant=one.tenant,
                topic=one.topic,
                sequence=one.sequence,
                bytes=len(one.payload),
            )

    async def _beat(self, connection: AsyncConnection, *, everyone: bool) -> None:
        """Tell readers that all is said, of every tenant or of those never told of: the instant is taken first, so that
        it is never too late.
        """
        now = self._clock.now()
        counts = await self._pending.settled(connection, self._settings.beats)
        if not everyone:
            counts = [count for count in counts if (count.tenant, count.topic) not in self._told_of]
        for start in range(0, len(counts), BATCH):
            beats = [heartbeat(count, now, self._ids) for count in counts[start : start + BATCH]]
            try:
                await self._bus.publish(beats)
            except Unavailable as error:
                await self._back_off(error)
                return
            self._told_of.update((beat.tenant, beat.topic) for beat in beats)

    async def _back_off(self, error: Exception) -> None:
        self._failures += 1
        doubled = self._settings.first_wait * 2.0 ** min(self._failures - 1, 20)
        wait = min(self._settings.longest_wait, doubled)
        self._telemetry.relay_failures.labels(self._settings.schema).inc()
        self._log.warning("relay_waits", service=self._settings.schema, reason=describe(error), wait_seconds=wait)
        await asyncio.sleep(wait)

    async def _tidy(self, connection: AsyncConnection) -> None:
        """Measure what waits, and remove what was sent long enough ago."""
        now = self._clock.now()
        depth, oldest = await self._pending.measure(connection)
        lag = (now - oldest).total_seconds() if oldest else 0.0
        self._telemetry.outbox_depth.labels(self._settings.schema).set(depth)
        self._telemetry.outbox_lag.labels(self._settings.schema).set(max(0.0, lag))
        if self._aside:
            self._aside.forget(await self._pending.settle_superseded(connection, self._aside.all(), now))
        self._telemetry.set_aside.labels(self._settings.schema).set(len(self._aside))
        # The relay's is the one login that sees what waits of every tenant.
        self._telemetry.parked_waiting.labels(self._settings.schema).set(
            await parked.count(connection, self._settings.schema)
        )
        await self._pending.prune(connection, now - timedelta(seconds=self._settings.keep_sent))

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._settings.poll):
                await self._poked.wait()
        except TimeoutError:
            # Nobody poked: another process may have written, so look anyway.
            return
