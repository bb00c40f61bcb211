"""Making a district in Keycloak, step by step. Each step looks first, so that a run that broke off is completed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hallpass.kernel.errors import Conflict, Unavailable
from hallpass.provisioning import model
from hallpass.provisioning.model import District, Machine
from hallpass.provisioning.realm import Entry, RealmAdmin


@dataclass(frozen=True)
class Provisioned:
    """What was changed, in words without names; and the secret of each client."""

    changes: tuple[str, ...]
    secrets: Mapping[str, str]


class Provisioner:
    """One district after the other."""

    def __init__(self, realm: RealmAdmin) -> None:
        """`realm` is signed in."""
        self._realm = realm

    async def ensure(self, district: District) -> Provisioned:
        """Bring the district about. Raises Conflict where something of that name is somebody else's, and where the
        realm was imported without its secrets.
        """
        await self._refuse_an_open_realm()
        changes: list[str] = []
        organization = await self._organization(district, changes)
        await self._groups(organization, district, changes)
        secrets = {}
        for machine in district.machines:
            secrets[machine.client_id] = await self._machine(machine, district, changes)
        return Provisioned(tuple(changes), secrets)

    async def districts(self) -> dict[str, str]:
        """The tenants that have an organization, with its name."""
        found = {}
        for entry in await self._realm.organizations(""):
            for tenant in (entry.get("attributes") or {}).get(model.TENANT, []):
                found[str(tenant)] = str(entry["name"])
        return found

    async def _refuse_an_open_realm(self) -> None:
        """Anybody who has read the realm's file could be a part of the suite, or administer the realm."""
        for client_id in model.DELIVERED:
            found = await self._realm.client(client_id)
            if found is not None and model.is_placeholder(await self._realm.secret(str(found["id"]))):
                raise Conflict(
                    "The realm was imported without its secrets: make new ones in Keycloak for the clients hallpass-*."
                )

    async def _organization(self, district: District, changes: list[str]) -> str:
        found = await self._realm.organization(district.tenant)
        wanted = model.organization(district, found)
        if found is None:
            changes.append("organization made")
            return await self._realm.create_organization(wanted)
        if wanted != found:
            await self._realm.update_organization(wanted)
            changes.append("organization changed")
        return str(found["id"])

    async def _groups(self, organization: str, district: District, changes: list[str]) -> None:
        groups = {str(group["name"]): str(group["id"]) for group in await self._realm.groups(organization)}
        for role in district.groups:
            if role not in groups:
                groups[role] = await self._realm.create_group(organization, role)
                changes.append(f"group {role} made")
            if role not in await self._realm.group_roles(organization, groups[role]):
                await self._realm.give_group_role(organization, groups[role], role)
                changes.append(f"group {role} given its role")

    async def _machine(self, machine: Machine, district: District, changes: list[str]) -> str:
        found = await self._realm.client(machine.client_id)
        if found is None:
            await self._realm.create_client(model.client(machine, district))
            changes.append(f"client for {machine.role} made")
            found = await self._realm.client(machine.client_id)
        if found is None:
            raise Unavailable("Keycloak's administration, which does not show what it has just made")
        await self._repair(machine, district, found, changes)
        user, roles = await self._realm.service_account_roles(str(found["id"]))
        if machine.role not in roles:
            await self._realm.give_role(user, machine.role)
            changes.append(f"client for {machine.role} given its role")
        return await self._realm.secret(str(found["id"]))

    async def _repair(self, machine: Machine, district: District, found: Entry, changes: list[str]) -> None:
        """An existing client: its tenant first, because that of another one ends it here."""
        client = str(found["id"])
        if model.lacks_tenant(district, found.get("protocolMappers", [])):
            await self._realm.add_mapper(client, model.tenant_mapper(district))
            changes.append(f"client for {machine.role} given its tenant")
        if (flows := model.drifted(found)) is not None:
            await self._realm.update_client(flows)
            changes.append(f"client for {machine.role} closed to people")
        missing = [scope for scope in machine.scopes if scope not in found.get("defaultClientScopes", [])]
        if missing:
            await self._realm.add_scopes(client, missing)
            changes.append(f"client for {machine.role} given its scopes")
