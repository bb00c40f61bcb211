"""A district from a folder into a distributed installation, and how far the decision service is behind the owners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hallpass.consent.service import ConsentService
from hallpass.contracts.topics import CONSENT, REGISTER, ROSTER
from hallpass.decision.settings import DecisionSettings
from hallpass.decision.store import Facts, open_pool
from hallpass.distributed.settings import DecisionPlaces, read
from hallpass.districts.apply import Applied, apply_folder
from hallpass.districts.folder import DistrictFolder
from hallpass.installation import Installation
from hallpass.kernel.db import Database
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.service import PolicyService
from hallpass.roster.service import RosterService
from hallpass.roster.settings import RosterSettings

Say = Callable[[str], None]
OWNERS: Mapping[str, str] = {"roster": ROSTER, "consent": CONSENT, "policy": REGISTER}
NEVER = -1
"""In place of a count: an owner of facts has not been heard of yet."""
_LOOK_AGAIN = 0.2


@dataclass(frozen=True, slots=True)
class RosterRoom:
    """The roster's use cases."""

    service: RosterService


@dataclass(frozen=True, slots=True)
class ConsentRoom:
    """The consent service's use cases."""

    service: ConsentService


@dataclass(frozen=True, slots=True)
class PolicyRoom:
    """The policy service's use cases."""

    service: PolicyService


@dataclass(frozen=True)
class Desk:
    """The use cases of the services that own facts, for one step of an operator."""

    roster: RosterRoom
    consent: ConsentRoom
    policy: PolicyRoom

    async def introduce(self, tenant: TenantId) -> None:
        """Let every owner of facts tell the district's readers that it lives. May be repeated."""
        await self.roster.service.introduce(tenant)
        await self.consent.service.introduce(tenant)
        await self.policy.service.introduce(tenant)


@asynccontextmanager
async def desk(place: Installation) -> AsyncIterator[Desk]:
    """Open it, and close it after the step."""
    clock, ids = place.clock_and_ids()
    databases: dict[str, Database] = {name: place.database(name) for name in OWNERS}
    try:
        yield Desk(
            RosterRoom(RosterService(databases["roster"], clock, place.secrets(), ids, RosterSettings())),
            ConsentRoom(ConsentService(databases["consent"], clock)),
            PolicyRoom(PolicyService(databases["policy"], clock)),
        )
    finally:
        for database in databases.values():
            await database.close()


async def load(place: Installation, folder: DistrictFolder, patience: float, say: Say) -> Applied:
    """Apply a folder's differences, and wait until the decision service has heard them.

    Raises Unavailable where it has not within `patience` seconds: what was applied is on its way all the same.
    """
    async with desk(place) as services:
        result = await apply_folder(services, folder, say)
    say("Waiting until the decision service has heard …")
    try:
        async with asyncio.timeout(patience):
            while (await behind(place, facts_schema(), [folder.tenant]))[folder.tenant]:  # noqa: ASYNC110 - in a database
                await asyncio.sleep(_LOOK_AGAIN)
    except TimeoutError:
        raise Unavailable("the decision service's facts; they are on their way") from None
    return result


def facts_schema() -> str:
    """The schema of the facts that decide here: HALLPASS_DECISION_FACTS_SCHEMA. Raises Invalid."""
    places = read(DecisionPlaces)
    found = read(DecisionSettings, engine_socket=places.engine_socket, screening_rules=places.screening_rules)
    return found.facts_schema


async def tenants(place: Installation) -> list[TenantId]:
    """Every district that has a register."""
    database = place.database("policy")
    try:
        return await PolicyService(database, place.clock_and_ids()[0]).tenants()
    finally:
        await database.close()


async def behind(place: Installation, schema: str, districts: list[TenantId]) -> dict[TenantId, int]:
    """How many facts of each district the schema has still to hear, or `NEVER`."""
    wanted = await _told(place, districts)
    pool = await open_pool(place.app("decision"), 2, schema)
    try:
        facts = Facts(pool)
        found = {}
        for tenant in districts:
            at = await facts.positions(tenant)
            reached = {ROSTER: at.roster, CONSENT: at.consent, REGISTER: at.register}
            missing = sum(max(0, wanted[tenant, topic] - number) for topic, number in reached.items())
            found[tenant] = missing if at.heard_at is not None else NEVER
        return found
    finally:
        await pool.close()


async def _told(place: Installation, districts: list[TenantId]) -> dict[tuple[TenantId, str], int]:
    """The last number of each district and owner."""
    found: dict[tuple[TenantId, str], int] = {}
    for service, topic in OWNERS.items():
        database = place.database(service)
        try:
            for tenant in districts:
                async with database.unit_of_work(tenant, snapshot=True) as work:
                    found[tenant, topic] = await work.last_number(topic)
        finally:
            await database.close()
    return found
