"""The register's routes: contact.md's own words in, the tenant's sequence out."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from hallpass.contracts.roster import StaffFacts, StaffPost
from hallpass.kernel.tenancy import TenantId
from hallpass.policy import store
from hallpass.policy.api import router
from hallpass.policy.service import PolicyService
from integration.callers import Callers
from integration.rooms import Schema

SETTINGS: dict[str, Any] = {
    "name": "Lakeside",
    "time_zone": "America/Chicago",
    "disclaimer": "My own words.",
    "toolkit": {"link": "l", "phone": "1"},
    "reporting": {"name": "Desk", "phone": "2"},
    "phone_numbers": ["+16085550100"],
    "grade_map": {"KG": "elementary", "09": "high"},
    "acceptable_use": {"version": "2026", "valid_days": 365},
    "consent": {"window_days": 14, "active": ["photo"]},
    "eligible_students": {"guardian_rules": "keep"},
    "quiet_hours": {"high": {"from": "22:00", "until": "06:30"}},
    "retention_days": 400,
    "facts_max_age_hours": 12,
    "named_tags": ["homebound"],
}
BLOG = {"name": "Blog", "kind": "website", "sanctioned": True, "visibility": "school"}


@pytest.fixture
def callers(tmp_path: Path) -> Callers:
    return Callers(tmp_path)


@pytest.fixture
def routes(service: PolicyService, callers: Callers) -> list[APIRouter]:
    return [router(service, callers.guard, callers.clock, callers.ids)]


@pytest.fixture
async def admin(routes: list[APIRouter], callers: Callers) -> AsyncIterator[httpx.AsyncClient]:
    async with callers.client(routes, "admin") as client:
        yield client


@pytest.fixture
async def principal(schema: Schema) -> None:
    """The roster has told of a principal p-1 at maple."""
    facts = StaffFacts(id="p-1", posts=(StaffPost(role="principal", org="maple"),))
    async with schema.database.unit_of_work(TenantId("lakeside")) as work:
        await store.put_staff(work, [facts])


async def test_settings_come_back_as_they_were_put(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/v1/settings")).status_code == 404
    assert (await admin.put("/v1/settings", json=SETTINGS)).json() == {"sequence": 1}
    assert (await admin.get("/v1/settings")).json() == SETTINGS
    assert (await admin.put("/v1/settings", json=SETTINGS)).json() == {"sequence": 1}


async def test_settings_that_are_absent_take_their_defaults(admin: httpx.AsyncClient) -> None:
    await admin.put("/v1/settings", json={"name": "Lakeside", "time_zone": "America/Chicago"})
    read = (await admin.get("/v1/settings")).json()
    assert (read["consent"], read["quiet_hours"]) == ({"window_days": 14, "active": []}, {})
    assert read["grade_map"]["06"] == "middle"


@pytest.mark.parametrize(
    "changes,member",
    [
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"grade_map": {"09": "senior"}}, "grade_map.09"),
        ({"quiet_hours": {"high": {"from": "22:00", "until": "24:00"}}}, "quiet_hours.high.until"),
        ({"quiet_hours": {"high": {"from": 1200, "until": "07:00"}}}, "quiet_hours.high.from"),
        ({"quiet_hours": {"high": {"from": "07:00", "until": "07:00"}}}, "quiet_hours.high"),
        ({"consent": {"window_days": True}}, "consent.window_days"),
        ({"consent": {"active": ["email"]}}, "consent.active[0]"),
        ({"retention_days": 0}, "retention_days"),
    ],
)
async def test_wrong_settings_are_a_problem_that_names_the_member(
    admin: httpx.AsyncClient, changes: dict[str, Any], member: str
) -> None:
    told = await admin.put("/v1/settings", json=SETTINGS | changes)
    assert told.status_code == 400
    assert told.json()["errors"][0]["member"] == member


async def test_a_platform_is_entered_replaced_and_taken_off(admin: httpx.AsyncClient) -> None:
    await admin.put("/v1/platforms/blog", json=BLOG)
    await admin.put("/v1/platforms/blog", json=BLOG | {"minimum_age": 13, "profile_restrictions": ["adults_only"]})
    (listed,) = (await admin.get("/v1/platforms")).json()["platforms"]
    assert (listed["id"], listed["minimum_age"], listed["profile_restrictions"]) == ("blog", 13, ["adults_only"])
    assert (await admin.get("/v1/platforms/blog")).json() == listed
    assert (await admin.delete("/v1/platforms/blog")).json() == {"sequence": 3}
    assert (await admin.get("/v1/platforms/blog")).status_code == 404
    assert (await admin.delete("/v1/platforms/blog")).status_code == 404
    assert (await admin.put("/v1/platforms/blog", json=BLOG | {"sanctioned": "true"})).status_code == 400


async def test_a_platform_whose_id_has_slashes_is_reached(admin: httpx.AsyncClient) -> None:
    assert (await admin.put("/v1/platforms/wiki/maple/room 5", json=BLOG)).json() == {"sequence": 1}
    assert (await admin.get("/v1/platforms/wiki%2Fmaple%2Froom%205")).json()["id"] == "wiki/maple/room 5"
    assert (await admin.delete("/v1/platforms/wiki/maple/room 5")).json() == {"sequence": 2}
    assert (await admin.get("/v1/platforms")).json() == {"platforms": []}


@pytest.mark.usefixtures("principal")
async def test_an_emergency_is_declared_and_ended(admin: httpx.AsyncClient) -> None:
    declared = await admin.post("/v1/emergencies", json={"declared_by": "p-1", "reason": "Burst main"})
    assert (declared.status_code, declared.json()["school"]) == (201, "maple")
    (listed,) = (await admin.get("/v1/emergencies")).json()["emergencies"]
    assert (listed["id"], listed["reason"]) == (declared.json()["id"], "Burst main")
    assert (await admin.post(f"/v1/emergencies/{listed['id']}/end")).status_code == 200
    assert (await admin.post("/v1/emergencies/nothing/end")).status_code == 404


@pytest.mark.usefixtures("principal")
@pytest.mark.parametrize(
    "body,member",
    [
        ({"declared_by": "t-1"}, "declared_by"),
        ({"declared_by": "p-1", "school": "brook"}, "school"),
        ({"declared_by": "p-1", "from": "2026-09-01T12:00:00Z", "until": "2026-09-01T11:00:00Z"}, "until"),
        ({"declared_by": "p-1", "from": "2026-09-01T12:00:00"}, "from"),
        ({"declared_by": "p-1", "from": 1756684800}, "from"),
    ],
)
async def test_an_emergency_that_cannot_stand_is_a_problem(
    admin: httpx.AsyncClient, body: dict[str, Any], member: str
) -> None:
    told = await admin.post("/v1/emergencies", json=body)
    assert (told.status_code, told.json()["errors"][0]["member"]) == (400, member)


@pytest.mark.usefixtures("principal")
async def test_an_emergency_whose_id_has_slashes_is_ended(admin: httpx.AsyncClient) -> None:
    await admin.post("/v1/emergencies", json={"id": "2026/09/end", "declared_by": "p-1"})
    assert (await admin.post("/v1/emergencies/2026/09/end")).status_code == 404
    assert (await admin.post("/v1/emergencies/2026/09/end/end")).json() == {"sequence": 2}


@pytest.mark.usefixtures("principal")
async def test_an_approval_whose_id_has_slashes_is_taken_back(admin: httpx.AsyncClient) -> None:
    await admin.post("/v1/approvals", json={"id": "camp/2026", "organization": "Camp", "approved_by": "p-1"})
    assert (await admin.delete("/v1/approvals/camp%2F2026")).json() == {"sequence": 2}
    assert (await admin.get("/v1/approvals")).json() == {"approvals": []}


@pytest.mark.usefixtures("principal")
async def test_an_approval_is_given_and_taken_back(admin: httpx.AsyncClient) -> None:
    body = {"organization": "Camp", "approved_by": "p-1", "from": "2026-09-01"}
    given = await admin.post("/v1/approvals", json=body)
    assert given.status_code == 201
    (listed,) = (await admin.get("/v1/approvals")).json()["approvals"]
    assert listed == body | {"id": given.json()["id"], "until": None}
    assert (await admin.delete(f"/v1/approvals/{listed['id']}")).json() == {"sequence": 2}
    assert (await admin.get("/v1/approvals")).json() == {"approvals": []}


@pytest.mark.parametrize("approver", ["t-1", "p-old", "nobody"])
async def test_who_approves_leads_a_school_or_the_district(
    admin: httpx.AsyncClient, schema: Schema, approver: str
) -> None:
    staff = [
        StaffFacts(id="t-1", posts=(StaffPost(role="teacher", org="maple"),)),
        StaffFacts(id="p-old", posts=(StaffPost(role="principal", org="maple", until=date(2020, 6, 30)),)),
    ]
    async with schema.database.unit_of_work(TenantId("lakeside")) as work:
        await store.put_staff(work, staff)
    refused = await admin.post("/v1/approvals", json={"organization": "Camp", "approved_by": approver})
    assert refused.status_code == 400
    (fault,) = refused.json()["errors"]
    assert (fault["member"], fault["code"]) == ("approved_by", "no_authority")
    assert approver not in refused.text
    assert (await admin.get("/v1/approvals")).json() == {"approvals": []}


async def test_an_approval_from_the_time_of_a_former_principal_can_be_entered_later(
    admin: httpx.AsyncClient, schema: Schema
) -> None:
    former = StaffFacts(id="p-old", posts=(StaffPost(role="principal", org="maple", until=date(2020, 6, 30)),))
    async with schema.database.unit_of_work(TenantId("lakeside")) as work:
        await store.put_staff(work, [former])
    body = {"organization": "Camp", "approved_by": "p-old", "from": "2020-06-30"}
    assert (await admin.post("/v1/approvals", json=body)).status_code == 201


async def test_the_register_is_for_administrators_of_its_district(
    admin: httpx.AsyncClient, routes: list[APIRouter], callers: Callers
) -> None:
    await admin.put("/v1/platforms/blog", json=BLOG)
    async with callers.client(routes, "admin", "hilltop") as other, callers.client(routes, "app") as app:
        assert (await other.get("/v1/platforms/blog")).status_code == 404
        assert (await other.delete("/v1/platforms/blog")).status_code == 404
        assert (await app.get("/v1/platforms")).status_code == 403
