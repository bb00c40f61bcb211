"""How Keycloak's access tokens are read: service accounts by a flat `tenant`, people by the one district they act in.

A person's token names exactly one organization, with the tenant as its attribute and the roles that the person's groups
give them there. Roles of the realm count for nothing: they would hold in every district.
"""

from collections.abc import Mapping
from typing import Any

from hallpass.kernel.errors import Unauthenticated
from hallpass.kernel.tokens import Caller, caller_of

ACCESS_TOKEN = "Bearer"  # noqa: S105 - a word in a claim
MACHINES = frozenset({"app", "sis", "service", "admin", "auditor"})
"""What a service account may act as: never as a member of staff."""
PEOPLE = frozenset({"staff", "admin", "auditor"})
"""What a person may act as: never as a tool, a student information system or a part of the suite."""


def read_keycloak(claims: Mapping[str, Any]) -> Caller:
    """The caller of a token whose signature, issuer, audience and times hold. Raises Unauthenticated.

    ID and refresh tokens are refused by the claim `typ`, which tells them apart.
    """
    if claims.get("typ") != ACCESS_TOKEN:
        raise Unauthenticated("This kind of token opens nothing.")
    client = claims.get("azp")
    if not isinstance(client, str) or not client:
        raise Unauthenticated("The claim azp of the token is missing or wrong.")
    if "tenant" in claims:
        return _machine(claims, client)
    return _person(claims, client)


def _machine(claims: Mapping[str, Any], client: str) -> Caller:
    """A service account, which is known by its client. `client_id` is there for service accounts only."""
    if claims.get("client_id") != client or "organization" in claims:
        raise Unauthenticated("The claim tenant of the token is a service account's alone.")
    return _limited(caller_of(claims["tenant"], client, client, claims.get("roles", [])), MACHINES)


def _person(claims: Mapping[str, Any], client: str) -> Caller:
    """A person, who is known by their id in the roster of the district that they act in."""
    organizations = claims.get("organization")
    if not isinstance(organizations, Mapping) or len(organizations) != 1:
        raise Unauthenticated("The claim organization of the token must name exactly one.")
    (organization,) = organizations.values()
    tenants = organization.get("tenant") if isinstance(organization, Mapping) else None
    if not isinstance(tenants, list) or len(tenants) != 1:
        raise Unauthenticated("The claim organization of the token names no tenant.")
    access = organization.get("realm_access", {})
    roles = access.get("roles", []) if isinstance(access, Mapping) else None
    return _limited(caller_of(tenants[0], _sourced_id(claims, tenants[0]), client, roles), PEOPLE)


def _sourced_id(claims: Mapping[str, Any], tenant: object) -> str:
    """The roster's id in `TENANT:SOURCEDID`, of exactly this tenant: another one's id may be somebody else here."""
    ids = claims.get("sourced_id")
    parts = [entry.partition(":") for entry in ids if isinstance(entry, str)] if isinstance(ids, list) else []
    found = {sourced_id for named, _, sourced_id in parts if named == tenant and sourced_id}
    if len(found) != 1:
        raise Unauthenticated("The claim sourced_id of the token must name exactly one id in this tenant's roster.")
    return found.pop()


def _limited(caller: Caller, roles: frozenset[str]) -> Caller:
    return Caller(caller.tenant, caller.subject, caller.client, caller.roles & roles)
