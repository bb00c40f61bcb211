"""The decision service's schema on a real PostgreSQL, and ways to let it hear facts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest

import hallpass.decision
from hallpass.contracts.envelope import Envelope, seal_payload
from hallpass.contracts.topics import CONSENT, REGISTER, ROSTER
from hallpass.decision.consumers import Consumer
from hallpass.decision.store import Facts, open_pool
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.migrate import migrate
from hallpass.kernel.roles import MIGRATOR, app_role, dsn_for, prepare
from hallpass.kernel.tenancy import TenantId

VERSIONS = Path(hallpass.decision.__file__).parent / "migrations" / "versions"
LAKESIDE = TenantId("lakeside")
TOPICS = {
    "StudentFacts": (ROSTER, "student"),
    "GuardianFacts": (ROSTER, "guardian"),
    "StaffFacts": (ROSTER, "staff"),
    "ClassFacts": (ROSTER, "class"),
    "SchoolFacts": (ROSTER, "school"),
    "NoticeFacts": (CONSENT, "notice"),
    "AnswerFacts": (CONSENT, "answers"),
    "ClassroomFacts": (CONSENT, "classroom"),
    "ReminderFacts": (CONSENT, "reminders"),
    "SettingsFacts": (REGISTER, "settings"),
    "PlatformFacts": (REGISTER, "platform"),
    "EmergencyFacts": (REGISTER, "emergency"),
    "ApprovalFacts": (REGISTER, "approval"),
}


@dataclass
class ReadModel:
    """The decision service's own database as its app role."""

    database: Database
    pool: asyncpg.Pool[asyncpg.Record]
    facts: Facts
    consumer: Consumer
    missed: list[int]
    sequences: dict[tuple[str, str], int] = field(default_factory=dict)
    versions: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def envelope(self, payload: Any, tenant: TenantId = LAKESIDE) -> Envelope:
        """The next event of the aggregate, as its owner would publish it."""
        topic, kind = TOPICS[type(payload).__name__]
        identity = getattr(payload, "id", None) or getattr(payload, "student_id", None)
        if kind == "classroom":
            identity = f"{payload.class_id}/{payload.platform_id}"
        if kind == "reminders":
            identity = payload.platform_id
        key = kind if kind == "settings" else f"{kind}/{identity}"
        sequence = self.sequences[tenant, topic] = self.sequences.get((tenant, topic), 0) + 1
        version = self.versions[tenant, topic, key] = self.versions.get((tenant, topic, key), 0) + 1
        clock = SystemClock()
        return Envelope(
            event_id=TimeOrderedIds(clock).new(),
            tenant=tenant,
            topic=topic,
            key=key,
            type=kind,
            sequence=sequence,
            version=version,
            occurred_at=clock.now(),
            payload=seal_payload(payload),
        )

    async def hear(self, payloads: Sequence[Any], tenant: TenantId = LAKESIDE) -> list[Envelope]:
        """Publish each payload as one event, and let the consumer apply them."""
        envelopes = [self.envelope(payload, tenant) for payload in payloads]
        await self.consumer.handle(envelopes)
        return envelopes

    async def dump(self, tenant: TenantId = LAKESIDE) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the read model, for comparison."""
        found = {}
        async with self.database.unit_of_work(tenant) as work:
            connection = await work.driver()
            for table in (
                *("student", "student_school", "link", "guardian", "staff", "staff_post", "staff_number"),
                *("class", "member", "school", "notice", "answers", "classroom", "reminders", "register"),
            ):
                rows = await connection.fetch(f'SELECT * FROM decision."{table}"')  # noqa: S608 - constants
                found[table] = sorted((tuple(row) for row in rows), key=repr)
        return found


@pytest.fixture
async def model(admin_dsn: str) -> AsyncIterator[ReadModel]:
    """A migrated, empty read model."""
    passwords = "secret of {}".format
    await prepare(admin_dsn, ["decision"], passwords)
    await migrate(dsn_for(admin_dsn, MIGRATOR, passwords(MIGRATOR)), "decision", VERSIONS)
    dsn = dsn_for(admin_dsn, app_role("decision"), passwords(app_role("decision")))
    clock = SystemClock()
    database = Database(DatabaseSettings(dsn=dsn, schema="decision"), clock, TimeOrderedIds(clock))
    pool = await open_pool(dsn, 4)
    missed: list[int] = []
    try:
        yield ReadModel(database, pool, Facts(pool), Consumer(database, missed.append), missed)
    finally:
        await pool.close()
        await database.close()
