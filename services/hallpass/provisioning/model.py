"""What a district shall be in Keycloak, as data. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hallpass.kernel.errors import Conflict, Invalid
from hallpass.kernel.keycloak_claims import PEOPLE
from hallpass.kernel.tenancy import TenantId, tenant_id
from hallpass.kernel.tokens import Role

GOOD_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
RESERVED = frozenset({"hallpass", "installation"})
"""Ids that the suite uses itself where no district is meant."""

TENANT = "tenant"
"""The attribute of an organization, and the claim of a service account, that hold the tenant's id."""

MACHINES: Mapping[str, Role] = {"app": "app", "sis": "sis"}
"""A district's service accounts: the end of each client's id, and its role."""

SCOPES = ("basic", "hallpass", "service_account")
"""What each service account's token says besides its role: the subject, the audience, the client and its roles."""

DELIVERED = ("hallpass-engine", "hallpass-provisioner")
"""The clients that come with the realm, with placeholders for secrets."""

IN_ACCESS_TOKENS = {
    "access.token.claim": "true",
    "introspection.token.claim": "true",
    "id.token.claim": "false",
    "userinfo.token.claim": "false",
}


@dataclass(frozen=True)
class Machine:
    """A service account of a district."""

    client_id: str
    role: Role

    @property
    def scopes(self) -> tuple[str, ...]:
        """The client scopes that it needs; the role's own lets the role into the token."""
        return (*SCOPES, self.role)


@dataclass(frozen=True)
class District:
    """A district to be: its id is the tenant's, and the alias of its organization."""

    tenant: TenantId
    name: str

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of people, each named like the role that it gives in this district."""
        return tuple(sorted(PEOPLE))

    @property
    def machines(self) -> tuple[Machine, ...]:
        """Its service accounts."""
        return tuple(Machine(f"{self.tenant}-{end}", role) for end, role in MACHINES.items())


def district(name_of_id: str, name: str) -> District:
    """Check the words of a command. Raises Invalid."""
    if not GOOD_ID.fullmatch(name_of_id) or name_of_id in RESERVED:
        raise Invalid.member(
            "district", "district_id", "A district's id has small letters, digits, dots, dashes: lakeside, d-042."
        )
    if not name.strip() or not name.isprintable() or len(name) > 200:  # noqa: PLR2004 - a name, not a text
        raise Invalid.member("name", "name", "A district's name has 1 to 200 printable characters.")
    return District(tenant_id(name_of_id), name.strip())


def is_placeholder(secret: str) -> bool:
    """Whether a secret is the placeholder of the realm's file, which an import without its variable leaves as it is."""
    return secret.startswith("${")


def organization(wanted: District, found: Mapping[str, Any] | None) -> dict[str, Any]:
    """The organization as it shall be. Whatever else is in an existing one stays.

    Raises Conflict where the alias is another tenant's: nobody's people are taken over by a command.
    """
    before = dict(found or {"enabled": True})
    attributes = dict(before.get("attributes") or {})
    if attributes.get(TENANT, [wanted.tenant]) != [wanted.tenant] or before.get("alias", wanted.tenant) != (
        wanted.tenant
    ):
        raise Conflict("There is an organization that has this alias or this tenant, and not both: look at it first.")
    return before | {
        "name": wanted.name,
        "alias": wanted.tenant,
        "attributes": attributes | {TENANT: [wanted.tenant]},
    }


def client(machine: Machine, wanted: District) -> dict[str, Any]:
    """A new client: a service account and nothing else; Keycloak makes up its secret."""
    return {
        "clientId": machine.client_id,
        "name": f"{wanted.name}: {machine.role}",
        "enabled": True,
        "attributes": {"client_credentials.use_refresh_token": "false"},
        "defaultClientScopes": list(machine.scopes),
        "optionalClientScopes": [],
        "protocolMappers": [tenant_mapper(wanted)],
        **FLOWS,
    }


FLOWS: Mapping[str, Any] = {
    "protocol": "openid-connect",
    "publicClient": False,
    "serviceAccountsEnabled": True,
    "standardFlowEnabled": False,
    "implicitFlowEnabled": False,
    "directAccessGrantsEnabled": False,
    "fullScopeAllowed": False,
}
"""Nobody signs in through a service account's client, and it gets no role but those of its scopes."""


def drifted(found: Mapping[str, Any]) -> dict[str, Any] | None:
    """An existing client with its flows as they must be, or None where they are. Switched off it stays switched off.

    Scopes and mappers are left out: they are written by themselves.
    """
    apart = ("protocolMappers", "defaultClientScopes", "optionalClientScopes")
    before = {name: value for name, value in found.items() if name not in apart}
    after = {**before, **FLOWS}
    return None if after == before else after


def tenant_mapper(wanted: District) -> dict[str, Any]:
    """Puts the tenant's id into each token of the client."""
    return {
        "name": TENANT,
        "protocol": "openid-connect",
        "protocolMapper": "oidc-hardcoded-claim-mapper",
        "config": {
            "claim.name": TENANT,
            "claim.value": wanted.tenant,
            "jsonType.label": "String",
            **IN_ACCESS_TOKENS,
        },
    }


def lacks_tenant(wanted: District, mappers: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the client says no tenant yet. Raises Conflict where it says another one."""
    said = [
        mapper["config"].get("claim.value")
        for mapper in mappers
        if mapper.get("config", {}).get("claim.name") == TENANT
    ]
    if said in ([], [wanted.tenant]):
        return not said
    raise Conflict("There is a client of that id which speaks for another tenant: look at it first.")
