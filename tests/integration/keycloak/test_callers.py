"""Who gets in with a real Keycloak's tokens: service accounts and people, each in one district, and nobody else."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from builders.keycloak_hands import Hands
from hallpass.kernel.errors import Unauthenticated
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import Caller, TokenVerifier
from integration.keycloak.trusting import trust
from servers.keycloak import KeycloakServer
from servers.keycloak_realm import PEOPLE, SECRETS

LAKESIDE = TenantId("lakeside")
HILLVIEW = TenantId("hillview")


@pytest.fixture(scope="module")
def itinerant(hands: Hands, districts: Mapping[str, str]) -> str:
    """A teacher in Lakeside who administers Hillview, under another id there."""
    return hands.person(["lakeside:t-elm", "hillview:d-9"], {"lakeside": ["staff"], "hillview": ["admin", "auditor"]})


@pytest.mark.parametrize("tenant", [LAKESIDE, HILLVIEW])
@pytest.mark.parametrize("role", ["app", "sis"])
def test_a_service_account_is_its_client_in_its_district(
    hands: Hands, districts: Mapping[str, str], verifier: TokenVerifier, tenant: TenantId, role: str
) -> None:
    client = f"{tenant}-{role}"
    token = hands.service_token(client, districts[client])
    assert verifier.verify(token) == Caller(tenant, client, client, frozenset({role}))


def test_a_policy_engine_is_a_part_of_the_suite(hands: Hands, verifier: TokenVerifier) -> None:
    caller = verifier.verify(hands.service_token("hallpass-engine", SECRETS["HALLPASS_ENGINE_SECRET"]))
    assert caller == Caller(TenantId("installation"), "hallpass-engine", "hallpass-engine", frozenset({"service"}))


def test_a_person_in_two_districts_is_another_one_in_each(
    hands: Hands, itinerant: str, verifier: TokenVerifier
) -> None:
    here = verifier.verify(hands.sign_in(itinerant, "organization:lakeside")["access_token"])
    there = verifier.verify(hands.sign_in(itinerant, "organization:hillview")["access_token"])
    assert here == Caller(LAKESIDE, "t-elm", PEOPLE, frozenset({"staff"}))
    assert there == Caller(HILLVIEW, "d-9", PEOPLE, frozenset({"admin", "auditor"}))


@pytest.mark.parametrize("scope", ["", "organization", "organization:*", "organization:lakeside organization:hillview"])
def test_a_person_who_names_no_single_district_is_nobody(
    hands: Hands, itinerant: str, verifier: TokenVerifier, scope: str
) -> None:
    with pytest.raises(Unauthenticated, match="organization"):
        verifier.verify(hands.sign_in(itinerant, scope)["access_token"])


def test_a_member_of_one_district_needs_not_name_it(
    hands: Hands, districts: Mapping[str, str], verifier: TokenVerifier
) -> None:
    name = hands.person(["lakeside:p-1"], {"lakeside": ["staff"]})
    assert verifier.verify(hands.sign_in(name, "organization")["access_token"]).subject == "p-1"


def test_a_role_of_the_realm_gives_a_person_nothing_anywhere(
    hands: Hands, districts: Mapping[str, str], verifier: TokenVerifier
) -> None:
    name = hands.person(["lakeside:t-2"], {"lakeside": ["staff"]})
    roles = [hands.ask("GET", f"roles/{role}") for role in ("admin", "app", "service")]
    hands.ask("POST", f"users/{hands.user(name)}/role-mappings/realm", roles)
    assert verifier.verify(hands.sign_in(name, "organization")["access_token"]).roles == {"staff"}


def test_a_service_account_gets_no_role_that_its_client_has_no_scope_for(
    hands: Hands, districts: Mapping[str, str], verifier: TokenVerifier
) -> None:
    client = hands.client("hillview-app")
    account = hands.ask("GET", f"clients/{client['id']}/service-account-user")["id"]
    admin = [hands.ask("GET", "roles/admin")]
    hands.ask("POST", f"users/{account}/role-mappings/realm", admin)
    try:
        assert verifier.verify(hands.service_token("hillview-app", districts["hillview-app"])).roles == {"app"}
    finally:
        hands.ask("DELETE", f"users/{account}/role-mappings/realm", admin)


def test_a_person_whom_the_roster_does_not_know_here_is_nobody(
    hands: Hands, districts: Mapping[str, str], verifier: TokenVerifier
) -> None:
    name = hands.person(["hillview:t-3"], {"lakeside": ["admin"]})
    with pytest.raises(Unauthenticated, match="sourced_id"):
        verifier.verify(hands.sign_in(name, "organization")["access_token"])


def test_who_a_person_is_in_a_roster_is_an_administrators_word(hands: Hands) -> None:
    attributes = {entry["name"]: entry["permissions"] for entry in hands.ask("GET", "users/profile")["attributes"]}
    assert attributes["sourced_id"] == {"view": ["admin"], "edit": ["admin"]}


def test_an_organization_that_was_switched_off_lets_nobody_in(hands: Hands, verifier: TokenVerifier) -> None:
    hands.ask("POST", "organizations", {"name": "Closed", "alias": "closed", "attributes": {"tenant": ["closed"]}})
    organization = hands.organization("closed")
    name = hands.person(["closed:t-1"], {"closed": []})
    assert verifier.verify(hands.sign_in(name, "organization")["access_token"]).tenant == "closed"
    entry = hands.ask("GET", f"organizations/{organization}")
    hands.ask("PUT", f"organizations/{organization}", entry | {"enabled": False})
    with pytest.raises(Unauthenticated, match="organization"):
        verifier.verify(hands.sign_in(name, "organization")["access_token"])


def test_only_access_tokens_open_anything(hands: Hands, itinerant: str, verifier: TokenVerifier) -> None:
    tokens = hands.sign_in(itinerant, "openid organization:lakeside")
    assert verifier.verify(tokens["access_token"]).tenant == "lakeside"
    for kind in ("id_token", "refresh_token"):
        with pytest.raises(Unauthenticated):
            verifier.verify(tokens[kind])


def test_a_token_for_somebody_else_opens_nothing(hands: Hands, verifier: TokenVerifier) -> None:
    token = hands.service_token("hallpass-provisioner", SECRETS["HALLPASS_PROVISIONER_SECRET"])
    with pytest.raises(Unauthenticated, match="aud"):
        verifier.verify(token)


def test_another_realm_of_the_same_server_is_not_trusted(hands: Hands, verifier: TokenVerifier) -> None:
    with pytest.raises(Unauthenticated, match="issuer"):
        verifier.verify(hands.admin_token())


def test_a_token_without_a_signature_or_with_changed_claims_is_refused(
    hands: Hands, districts: Mapping[str, str], verifier: TokenVerifier
) -> None:
    head, claims, signature = hands.service_token("lakeside-app", districts["lakeside-app"]).split(".")
    forged = _part(json.loads(base64.urlsafe_b64decode(claims + "==")) | {"tenant": "hillview"})
    kid = json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]
    for token in (
        f"{_part({'alg': 'none'})}.{claims}.",
        f"{_part({'alg': 'none', 'kid': kid})}.{claims}.{signature}",
        f"{head}.{forged}.{signature}",
        f"{head}.{claims}.",
    ):
        with pytest.raises(Unauthenticated, match="signature"):
            verifier.verify(token)


async def test_an_issuer_of_one_tenant_speaks_for_no_other(
    keycloak: KeycloakServer, hands: Hands, districts: Mapping[str, str]
) -> None:
    found = await trust(keycloak, tenant="hillview")
    await found.issuers.close()
    own, others = (hands.service_token(client, districts[client]) for client in ("hillview-app", "lakeside-app"))
    assert found.verifier.verify(own).tenant == "hillview"
    with pytest.raises(Unauthenticated, match="does not speak"):
        found.verifier.verify(others)


def _part(said: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(dict(said)).encode()).rstrip(b"=").decode()
