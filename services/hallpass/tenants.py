"""`hallpass tenants`: a district from end to end, its settings here and its identity in Keycloak. May be done again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from hallpass.contracts.policy import Contact, SettingsFacts, Toolkit
from hallpass.installation import Installation
from hallpass.kernel.errors import NotFound
from hallpass.policy import defaults
from hallpass.policy.service import PolicyService
from hallpass.provisioning.model import District
from hallpass.provisioning.realm import administered
from hallpass.provisioning.secret_file import write_secrets
from hallpass.provisioning.service import Provisioner
from hallpass.provisioning.settings import KeycloakSettings

BY = "hallpass tenants add"
"""Who is noted as the author of a district's first settings."""


@dataclass(frozen=True)
class Added:
    """What `add` did; no change means that all was there. `secrets` are for whoever asks to see them."""

    changes: tuple[str, ...]
    secrets: dict[str, str]
    file: Path


@dataclass(frozen=True)
class Listed:
    """A tenant and what there is of it: settings here, an organization in Keycloak."""

    tenant: str
    name: str
    settings: bool
    identity: bool


@asynccontextmanager
async def policy_service(place: Installation) -> AsyncIterator[PolicyService]:
    """The policy service's use cases on its own role of the database; the running relay tells of what it writes."""
    clock, _ = place.clock_and_ids()
    database = place.database("policy")
    try:
        yield PolicyService(database, clock)
    finally:
        await database.close()


async def add(
    policy: PolicyService, keycloak: KeycloakSettings, district: District, time_zone: str, secrets: Path
) -> Added:
    """Settings first: a district that has none decides nothing, and nobody gets in before the second step is done.

    Raises Invalid for a time zone that there is none of, and whatever `Provisioner.ensure` raises.
    """
    changes = ["default settings made"] if await _settle(policy, district, time_zone) else []
    async with administered(keycloak) as realm:
        made = await Provisioner(realm).ensure(district)
    changes += made.changes
    token_url = f"{keycloak.url.rstrip('/')}/realms/{keycloak.realm}/protocol/openid-connect/token"
    if write_secrets(secrets, token_url, made.secrets):
        changes.append("secrets written")
    return Added(tuple(changes), dict(made.secrets), secrets)


async def listed(policy: PolicyService, keycloak: KeycloakSettings) -> list[Listed]:
    """Every tenant of either side, by id: one that is on one side alone was left half done."""
    async with administered(keycloak) as realm:
        known = await Provisioner(realm).districts()
    settled = {str(tenant): (await policy.settings(tenant)).name for tenant in await policy.tenants()}
    return [
        Listed(tenant, settled.get(tenant) or known[tenant], tenant in settled, tenant in known)
        for tenant in sorted(known.keys() | settled.keys())
    ]


async def _settle(policy: PolicyService, district: District, time_zone: str) -> bool:
    """The first settings, where there are none: what somebody has settled since is theirs."""
    try:
        await policy.settings(district.tenant)
    except NotFound:
        await policy.put(district.tenant, first_settings(district.name, time_zone), BY)
        return True
    return False


def first_settings(name: str, time_zone: str) -> SettingsFacts:
    """What holds until the district says more with `PUT /v1/settings`."""
    return SettingsFacts(
        name=name,
        time_zone=time_zone,
        disclaimer=defaults.DISCLAIMER,
        toolkit=Toolkit(link="", phone=""),
        reporting=Contact(name="", phone=""),
        grade_map=dict(defaults.GRADE_MAP),
        acceptable_use_version=defaults.ACCEPTABLE_USE_VERSION,
        acceptable_use_days=defaults.ACCEPTABLE_USE_DAYS,
        window_days=defaults.WINDOW_DAYS,
        retention_days=defaults.RETENTION_DAYS,
    )
