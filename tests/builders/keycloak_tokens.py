"""Access tokens in the shape of Keycloak's, signed by a key of the test's own."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

REALM = "https://id.example/realms/hallpass"


def machine(tenant: str = "lakeside", client: str = "lakeside-app", *roles: str) -> dict[str, Any]:
    """What the token of a service account says of it."""
    return {
        "sub": "f5a1",
        "typ": "Bearer",
        "azp": client,
        "client_id": client,
        "tenant": tenant,
        "roles": list(roles or ("app",)),
    }


def organization(tenant: str = "lakeside", *roles: str) -> dict[str, Any]:
    """One entry of the claim `organization`."""
    return {
        "id": "1dbe",
        "tenant": [tenant],
        "groups": ["/staff"],
        "realm_access": {"roles": list(roles or ("staff",))},
    }


def person(*ids: str, **organizations: dict[str, Any]) -> dict[str, Any]:
    """What a person's token says of them."""
    return {
        "sub": "0be3",
        "typ": "Bearer",
        "azp": "hallpass-portal",
        "sourced_id": list(ids or ("lakeside:t-elm",)),
        "organization": organizations or {"lakeside": organization()},
    }


class Realm:
    """Signs with the newest of its keys; forgets old ones when told to."""

    def __init__(self, name: str = REALM) -> None:
        """One key to begin with."""
        self.name = name
        self.keys: list[ECKey] = []
        self.rotate()

    def rotate(self, *, keep: bool = False) -> None:
        """A new key; the old ones go at once unless they are kept."""
        fresh = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self.keys = [fresh, *(self.keys if keep else [])]

    def document(self) -> bytes:
        """The keys as the realm publishes them."""
        return json.dumps(KeySet(list(self.keys)).as_dict(private=False)).encode()

    def token(self, now: datetime, claims: dict[str, Any], **changed: Any) -> str:
        """A token for our audience that is good for five minutes; a claim set to None is left out."""
        at = int(now.timestamp())
        said = {"iss": self.name, "aud": "hallpass", "iat": at, "exp": at + 300} | claims | changed
        held = {name: value for name, value in said.items() if value is not None}
        return jwt.encode({"alg": "ES256", "typ": "JWT", "kid": self.keys[0].kid}, held, self.keys[0])
