"""Puts one service together for one process, whole or a part of it: the composition root of the distributed way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry

from hallpass.consent import wiring as consent
from hallpass.consent.settings import ConsentSettings
from hallpass.decision import wiring as decision
from hallpass.decision.settings import DecisionSettings
from hallpass.distributed.settings import DecisionPlaces, PolicyPlaces, ServeSettings, ServiceName, read
from hallpass.embedded.opa_binary import find as find_opa
from hallpass.embedded.trouble import CannotStart
from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.guard import Guard
from hallpass.kernel.health import Ping
from hallpass.kernel.identity import IdentitySettings, open_issuers
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.kafka_bus.bus import KafkaBus
from hallpass.kernel.kafka_bus.settings import read_settings as read_kafka
from hallpass.kernel.logs import Logger
from hallpass.kernel.parked import ParkedEvents
from hallpass.kernel.relay import Relay
from hallpass.kernel.roles import app_role, relay_role
from hallpass.kernel.seams import Seams, Step, Task, Wired
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.shedding import Shedder
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tokens import TokenVerifier
from hallpass.policy import wiring as policy
from hallpass.policy.settings import PolicySettings
from hallpass.policy.signing import PRIVATE_NAME
from hallpass.roster import wiring as roster
from hallpass.roster.settings import RosterSettings
from hallpass.settings import ROOT, VERSION
from hallpass.suite import relay_settings

RELAY_POLL = 0.05
"""Seconds: those who write are in other processes, and a family that says no shall be heard at once."""
MASTER = "master.key"
NEED_MASTER = frozenset({"roster", "decision"})
"""They agree on the keyed hashes of telephone numbers."""


def _nobody_waits() -> None:
    """No request of this service waits for long."""


@dataclass
class Leaving:
    """Whether this process is about to end: then it says that it is not ready, and goes on answering for a while."""

    begun: bool = False

    async def ping(self) -> None:
        """Raises Unavailable once it has begun."""
        if self.begun:
            raise Unavailable("a process that ends")


@dataclass(frozen=True)
class Served:
    """A service, or a part of it, put together; nothing runs before `run`."""

    app: FastAPI
    leaving: Leaving
    dismiss: Callable[[], None]
    """Answer those who wait for long: the server is about to end."""
    _tasks: Mapping[str, Task]
    _opened: Sequence[Step]
    _closed: Sequence[Step]

    async def open(self) -> None:
        """What comes before the first request. May raise Unavailable, and may then be asked again."""
        for step in self._opened:
            await step()

    async def run(self) -> None:
        """Everything beside the routes, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for name, task in self._tasks.items():
                group.create_task(task(), name=name)  # type: ignore[arg-type]

    async def close(self) -> None:
        """Let go of everything, the last that was opened first."""
        for step in reversed(self._closed):
            await step()


@dataclass
class _Parts:
    """What the chosen parts bring together."""

    routers: list[APIRouter] = field(default_factory=list)
    pings: dict[str, Ping] = field(default_factory=dict)
    watched: dict[str, Ping] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    opened: list[Step] = field(default_factory=list)
    closed: list[Step] = field(default_factory=list)
    dismiss: Callable[[], None] = _nobody_waits


async def compose(
    service: ServiceName, parts: frozenset[str], settings: ServeSettings, identity: IdentitySettings | None, log: Logger
) -> Served:
    """Put it together. `identity` says whom to trust, which only the API needs.

    Raises Unavailable where the database does not answer yet, CannotStart where something is missing.
    """
    composing = _Composing(service, parts, settings, log)
    try:
        verifier = await composing.verifier(identity)
        await composing.room(verifier)
        composing.relay()
    except BaseException:
        await composing.abandon()
        raise
    return composing.served(verifier)


class _Composing:
    """One putting together: what several steps share."""

    def __init__(self, service: ServiceName, parts: frozenset[str], settings: ServeSettings, log: Logger) -> None:
        self._service, self._parts, self._settings, self._log = service, parts, settings, log
        self._clock = SystemClock()
        self._ids = TimeOrderedIds(self._clock)
        self._telemetry = Telemetry(CollectorRegistry())
        self._leaving = Leaving()
        self._found = _Parts(pings={"this process": self._leaving.ping})
        # Without Kafka the API reads and writes on: its outbox keeps what is to be told. So where requests are taken,
        # no load balancer looks elsewhere for Kafka's sake.
        self._about_kafka = self._found.watched if "api" in parts else self._found.pings
        self._database: Database | None = None
        if self._works:
            self._dsn = settings.login(app_role(service))
            self._database = Database(_database(settings, self._dsn, _schema(service)), self._clock, self._ids)
            self._found.closed.append(self._database.close)
            self._telemetry.watch_pool(service, self._database.connections_in_use, self._database.most_connections)
        parked = ParkedEvents(self._database, self._clock).park if self._database else _nobody_hears
        self._bus = KafkaBus(read_kafka(), parked, self._telemetry, log)
        self._found.closed.append(self._bus.close)

    @property
    def _works(self) -> bool:
        """Whether the service's own code runs here, and not the relay alone."""
        return bool(self._parts & {"api", "worker"})

    async def verifier(self, identity: IdentitySettings | None) -> TokenVerifier:
        """Who is trusted; nobody where nothing is asked."""
        if "api" not in self._parts or identity is None:
            return TokenVerifier([], self._clock)
        issuers = await open_issuers(identity, self._clock, self._telemetry, self._log)
        self._found.tasks["keys of issuers"] = issuers.run
        self._found.closed.append(issuers.close)
        return TokenVerifier(issuers.issuers, self._clock)

    async def room(self, verifier: TokenVerifier) -> None:
        """The service itself: its routes for the API, its handlers and chores for the worker."""
        if self._database is None:
            return
        shedder = Shedder(self._clock, self._settings.requests_per_second, self._settings.burst)
        seams = Seams(
            database=self._database,
            dsn=self._dsn,
            clock=self._clock,
            ids=self._ids,
            bus=self._bus,
            guard=Guard(verifier, shedder, self._telemetry.shed.labels(self._service).inc),
            telemetry=self._telemetry,
            log=self._log,
            secrets=_secrets(self._service, self._settings),
        )
        wired, self._found.dismiss = await _ROOMS[self._service](self._settings, seams)
        self._found.closed.extend(wired.closed)
        if "api" in self._parts:
            self._found.routers.extend(wired.routers)
            self._found.pings |= wired.pings
            self._found.tasks |= wired.tasks
            self._found.opened.extend(wired.opened)
        if "worker" in self._parts:
            self._found.pings |= {
                f"{self._service} database": self._database.ping,
                "bus parking": self._bus.ping_parking,
            }
            self._about_kafka |= {"bus membership": self._bus.ping_membership, "bus position": self._bus.ping_position}
            self._found.tasks |= wired.chores
            self._found.tasks["bus"] = self._bus.run

    def relay(self) -> None:
        """What carries the outbox to Kafka."""
        if "relay" not in self._parts:
            return
        dsn = self._settings.login(relay_role(self._service))
        settings = relay_settings(self._service, dsn, self._settings.heartbeat_seconds, RELAY_POLL)
        relay = Relay(settings, self._bus, self._clock, self._telemetry, self._log)
        if self._database is not None:
            self._database.on_recorded(relay.poke)
        self._found.tasks["relay"] = relay.run
        self._found.pings["relay"] = relay.ping
        self._about_kafka["bus"] = self._bus.ping_publishing

    async def abandon(self) -> None:
        """Let go of what was opened."""
        for step in reversed(self._found.closed):
            await step()

    def served(self, verifier: TokenVerifier) -> Served:
        """Everything, behind one app."""
        found = self._found
        app = create_app(
            f"Hallpass {self._service}",
            found.routers,
            Surroundings(self._ids, self._telemetry, self._log, found.pings, Guard(verifier).known, found.watched),
            version=VERSION,
            description=f"The {self._service} service of Hallpass.",
        )
        return Served(app, self._leaving, found.dismiss, found.tasks, found.opened, found.closed)


async def _roster(_settings: ServeSettings, seams: Seams) -> tuple[Wired, Callable[[], None]]:
    return roster.build(read(RosterSettings), seams).wired, _nobody_waits


async def _consent(_settings: ServeSettings, seams: Seams) -> tuple[Wired, Callable[[], None]]:
    return consent.build(read(ConsentSettings), seams).wired, _nobody_waits


async def _policy(settings: ServeSettings, seams: Seams) -> tuple[Wired, Callable[[], None]]:
    places = read(PolicyPlaces)
    _key(settings, PRIVATE_NAME)
    opa = places.opa or find_opa(ROOT)
    room = policy.build(read(PolicySettings, opa=opa, policies=places.policies, keys=settings.keys), seams)
    return room.wired, room.publisher.dismiss


async def _decision(_settings: ServeSettings, seams: Seams) -> tuple[Wired, Callable[[], None]]:
    return (await decision.build(_decisions(), seams)).wired, _nobody_waits


_ROOMS: Mapping[str, Callable[[ServeSettings, Seams], Awaitable[tuple[Wired, Callable[[], None]]]]] = {
    "roster": _roster,
    "consent": _consent,
    "policy": _policy,
    "decision": _decision,
}


def _decisions() -> DecisionSettings:
    places = read(DecisionPlaces)
    return read(DecisionSettings, engine_socket=places.engine_socket, screening_rules=places.screening_rules)


def _schema(service: ServiceName) -> str:
    """Where the service's tables are; the facts of decisions may have been rebuilt in a schema beside the first."""
    return _decisions().facts_schema if service == "decision" else service


def _database(settings: ServeSettings, dsn: str, schema: str) -> DatabaseSettings:
    return DatabaseSettings(
        dsn=dsn,
        schema=schema,
        pool_size=settings.pool_size,
        max_overflow=settings.pool_overflow,
        pool_wait=settings.pool_wait_seconds,
        statement_timeout=settings.statement_timeout_ms,
        lock_timeout=settings.lock_timeout_ms,
    )


def _secrets(service: ServiceName, settings: ServeSettings) -> Secrets | None:
    """The master key, for those who derive from it: a service that does not need it is not given it."""
    return Secrets.open(_key(settings, MASTER)) if service in NEED_MASTER else None


def _key(settings: ServeSettings, name: str) -> Path:
    """A private key that must be there: each replica making its own would contradict the others."""
    path = settings.keys / name
    if not path.is_file():
        raise CannotStart(f"{path} is missing: `hallpass keys make` makes the keys of an installation, once.")
    return path


async def _nobody_hears(group: str, envelope: Envelope, reason: str) -> None:
    raise AssertionError(f"{group} has no handler here, and {envelope!r} came: {reason}")
