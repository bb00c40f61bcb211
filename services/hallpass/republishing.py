"""`hallpass republish`: the owner's current state once more, as new versions; the running suite's relay sends it."""

from __future__ import annotations

from typing import Literal

from hallpass.consent.service import ConsentService
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.service import PolicyService
from hallpass.roster.service import RosterService
from hallpass.roster.settings import RosterSettings
from hallpass.settings import SuiteSettings
from hallpass.suite import logins


async def republish(
    settings: SuiteSettings, admin_dsn: str, service: Literal["roster", "consent", "policy"], tenant: TenantId
) -> int:
    """How many facts were written to the outbox again."""
    clock = SystemClock()
    secrets = Secrets.open(settings.keys / "master.key")
    dsn, _ = logins(admin_dsn, secrets, service)
    ids = TimeOrderedIds(clock)
    database = Database(DatabaseSettings(dsn=dsn, schema=service), clock, ids)
    try:
        match service:
            case "roster":
                return await RosterService(database, clock, secrets, ids, RosterSettings()).republish(tenant)
            case "consent":
                return await ConsentService(database, clock).republish(tenant)
            case "policy":
                return await PolicyService(database, clock).republish(tenant)
    finally:
        await database.close()
