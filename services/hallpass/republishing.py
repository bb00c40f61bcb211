"""`hallpass republish`: the owner's current state once more, as new versions; the relay sends it."""

from __future__ import annotations

from typing import Literal

from hallpass.consent.service import ConsentService
from hallpass.installation import Installation
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.service import PolicyService
from hallpass.roster.service import RosterService
from hallpass.roster.settings import RosterSettings


async def republish(place: Installation, service: Literal["roster", "consent", "policy"], tenant: TenantId) -> int:
    """How many facts were written to the outbox again."""
    clock, ids = place.clock_and_ids()
    database = place.database(service)
    try:
        match service:
            case "roster":
                return await RosterService(database, clock, place.secrets(), ids, RosterSettings()).republish(tenant)
            case "consent":
                return await ConsentService(database, clock).republish(tenant)
            case "policy":
                return await PolicyService(database, clock).republish(tenant)
    finally:
        await database.close()
