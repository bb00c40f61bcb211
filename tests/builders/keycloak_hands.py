"""What an administrator of the realm does by hand: people, groups, keys; and getting tokens as anybody."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from typing import Any, Self

import httpx

from servers.keycloak import ADMIN, KeycloakServer
from servers.keycloak_realm import PASSWORD, PEOPLE

KEYS = "org.keycloak.keys.KeyProvider"


class Hands:
    """Over one server's realm, as the administrator of the realm `master`."""

    def __init__(self, keycloak: KeycloakServer) -> None:
        """Nothing is asked yet."""
        self._keycloak = keycloak
        self._http = httpx.Client(timeout=20)
        self._base = f"{keycloak.url}/admin/realms/{keycloak.realm}"
        self._names = itertools.count(1)
        self._admin = ("", 0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def service_token(self, client_id: str, secret: str) -> str:
        """The access token of a service account."""
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        return str(self._http.post(self._keycloak.token_url, data=form).raise_for_status().json()["access_token"])

    def sign_in(self, username: str, scope: str = "") -> Mapping[str, str]:
        """A person's tokens: access, refresh, and id where `openid` is asked for."""
        form = {"grant_type": "password", "client_id": PEOPLE, "username": username, "password": PASSWORD}
        said = self._http.post(self._keycloak.token_url, data=form | ({"scope": scope} if scope else {}))
        tokens: Mapping[str, str] = said.raise_for_status().json()
        return tokens

    def admin_token(self) -> str:
        """A token of the realm `master`, which is good for a minute there, and is used for half of one."""
        token, until = self._admin
        if time.monotonic() < until:
            return token
        said = self._http.post(
            f"{self._keycloak.url}/realms/master/protocol/openid-connect/token",
            data={"grant_type": "password", "client_id": "admin-cli", "username": ADMIN, "password": ADMIN},
        )
        self._admin = str(said.raise_for_status().json()["access_token"]), time.monotonic() + 30
        return self._admin[0]

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """One call of the administration; its answer, or None where there is none."""
        headers = {"Authorization": f"Bearer {self.admin_token()}"}
        said = self._http.request(method, f"{self._base}/{path}", json=body, params=query, headers=headers)
        said.raise_for_status()
        return said.json() if said.content else None

    def person(self, sourced_ids: Sequence[str], roles: Mapping[str, Sequence[str]]) -> str:
        """A person with these ids in rosters, who is a member of the districts with these roles; the name they use."""
        name = f"person-{next(self._names)}@people.example"
        self.ask(
            "POST",
            "users",
            {
                "username": name,
                "email": name,
                "emailVerified": True,
                "enabled": True,
                "attributes": {"sourced_id": list(sourced_ids)},
                "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
            },
        )
        user = self.user(name)
        for tenant, names in roles.items():
            organization = self.organization(tenant)
            self.ask("POST", f"organizations/{organization}/members", user)
            groups = {group["name"]: group["id"] for group in self.ask("GET", f"organizations/{organization}/groups")}
            for role in names:
                self.ask("PUT", f"organizations/{organization}/groups/{groups[role]}/members/{user}")
        return name

    def user(self, name: str) -> str:
        """A person's id in Keycloak."""
        return str(self.ask("GET", "users", username=name, exact="true")[0]["id"])

    def organization(self, tenant: str) -> str:
        """The id of a tenant's organization."""
        return str(self.ask("GET", "organizations", q=f"tenant:{tenant}")[0]["id"])

    def client(self, client_id: str) -> dict[str, Any]:
        """A client as it is."""
        found: list[dict[str, Any]] = self.ask("GET", "clients", clientId=client_id)
        return found[0]

    def add_key(self, name: str, priority: int, *, active: bool) -> str:
        """A new key for signatures; the active one of the highest priority signs."""
        config = {"priority": [str(priority)], "enabled": ["true"], "active": [str(active).lower()]}
        config["ecdsaEllipticCurveKey"] = ["P-256"]
        self.ask(
            "POST",
            "components",
            {"name": name, "providerId": "ecdsa-generated", "providerType": KEYS, "config": config},
        )
        return self.keys()[name]

    def keys(self) -> dict[str, str]:
        """The ids of the providers of ES256 keys, by name."""
        found = self.ask("GET", "components", type=KEYS)
        return {entry["name"]: entry["id"] for entry in found if entry["providerId"] == "ecdsa-generated"}

    def set_active(self, key: str, *, active: bool) -> None:
        """Whether a key signs, or only stays known."""
        entry = self.ask("GET", f"components/{key}")
        entry["config"]["active"] = [str(active).lower()]
        self.ask("PUT", f"components/{key}", entry)

    def remove_key(self, key: str) -> None:
        """Take a key away at once."""
        self.ask("DELETE", f"components/{key}")
