"""The product's realm for tests: the same but for a cheap hash of passwords, and a client that people sign in with."""

import json
from typing import Any

from servers.keycloak_files import CHECKOUT

FILE = CHECKOUT / "deploy" / "keycloak" / "hallpass-realm.json"
PASSWORD = "a long test password"
PEOPLE = "test-people"
SECRETS = {
    "HALLPASS_PORTAL_URL": "http://127.0.0.1:8080",
    "HALLPASS_ENGINE_SECRET": "engine-secret",
    "HALLPASS_PROVISIONER_SECRET": "provisioner-secret",
}


def product_realm() -> dict[str, Any]:
    """The realm as it is delivered."""
    realm: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return realm


def realm_for_tests() -> dict[str, Any]:
    """The realm with a password grant for the portal's scopes: a test has no browser."""
    realm = product_realm()
    portal = next(client for client in realm["clients"] if client["clientId"] == "hallpass-portal")
    people = portal | {
        "clientId": PEOPLE,
        "standardFlowEnabled": False,
        "directAccessGrantsEnabled": True,
        "redirectUris": [],
        "webOrigins": [],
        "attributes": {},
    }
    return realm | {
        "clients": [*realm["clients"], people],
        "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)",
    }
