"""The consent service on an empty database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from hallpass.consent.service import ConsentService
from hallpass.kernel.clock import FixedClock
from integration.rooms import Schema, schema_of

CLOCK = FixedClock(datetime(2026, 9, 1, 12, tzinfo=UTC))


@pytest.fixture
async def schema(admin_dsn: str) -> AsyncIterator[Schema]:
    async with schema_of(admin_dsn, "consent", CLOCK) as schema:
        yield schema


@pytest.fixture
def consent(schema: Schema) -> ConsentService:
    return ConsentService(schema.database, CLOCK)
