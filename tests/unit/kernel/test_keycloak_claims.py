"""Who a Keycloak token names: a service account, or a person in exactly one district; anything else is nobody."""

from typing import Any

import pytest

from builders.keycloak_tokens import machine, organization, person
from hallpass.kernel.errors import Unauthenticated
from hallpass.kernel.keycloak_claims import read_keycloak
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import Caller

LAKESIDE = TenantId("lakeside")


def test_a_service_account_is_its_client() -> None:
    assert read_keycloak(machine()) == Caller(LAKESIDE, "lakeside-app", "lakeside-app", frozenset({"app"}))


def test_a_service_account_is_no_member_of_staff() -> None:
    assert read_keycloak(machine("lakeside", "tool", "staff", "app")).roles == {"app"}


def test_a_person_is_who_the_roster_says() -> None:
    assert read_keycloak(person()) == Caller(LAKESIDE, "t-elm", "hallpass-portal", frozenset({"staff"}))


def test_a_person_is_another_one_in_another_district() -> None:
    both = ("lakeside:t-elm", "hillview:d-9")
    here = read_keycloak(person(*both, lakeside=organization("lakeside", "staff")))
    there = read_keycloak(person(*both, hillview=organization("hillview", "admin")))
    assert here == Caller(LAKESIDE, "t-elm", "hallpass-portal", frozenset({"staff"}))
    assert there == Caller(TenantId("hillview"), "d-9", "hallpass-portal", frozenset({"admin"}))


def test_a_person_is_no_tool_and_no_part_of_the_suite() -> None:
    roles = read_keycloak(person(lakeside=organization("lakeside", "staff", "app", "sis", "service"))).roles
    assert roles == {"staff"}


def test_roles_of_the_realm_count_for_nothing() -> None:
    everywhere = {"roles": ["admin"], "realm_access": {"roles": ["admin"]}}
    assert read_keycloak(person() | everywhere).roles == {"staff"}


def test_the_tenant_is_the_attribute_never_the_alias() -> None:
    assert read_keycloak(person(hillview=organization("lakeside"))).tenant == "lakeside"


def test_an_id_of_the_roster_may_hold_a_colon() -> None:
    assert read_keycloak(person("lakeside:urn:t:1")).subject == "urn:t:1"


def test_a_person_without_groups_may_do_nothing() -> None:
    bare = {"id": "1dbe", "tenant": ["lakeside"]}
    assert read_keycloak(person(lakeside=bare)).roles == frozenset()


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param(machine() | {"typ": "ID"}, id="an ID token"),
        pytest.param(machine() | {"typ": "Refresh"}, id="a refresh token"),
        pytest.param({**machine(), "typ": None}, id="no kind"),
        pytest.param(machine() | {"azp": ""}, id="no client"),
        pytest.param(machine() | {"azp": 7}, id="a client that is no text"),
        pytest.param(machine() | {"client_id": "another"}, id="two clients"),
        pytest.param(person() | {"tenant": "lakeside"}, id="a person with a service account's tenant"),
        pytest.param(machine() | {"organization": {}}, id="a service account with an organization"),
        pytest.param(machine() | {"tenant": ""}, id="an empty tenant"),
        pytest.param(machine() | {"tenant": None}, id="no tenant"),
        pytest.param(machine() | {"tenant": ["lakeside"]}, id="a list of tenants"),
        pytest.param(machine() | {"roles": "app"}, id="roles that are no list"),
        pytest.param(person() | {"organization": {}}, id="no organization"),
        pytest.param(person() | {"organization": None}, id="organization null"),
        pytest.param(person() | {"organization": ["lakeside"]}, id="organizations by alias alone"),
        pytest.param(
            person("lakeside:t-elm", lakeside=organization(), hillview=organization("hillview")), id="two organizations"
        ),
        pytest.param(person(lakeside={"id": "1dbe"}), id="an organization without a tenant"),
        pytest.param(person(lakeside=organization() | {"tenant": ["lakeside", "hillview"]}), id="two tenants"),
        pytest.param(person(lakeside=organization() | {"tenant": "lakeside"}), id="a tenant that is no list"),
        pytest.param(person(lakeside=organization() | {"tenant": [7]}), id="a tenant that is no text"),
        pytest.param(person(lakeside=organization() | {"realm_access": ["admin"]}), id="access that is no map"),
        pytest.param(person("hillview:t-elm"), id="an id in another district only"),
        pytest.param(person("lakeside:"), id="an empty id"),
        pytest.param(person("t-elm"), id="an id of no district"),
        pytest.param(person("lakeside:t-1", "lakeside:t-2"), id="two ids here"),
        pytest.param(person() | {"sourced_id": "lakeside:t-elm"}, id="an id that is no list"),
        pytest.param(person() | {"sourced_id": [7, None]}, id="ids that are no text"),
    ],
)
def test_whoever_is_not_named_plainly_is_nobody(claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        read_keycloak(claims)
