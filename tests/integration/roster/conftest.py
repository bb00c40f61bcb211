"""The roster service on a schema of its own, and its newest facts by key."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import msgspec
import pytest

from hallpass.contracts.envelope import Envelope, open_payload
from hallpass.contracts.roster import ClassFacts, GuardianFacts, SchoolFacts, StaffFacts, StudentFacts
from hallpass.kernel.clock import FixedClock
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.tenancy import TenantId
from hallpass.roster.service import RosterService
from integration.rooms import Schema, schema_of

CLOCK = FixedClock(datetime(2026, 9, 1, 12, tzinfo=UTC))
LAKESIDE = TenantId("lakeside")
HILLTOP = TenantId("hilltop")

Facts = StudentFacts | GuardianFacts | StaffFacts | ClassFacts | SchoolFacts
KINDS: dict[str, type[msgspec.Struct]] = {
    "student": StudentFacts,
    "guardian": GuardianFacts,
    "staff": StaffFacts,
    "class": ClassFacts,
    "school": SchoolFacts,
}


@pytest.fixture
async def schema(admin_dsn: str) -> AsyncIterator[Schema]:
    async with schema_of(admin_dsn, "roster", CLOCK) as schema:
        yield schema


@pytest.fixture
def secrets() -> Secrets:
    return Secrets(b"k" * 32)


@pytest.fixture
def roster(schema: Schema, secrets: Secrets) -> RosterService:
    return RosterService(schema.database, CLOCK, secrets)


class Told:
    """What a listener knows after hearing every event so far."""

    def __init__(self, events: list[Envelope]) -> None:
        """`events` in their order."""
        self.events = events
        self._last = {event.key: event for event in events}

    def student(self, name: str) -> StudentFacts:
        return open_payload(self._last[f"student/{name}"], StudentFacts)

    def guardian(self, name: str) -> GuardianFacts:
        return open_payload(self._last[f"guardian/{name}"], GuardianFacts)

    def staff(self, name: str) -> StaffFacts:
        return open_payload(self._last[f"staff/{name}"], StaffFacts)

    def class_(self, name: str) -> ClassFacts:
        return open_payload(self._last[f"class/{name}"], ClassFacts)

    def school(self, name: str) -> SchoolFacts:
        return open_payload(self._last[f"school/{name}"], SchoolFacts)

    def active(self) -> set[str]:
        """The keys of everything that is active."""
        found = set()
        for key, event in self._last.items():
            facts = open_payload(event, KINDS[key.partition("/")[0]])
            if getattr(facts, "active"):  # noqa: B009 - each kind has it
                found.add(key)
        return found


Hear = Callable[[], Awaitable[Told]]


@pytest.fixture
def hear(schema: Schema) -> Hear:
    """Ask for what has been told to Lakeside so far."""

    async def told() -> Told:
        return Told([event for event in await schema.events() if event.tenant == LAKESIDE])

    return told
