"""Keycloak's administration of one realm, in the few calls that a district needs. The only importer of `keycloak`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from keycloak import KeycloakAdmin, KeycloakOpenIDConnection
from keycloak.exceptions import (
    KeycloakAuthenticationError,
    KeycloakConnectionError,
    KeycloakError,
    KeycloakGetError,
    KeycloakPostError,
    raise_error_from_response,
)

from hallpass.kernel.errors import Conflict, Refused, Unavailable
from hallpass.provisioning.model import TENANT
from hallpass.provisioning.settings import KeycloakSettings

Entry = dict[str, Any]
"""An object of Keycloak's, as it is on the wire."""

CONFLICT, FORBIDDEN, NOT_FOUND = 409, 403, 404


class RealmAdmin:
    """Every method raises Unavailable, Refused or Conflict, and nothing of python-keycloak's."""

    def __init__(self, admin: KeycloakAdmin, realm: str) -> None:
        """Made by `administered`."""
        self._admin = admin
        self._base = f"admin/realms/{realm}"

    async def organizations(self, query: str) -> list[Entry]:
        """Organizations by `q`, whole; an empty query finds every one, a hundred at a time."""
        found: list[Entry] = []
        with _told():
            while True:
                wanted = {"q": query, "first": len(found), "max": 100, "briefRepresentation": "false"}
                page = await self._admin.connection.a_raw_get(f"{self._base}/organizations", **wanted)
                entries = _list(raise_error_from_response(page, KeycloakGetError))
                found += entries
                if len(entries) < 100:  # noqa: PLR2004 - the page that was asked for
                    return found

    async def organization(self, tenant: str) -> Entry | None:
        """The organization that has the tenant's id as its attribute, else the one with it as its alias."""
        for found in (await self.organizations(f"{TENANT}:{tenant}"), await self._by_alias(tenant)):
            if len(found) > 1:
                raise Conflict("There is more than one organization with this tenant: look at them first.")
            if found:
                return await self._organization(str(found[0]["id"]))
        return None

    async def create_organization(self, entry: Entry) -> str:
        """Its id in Keycloak."""
        with _told():
            return str(await self._admin.a_create_organization(entry))

    async def update_organization(self, entry: Entry) -> None:
        """Write it whole."""
        with _told():
            await self._admin.a_update_organization(str(entry["id"]), entry)

    async def groups(self, organization: str) -> list[Entry]:
        """An organization's groups."""
        return _list(await self._get(f"organizations/{organization}/groups", max=1_000))

    async def create_group(self, organization: str, name: str) -> str:
        """Its id."""
        return str((await self._post(f"organizations/{organization}/groups", {"name": name}))["id"])

    async def group_roles(self, organization: str, group: str) -> list[str]:
        """The names of the realm's roles that the group gives within its organization."""
        found = await self._get(f"organizations/{organization}/groups/{group}/role-mappings/realm")
        return [str(role["name"]) for role in _list(found)]

    async def give_group_role(self, organization: str, group: str, role: str) -> None:
        """One more role for the group."""
        await self._post(f"organizations/{organization}/groups/{group}/role-mappings/realm", [await self._role(role)])

    async def client(self, client_id: str) -> Entry | None:
        """A client by the id that it signs in with."""
        found = _list(await self._get("clients", clientId=client_id))
        return found[0] if found else None

    async def create_client(self, entry: Entry) -> None:
        """With its scopes and mappers."""
        with _told():
            await self._admin.a_create_client(entry)

    async def update_client(self, entry: Entry) -> None:
        """Write it whole, but for its scopes."""
        with _told():
            await self._admin.a_update_client(str(entry["id"]), entry)

    async def add_mapper(self, client: str, mapper: Entry) -> None:
        """One more mapper of the client's own."""
        with _told():
            await self._admin.a_add_mapper_to_client(client, mapper)

    async def add_scopes(self, client: str, names: Sequence[str]) -> None:
        """More default scopes, by name. Raises Conflict where the realm has none of that name."""
        with _told():
            ids = {scope["name"]: str(scope["id"]) for scope in await self._admin.a_get_client_scopes()}
            for name in names:
                if name not in ids:
                    raise Conflict("The realm lacks a client scope: import deploy/keycloak/hallpass-realm.json.")
                await self._admin.a_add_client_default_client_scope(client, ids[name], {})

    async def service_account_roles(self, client: str) -> tuple[str, list[str]]:
        """The id of the client's service account, and the realm's roles that it has."""
        with _told():
            user = str((await self._admin.a_get_client_service_account_user(client))["id"])
            roles = await self._admin.a_get_realm_roles_of_user(user)
        return user, [str(role["name"]) for role in roles]

    async def give_role(self, user: str, role: str) -> None:
        """One more role of the realm."""
        with _told():
            await self._admin.a_assign_realm_roles(user, [await self._role(role)])

    async def secret(self, client: str) -> str:
        """What the client signs in with."""
        with _told():
            return str((await self._admin.a_get_client_secrets(client))["value"])

    async def _by_alias(self, alias: str) -> list[Entry]:
        """Keycloak has no search by alias; names and domains are searched, and a name may be anything."""
        return [entry for entry in await self.organizations("") if entry.get("alias") == alias]

    async def _organization(self, organization: str) -> Entry:
        with _told():
            return await self._admin.a_get_organization(organization)

    async def _role(self, name: str) -> Entry:
        with _told():
            return await self._admin.a_get_realm_role(name)

    async def _get(self, path: str, **query: Any) -> Any:
        with _told():
            answer = await self._admin.connection.a_raw_get(f"{self._base}/{path}", **query)
            return raise_error_from_response(answer, KeycloakGetError)

    async def _post(self, path: str, body: Any) -> Any:
        with _told():
            answer = await self._admin.connection.a_raw_post(f"{self._base}/{path}", data=json.dumps(body))
            return raise_error_from_response(answer, KeycloakPostError)


@asynccontextmanager
async def administered(settings: KeycloakSettings) -> AsyncIterator[RealmAdmin]:
    """The realm's administration, signed in at the first call. Calls are not repeated: they are slow to fail else."""
    connection = KeycloakOpenIDConnection(
        server_url=settings.url,
        realm_name=settings.realm,
        user_realm_name=settings.realm,
        client_id=settings.client_id,
        client_secret_key=settings.client_secret.get_secret_value(),
        timeout=settings.timeout,
        max_retries=0,
    )
    try:
        yield RealmAdmin(KeycloakAdmin(connection=connection), settings.realm)
    finally:
        await _close(connection)


async def _close(connection: KeycloakOpenIDConnection) -> None:
    """python-keycloak opens two clients for each connection, and one more pair to sign in, and closes none."""
    signing_in = connection.keycloak_openid.connection
    for each in (connection, signing_in):
        await each.async_s.aclose()
        each._s.close()  # noqa: SLF001 - there is no other way


def _list(answer: Any) -> list[Entry]:
    if not isinstance(answer, list):
        raise Unavailable("Keycloak's administration, which answered in another shape")
    return answer


@contextmanager
def _told() -> Iterator[None]:
    """Keycloak's failures in the words of the house. Its messages hold names and ids, and go nowhere."""
    try:
        yield
    except KeycloakConnectionError as error:
        raise Unavailable("Keycloak") from error
    except KeycloakAuthenticationError:
        raise Refused("Keycloak does not know this client and secret: look at HALLPASS_KEYCLOAK_*.") from None
    except KeycloakError as error:
        raise _in_our_words(error.response_code) from None


def _in_our_words(status: int | None) -> Exception:
    words: Mapping[int | None, Exception] = {
        CONFLICT: Conflict("Keycloak has something of that name already: look at it first."),
        FORBIDDEN: Refused("This client may not administer the realm: it lacks roles of realm-management."),
        NOT_FOUND: Conflict("The realm lacks a role, a scope or itself: import deploy/keycloak/hallpass-realm.json."),
    }
    return words.get(status) or Unavailable(f"Keycloak's administration, which answered {status}")
