"""The roster service on a schema of its own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from hallpass.kernel.clock import FixedClock
from hallpass.kernel.secrets import Secrets
from hallpass.roster.service import RosterService
from integration.rooms import Schema, schema_of

CLOCK = FixedClock(datetime(2026, 9, 1, 12, tzinfo=UTC))


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
