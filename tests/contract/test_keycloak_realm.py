"""The realm that is delivered: what the suite takes for granted is in it, and nothing in it is open or secret."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from architecture.checkout import ROOT
from hallpass.kernel.keycloak_claims import PEOPLE
from hallpass.kernel.tokens import AUDIENCE, ROLES
from hallpass.provisioning import model
from hallpass.run import INSTALLATION

REALM: dict[str, Any] = json.loads((ROOT / "deploy" / "keycloak" / "hallpass-realm.json").read_text(encoding="utf-8"))
SCOPES = {scope["name"]: scope for scope in REALM["clientScopes"]}
CLIENTS = {client["clientId"]: client for client in REALM["clients"]}
PLACEHOLDER = re.compile(r"\$\{HALLPASS_[A-Z_]+\}")


def _mapper(scope: str, kind: str) -> dict[str, Any]:
    (found,) = (mapper for mapper in SCOPES[scope]["protocolMappers"] if mapper["protocolMapper"] == kind)
    config: dict[str, Any] = found["config"]
    return config


def test_each_role_is_a_role_and_a_scope_that_lets_it_into_tokens() -> None:
    named = {role["name"] for role in REALM["roles"]["realm"]}
    assert named == ROLES | {"default-roles-hallpass"}
    assert {entry["clientScope"]: entry["roles"] for entry in REALM["scopeMappings"]} == {
        role: [role] for role in ROLES
    }
    assert set(SCOPES) >= ROLES


def test_nobody_has_a_role_by_default() -> None:
    (default,) = (role for role in REALM["roles"]["realm"] if role["name"] == REALM["defaultRole"]["name"])
    assert not default.get("composite")
    assert not default.get("composites")


def test_the_audience_is_ours() -> None:
    assert _mapper("hallpass", "oidc-audience-mapper")["included.custom.audience"] == AUDIENCE


def test_the_organization_tells_its_tenant_and_the_roles_in_it() -> None:
    assert REALM["organizationsEnabled"]
    assert _mapper("organization", "oidc-organization-membership-mapper")["addOrganizationAttributes"] == "true"
    assert _mapper("organization", "oidc-organization-group-membership-mapper")["addGroupRoleMappings"] == "true"


def test_every_scope_of_a_districts_client_is_there() -> None:
    for machine in model.district("lakeside", "Lakeside").machines:
        assert set(machine.scopes) <= set(SCOPES)


@pytest.mark.parametrize("client_id", CLIENTS)
def test_a_client_has_no_open_flow_and_no_role_but_those_of_its_scopes(client_id: str) -> None:
    client = CLIENTS[client_id]
    assert not client["implicitFlowEnabled"]
    assert not client["directAccessGrantsEnabled"]
    assert client["fullScopeAllowed"] == (client_id == "hallpass-provisioner")
    if client["publicClient"]:
        assert client["attributes"]["pkce.code.challenge.method"] == "S256"
        assert set(client["defaultClientScopes"]) & ROLES == PEOPLE
    else:
        assert not client["standardFlowEnabled"]
        assert PLACEHOLDER.fullmatch(client["secret"])


def test_the_engines_tenant_is_the_installation() -> None:
    (mapper,) = CLIENTS["hallpass-engine"]["protocolMappers"]
    assert mapper["config"]["claim.value"] == INSTALLATION
    assert mapper["config"]["claim.name"] == model.TENANT


def test_only_the_administration_writes_who_somebody_is_in_a_roster() -> None:
    (provider,) = REALM["components"]["org.keycloak.userprofile.UserProfileProvider"]
    profile = json.loads(provider["config"]["kc.user.profile.config"][0])
    (sourced_id,) = (entry for entry in profile["attributes"] if entry["name"] == "sourced_id")
    assert sourced_id["permissions"] == {"view": ["admin"], "edit": ["admin"]}
    assert sourced_id["multivalued"]
    assert "unmanagedAttributePolicy" not in profile


def test_guessing_is_slowed_and_tokens_are_short() -> None:
    assert REALM["bruteForceProtected"]
    assert not REALM["registrationAllowed"]
    assert REALM["accessTokenLifespan"] <= 300
    assert REALM["revokeRefreshToken"]
    assert REALM["defaultSignatureAlgorithm"] == "ES256"


def test_the_provisioner_may_do_what_it_does_and_no_more() -> None:
    (account,) = (user for user in REALM["users"] if user["serviceAccountClientId"] == "hallpass-provisioner")
    assert set(account["clientRoles"]["realm-management"]) == {
        "manage-organizations",
        "manage-clients",
        "manage-users",
        "view-realm",
    }
    assert not account.get("realmRoles")
