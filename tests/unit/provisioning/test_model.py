"""What a district shall be in Keycloak; and whose things are left alone."""

from typing import Any

import pytest

from hallpass.kernel.errors import Conflict, Invalid
from hallpass.provisioning import model

LAKESIDE = model.district("lakeside", "Lakeside Unified")
APP, SIS = LAKESIDE.machines


@pytest.mark.parametrize(
    "district_id", ["", "Lakeside", "lake side", "-lake", "lake:side", "lake/side", "é", "hallpass", "installation"]
)
def test_an_id_that_could_be_mistaken_is_refused(district_id: str) -> None:
    with pytest.raises(Invalid):
        model.district(district_id, "Lakeside")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201])
def test_a_name_is_some_words(name: str) -> None:
    with pytest.raises(Invalid):
        model.district("lakeside", name)


def test_a_new_organization_has_the_tenant_as_alias_and_attribute() -> None:
    made = model.organization(LAKESIDE, None)
    assert made == {
        "enabled": True,
        "name": "Lakeside Unified",
        "alias": "lakeside",
        "attributes": {"tenant": ["lakeside"]},
    }


def test_an_organization_keeps_what_else_is_in_it() -> None:
    found = {"id": "1", "enabled": False, "alias": "lakeside", "name": "Old", "attributes": {"region": ["north"]}}
    after = model.organization(LAKESIDE, found)
    assert after == {
        "id": "1",
        "enabled": False,
        "alias": "lakeside",
        "name": "Lakeside Unified",
        "attributes": {"region": ["north"], "tenant": ["lakeside"]},
    }
    assert model.organization(LAKESIDE, after) == after


@pytest.mark.parametrize(
    "found",
    [
        {"alias": "lakeside", "attributes": {"tenant": ["hillview"]}},
        {"alias": "lakeside", "attributes": {"tenant": ["lakeside", "hillview"]}},
        {"alias": "other", "attributes": {"tenant": ["lakeside"]}},
    ],
)
def test_an_organization_of_somebody_elses_is_a_conflict(found: dict[str, Any]) -> None:
    with pytest.raises(Conflict):
        model.organization(LAKESIDE, found)


def test_each_client_is_a_service_account_with_one_role_and_one_tenant() -> None:
    assert [(machine.client_id, machine.role) for machine in (APP, SIS)] == [
        ("lakeside-app", "app"),
        ("lakeside-sis", "sis"),
    ]
    made = model.client(SIS, LAKESIDE)
    assert made["serviceAccountsEnabled"]
    assert not any(made[flow] for flow in ("standardFlowEnabled", "implicitFlowEnabled", "directAccessGrantsEnabled"))
    assert not made["fullScopeAllowed"]
    assert "sis" in made["defaultClientScopes"]
    assert "app" not in made["defaultClientScopes"]
    assert [mapper["config"]["claim.value"] for mapper in made["protocolMappers"]] == ["lakeside"]
    assert "secret" not in made, "Keycloak makes it up"


def test_only_a_client_whose_flows_have_changed_is_written_again() -> None:
    as_made = model.client(APP, LAKESIDE)
    assert model.drifted(as_made) is None
    opened = model.drifted(as_made | {"directAccessGrantsEnabled": True, "enabled": False})
    assert opened is not None
    assert (opened["directAccessGrantsEnabled"], opened["enabled"]) == (False, False)
    assert "protocolMappers" not in opened


def test_a_client_of_another_tenants_is_a_conflict() -> None:
    assert model.lacks_tenant(LAKESIDE, [])
    assert not model.lacks_tenant(LAKESIDE, [model.tenant_mapper(LAKESIDE)])
    hillview = model.tenant_mapper(model.district("hillview", "Hillview"))
    for mappers in ([hillview], [model.tenant_mapper(LAKESIDE), hillview]):
        with pytest.raises(Conflict):
            model.lacks_tenant(LAKESIDE, mappers)
