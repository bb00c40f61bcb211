"""Every query of the decision path, on asyncpg directly: one read in one snapshot, and verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import asyncpg
import msgspec

from hallpass.contracts.consent import AnswerFacts, ClassroomFacts, NoticeFacts, ReminderFacts
from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.policy import ApprovalFacts, EmergencyFacts, PlatformFacts, SettingsFacts
from hallpass.contracts.roster import ClassFacts, StaffFacts, StudentFacts
from hallpass.contracts.topics import CONSENT, ROSTER
from hallpass.contracts.topics import REGISTER as REGISTER_TOPIC
from hallpass.decision.facts import Enrollment, Positions, Register, World
from hallpass.decision.queries import REGISTER, Statement, facts, positions
from hallpass.decision.shapes import asked
from hallpass.kernel.database_tls import tls_of
from hallpass.kernel.engine import NOTICES_LOSS, is_passing
from hallpass.kernel.errors import Unavailable, Undecided
from hallpass.kernel.tenancy import TenantId

_STUDENTS = msgspec.json.Decoder(list[StudentFacts])
_ANSWERS = msgspec.json.Decoder(list[AnswerFacts])
_IDS = msgspec.json.Decoder(tuple[str, ...])
_STAFF = msgspec.json.Decoder(StaffFacts)
_CLASS = msgspec.json.Decoder(ClassFacts)
_NOTICE = msgspec.json.Decoder(NoticeFacts)
OWNED = (ROSTER, CONSENT, REGISTER_TOPIC)
"""The topics whose owners must have been heard of."""

Rows = Mapping[str, list[Any]]
"""Rows by their kind; none of a kind is an empty list."""
T = TypeVar("T")


async def _keep(_connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Nothing to reset between uses: what is set ends with its transaction."""


async def open_pool(dsn: str, size: int, facts: str = "decision") -> asyncpg.Pool[asyncpg.Record]:
    """Connections of the decision service's app role, which find the tables of facts in the schema `facts`.

    A statement has five seconds.
    """
    place, tls = tls_of(dsn)
    return await asyncpg.create_pool(
        place,
        ssl=tls,
        min_size=2,
        max_size=size,
        reset=_keep,
        command_timeout=10,
        # A statement is prepared once for a connection, and never again because some minutes have passed.
        max_cached_statement_lifetime=0,
        server_settings={
            "statement_timeout": "5000",
            "lock_timeout": "2000",
            # One plan for every audience, by index whatever the planner guesses of its size.
            "plan_cache_mode": "force_generic_plan",
            "enable_seqscan": "off",
            "application_name": "hallpass-decision",
            "search_path": facts,
            **NOTICES_LOSS,
        },
    )


_LOST = (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""How the driver tells of a connection that is gone or never came."""


@contextmanager
def _told() -> Iterator[None]:
    """Around work on the database: `Unavailable` where it is not there or met a passing obstacle."""
    try:
        yield
    except _LOST as error:
        raise Unavailable("database") from error
    except asyncpg.PostgresError as error:
        if is_passing(error):
            raise Unavailable("database") from error
        raise


@asynccontextmanager
async def connection(
    pool: asyncpg.Pool[asyncpg.Record],
) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy[asyncpg.Record]]:
    """One connection without a transaction: for a statement that sets its tenant itself, and so is one round trip.

    Raises `Unavailable` as `transaction` does.
    """
    with _told():
        async with pool.acquire(timeout=5) as taken:
            yield taken


@asynccontextmanager
async def transaction(
    pool: asyncpg.Pool[asyncpg.Record], tenant: TenantId, kind: str = "READ WRITE"
) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy[asyncpg.Record]]:
    """One transaction of one tenant; the tenant goes with the BEGIN, in one round trip.

    Raises `Unavailable` where the database is not there or met a passing obstacle (a time limit, its own end).
    """
    literal = tenant.replace("'", "''")
    async with connection(pool) as taken:
        await taken.execute(f"BEGIN {kind}; SET LOCAL hallpass.tenant = '{literal}'")
        try:
            yield taken
        except BaseException:
            if not taken.is_closed():
                await taken.execute("ROLLBACK")
            raise
        await taken.execute("COMMIT")


async def districts(pool: asyncpg.Pool[asyncpg.Record]) -> dict[TenantId, int]:
    """Every district whose settings have been heard, with the days for which it keeps a decision."""
    with _told():
        rows = await pool.fetch("SELECT tenant_id, retention_days FROM tenant ORDER BY tenant_id", timeout=10)
    return {TenantId(row["tenant_id"]): row["retention_days"] for row in rows}


class Facts:
    """Reads the facts for one request. The register is kept in memory until the tenant's sequence moves."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        """`pool` as of `open_pool`."""
        self._pool = pool
        self._registers: dict[TenantId, Register] = {}

    def forget(self, tenant: TenantId) -> None:
        """Read the tenant's register anew next time: something was entered outside its sequence."""
        self._registers.pop(tenant, None)

    async def positions(self, tenant: TenantId) -> Positions:
        """How far the read model has come in the tenant's topics."""
        async with connection(self._pool) as taken:
            return _positions(await _rows(taken, positions(), {"tenant": tenant}))

    async def world(self, tenant: TenantId, request: ContactRequest) -> World:
        """What the request speaks of, in one snapshot. Raises `Undecided` where the district has no settings yet."""
        shape, values = asked(tenant, request)
        statement = facts(shape)
        async with connection(self._pool) as taken:
            rows = await _rows(taken, statement, values)
        found = _positions(rows)
        register = self._registers.get(tenant)
        if register is not None and register.sequence == found.register:
            return _world(rows, register, found)
        async with transaction(self._pool, tenant, "ISOLATION LEVEL REPEATABLE READ, READ ONLY") as taken:
            # All of it once more: the register must be of the same snapshot.
            rows = await _rows(taken, statement, values)
            found = _positions(rows)
            register = self._registers[tenant] = _register(found.register, await taken.fetch(REGISTER, tenant))
        return _world(rows, register, found)


async def _rows(
    taken: asyncpg.pool.PoolConnectionProxy[asyncpg.Record], statement: Statement, values: Mapping[str, Any]
) -> Rows:
    """What the statement gives, by kind."""
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    for row in await taken.fetch(statement.sql, *[values[name] for name in statement.parameters]):
        rows[row[0]].append(row)
    return rows


def _positions(rows: Rows) -> Positions:
    found = {row["a"]: row for row in rows["position"]}
    told = [float(row["more"]) for row in rows["position"]]
    alive = [float(row["more"]) for row in rows["heard"]]

    def sequence(topic: str) -> int:
        return int(found[topic]["number"]) if topic in found else 0

    return Positions(
        roster=sequence(ROSTER),
        consent=sequence(CONSENT),
        register=sequence(REGISTER_TOPIC),
        as_of=datetime.fromtimestamp(max(told, default=0.0), UTC),
        heard_at=datetime.fromtimestamp(min(alive), UTC) if len(alive) == len(OWNED) else None,
    )


def _register(sequence: int, rows: list[Any]) -> Register:
    docs: defaultdict[str, list[bytes]] = defaultdict(list)
    for row in rows:
        docs[row["key"].partition("/")[0]].append(row["doc"])
    if not docs["settings"]:
        raise Undecided("no_settings")
    platforms = [msgspec.json.decode(doc, type=PlatformFacts) for doc in docs["platform"]]
    emergencies = [msgspec.json.decode(doc, type=EmergencyFacts) for doc in docs["emergency"]]
    return Register(
        sequence=sequence,
        settings=msgspec.json.decode(docs["settings"][0], type=SettingsFacts),
        platforms={platform.id: platform for platform in platforms},
        emergencies={emergency.id: emergency for emergency in emergencies},
        approvals=tuple(msgspec.json.decode(doc, type=ApprovalFacts) for doc in docs["approval"]),
    )


def _world(rows: Rows, register: Register, positions: Positions) -> World:
    guardians: dict[str, list[str]] = {row["a"]: [] for row in rows["guardian"]}
    for row in rows["child"]:
        if row["a"] in guardians:
            guardians[row["a"]].append(row["b"])
    classes = {row["a"]: _CLASS.decode(row["doc"]) for row in rows["class"]}
    in_class: dict[str, list[tuple[str, date | None, date | None]]] = {class_id: [] for class_id in classes}
    for row in rows["in_class"]:
        in_class.setdefault(row["a"], []).append((row["b"], row["since"], row["until"]))
    in_school: dict[str, tuple[str, ...]] = {row["a"]: () for row in rows["school"]}
    in_school |= {row["a"]: _IDS.decode(row["doc"]) for row in rows["in_school"]}
    classroom = [msgspec.json.decode(row["doc"], type=ClassroomFacts) for row in rows["classroom"]]
    reminders = [msgspec.json.decode(row["doc"], type=ReminderFacts) for row in rows["reminders"]]
    students = {student.id: student for student in _all(_STUDENTS, rows["students"])}
    return World(
        register=register,
        positions=positions,
        students=students,
        answers={found.student_id: found for found in _all(_ANSWERS, rows["answers"])},
        guardians={
            guardian: tuple(child for child in children if child in students)
            for guardian, children in guardians.items()
        },
        staff={row["a"]: _STAFF.decode(row["doc"]) for row in rows["staff"]},
        classes=classes,
        class_students={class_id: tuple(members) for class_id, members in in_class.items()},
        school_students=in_school,
        teaching=_places(rows["teaching"]),
        enrollments=_places(rows["enrolled"]),
        notices=tuple(sorted((_NOTICE.decode(row["doc"]) for row in rows["notice"]), key=lambda n: n.id)),
        classroom=classroom[0] if classroom else None,
        reminders=reminders[0] if reminders else None,
        staff_numbers=frozenset(row["a"] for row in rows["number"]),
    )


def _all(decoder: msgspec.json.Decoder[list[T]], rows: list[Any]) -> list[T]:
    """The members of an array that the database put together; it says NULL for none."""
    return [one for row in rows if row["doc"] is not None for one in decoder.decode(row["doc"])]


def _places(rows: list[Any]) -> dict[str, tuple[Enrollment, ...]]:
    found: defaultdict[str, list[Enrollment]] = defaultdict(list)
    for row in rows:
        found[row["a"]].append(Enrollment(row["b"], row["since"], row["until"]))
    return {person: tuple(places) for person, places in found.items()}
