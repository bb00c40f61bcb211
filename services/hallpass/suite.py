"""The composition root: puts the services together, embedded in one process, and nothing else.

The only module that may import more than one service. Seams are chosen here; no service asks which mode it is in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from hallpass.consent import wiring as consent
from hallpass.consent.settings import ConsentSettings
from hallpass.contracts.topics import CONSENT, REGISTER, ROSTER, TOPICS
from hallpass.decision import wiring as decision
from hallpass.decision.settings import DecisionSettings
from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.bus import Bus
from hallpass.kernel.clock import Clock, SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import Ids, TimeOrderedIds
from hallpass.kernel.issuer import DevelopmentIssuer
from hallpass.kernel.logs import Logger
from hallpass.kernel.memory_bus import MemoryBus, Mischief
from hallpass.kernel.migrate import migrate
from hallpass.kernel.parked import ParkedEvents
from hallpass.kernel.relay import Relay, RelaySettings
from hallpass.kernel.roles import MIGRATOR, app_role, dsn_for, prepare, relay_role
from hallpass.kernel.seams import Seams, Wired
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.shedding import Shedder
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import TokenVerifier
from hallpass.policy import wiring as policy
from hallpass.policy.settings import PolicySettings
from hallpass.roster import wiring as roster
from hallpass.roster.settings import RosterSettings
from hallpass.settings import SERVICES, VERSION, SuiteSettings

DESCRIPTION = "Ask before you contact: may this sender reach these people with this message, over this medium, now?"


@dataclass(frozen=True)
class Instruments:
    """What tests replace: the clock, ids, and mischief on the bus."""

    clock: Clock
    ids: Ids
    mischief: Mischief | None = None

    @classmethod
    def real(cls) -> Instruments:
        """The machine's clock and time-ordered ids."""
        clock = SystemClock()
        return cls(clock, TimeOrderedIds(clock))


@dataclass(frozen=True)
class Suite:
    """Every service, put together; nothing runs before `run`."""

    app: FastAPI
    roster: roster.RosterRoom
    consent: consent.ConsentRoom
    policy: policy.PolicyRoom
    decision: decision.DecisionService
    issuer: DevelopmentIssuer
    secrets: Secrets
    clock: Clock
    loaded: asyncio.Event
    """Set when the districts' facts have arrived: until then the suite is not ready."""
    _tasks: Mapping[str, Callable[[], object]]
    _rooms: Sequence[Wired]
    _databases: Sequence[Database]
    _owners: Mapping[str, Database]
    _since: datetime
    """When it was put together: whoever lives has been heard of since."""

    async def until_heard(self, tenant: TenantId, patience: float) -> None:
        """Return when the decision service has heard all that the owners have told of the district so far.

        Raises `Unavailable` after `patience` seconds.
        """
        wanted = {topic: await _told(database, tenant, topic) for topic, database in self._owners.items()}
        try:
            async with asyncio.timeout(patience):
                while not await self._heard(tenant, wanted):  # noqa: ASYNC110 - a position in the database calls nobody
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise Unavailable("facts on their way") from None

    async def _heard(self, tenant: TenantId, wanted: Mapping[str, int]) -> bool:
        at = await self.decision.facts.positions(tenant)
        known = {ROSTER: at.roster, CONSENT: at.consent, REGISTER: at.register}
        alive = at.heard_at is not None and at.heard_at >= self._since
        return alive and all(known[topic] >= number for topic, number in wanted.items())

    async def run(self, ready: Callable[[], None]) -> None:
        """Open what opens, then run bus, relays and tasks until cancelled; `ready` is called once they run."""
        try:
            for room in self._rooms:
                for step in room.opened:
                    await step()
            async with asyncio.TaskGroup() as group:
                for name, task in self._tasks.items():
                    group.create_task(task(), name=name)  # type: ignore[arg-type]
                ready()
        finally:
            for room in reversed(self._rooms):
                for step in room.closed:
                    await step()
            for database in self._databases:
                await database.close()


def logins(admin_dsn: str, secrets: Secrets, service: str) -> tuple[str, str]:
    """The data source names of a service's app role and relay role."""
    roles = (app_role(service), relay_role(service))
    app, relay = (dsn_for(admin_dsn, role, secrets.password(role)) for role in roles)
    return app, relay


async def prepare_database(admin_dsn: str, secrets: Secrets) -> None:
    """Roles, schemas and tables of every service; may be repeated."""
    await prepare(admin_dsn, SERVICES, secrets.password)
    migrator = dsn_for(admin_dsn, MIGRATOR, secrets.password(MIGRATOR))
    for service in SERVICES:
        await migrate(migrator, service, Path(__file__).parent / service / "migrations" / "versions")


async def compose(
    settings: SuiteSettings, admin_dsn: str, engine_socket: Path, log: Logger, instruments: Instruments
) -> Suite:
    """Put the suite together on a prepared database."""
    clock, ids = instruments.clock, instruments.ids
    secrets = Secrets.open(settings.keys / "master.key")
    telemetry = Telemetry(CollectorRegistry())
    issuer = DevelopmentIssuer(settings.keys, clock)
    limits = DecisionSettings(engine_socket=engine_socket, screening_rules=settings.screening)
    verifier = TokenVerifier([issuer.trusted()], clock)
    shedder = Shedder(clock, limits.requests_per_second, limits.burst)
    databases = {
        service: Database(DatabaseSettings(dsn=logins(admin_dsn, secrets, service)[0], schema=service), clock, ids)
        for service in SERVICES
    }
    parking = {service: ParkedEvents(database, clock) for service, database in databases.items()}

    async def park(group: str, envelope: Envelope, reason: str) -> None:
        # On one machine a group bears its service's name.
        await parking[group].park(group, envelope, reason)

    bus = MemoryBus(park, telemetry, log, mischief=instruments.mischief)
    seams: dict[str, Seams] = {}
    relays: dict[str, Relay] = {}
    for service in SERVICES:
        app_dsn, relay_dsn = logins(admin_dsn, secrets, service)
        database = databases[service]
        relays[service] = Relay(relay_settings(service, relay_dsn), bus, clock, telemetry, log)
        database.on_recorded(relays[service].poke)
        telemetry.watch_pool(service, database.connections_in_use, database.most_connections)
        seams[service] = Seams(
            database=database,
            dsn=app_dsn,
            clock=clock,
            ids=ids,
            bus=bus,
            guard=Guard(verifier, shedder, telemetry.shed.labels(service).inc),
            telemetry=telemetry,
            log=log,
            secrets=secrets,
        )
    policy_room = policy.build(_policy_settings(settings), seams["policy"])
    roster_room = roster.build(RosterSettings(), seams["roster"])
    consent_room = consent.build(ConsentSettings(), seams["consent"])
    decision_room = await decision.build(limits, seams["decision"])
    rooms = (policy_room.wired, roster_room.wired, consent_room.wired, decision_room.wired)
    loaded = asyncio.Event()

    async def districts_loaded() -> None:
        if not loaded.is_set():
            raise Unavailable("districts are being loaded")

    pings = {name: ping for room in rooms for name, ping in room.pings.items()} | {
        "districts": districts_loaded,
        "bus parking": bus.ping_parking,
    }
    app = create_app(
        "Hallpass",
        # Matched in this order: decisions, which are asked for most, come first.
        [router for room in reversed(rooms) for router in room.routers],
        Surroundings(ids, telemetry, log, pings, Guard(verifier).known),
        version=VERSION,
        description=DESCRIPTION,
    )
    return Suite(
        app=app,
        roster=roster_room,
        consent=consent_room,
        policy=policy_room,
        decision=decision_room,
        issuer=issuer,
        secrets=secrets,
        clock=clock,
        loaded=loaded,
        _tasks=_tasks(bus, relays, rooms),
        _rooms=rooms,
        _databases=[seam.database for seam in seams.values()],
        _owners={
            ROSTER: seams["roster"].database,
            CONSENT: seams["consent"].database,
            REGISTER: seams["policy"].database,
        },
        _since=clock.now(),
    )


async def _told(database: Database, tenant: TenantId, topic: str) -> int:
    async with database.unit_of_work(tenant, snapshot=True) as work:
        return await work.last_number(topic)


def _policy_settings(settings: SuiteSettings) -> PolicySettings:
    # The only process: what it has is what is meant, of whatever release.
    return PolicySettings(opa=settings.opa, policies=settings.policies, keys=settings.keys, allow_older=True)


def relay_settings(service: str, dsn: str, heartbeat: float = 60.0, poll: float = 0.5) -> RelaySettings:
    """Who writes in the same process pokes the relay; others wait for the poll. Facts travel at once, but nobody waits
    for the events of verdicts: many of them go together. `heartbeat` and `poll` are in seconds.
    """
    beats = tuple(topic.name for topic in TOPICS if topic.owner == service and topic.compacted)
    gather = 0.2 if service == "decision" else 0.02
    return RelaySettings(dsn=dsn, schema=service, poll=poll, gather=gather, beats=beats, heartbeat=heartbeat)


def _tasks(bus: Bus, relays: Mapping[str, Relay], rooms: Sequence[Wired]) -> dict[str, Callable[[], object]]:
    tasks: dict[str, Callable[[], object]] = {"bus": bus.run}
    tasks |= {f"relay of {service}": relay.run for service, relay in relays.items()}
    for room in rooms:
        tasks |= room.tasks
        tasks |= room.chores
    return tasks
