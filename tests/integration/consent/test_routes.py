"""The routes of consent: contact.md's own words in, the tenant's sequence out, and no value in an error."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from hallpass.consent.api import router
from hallpass.consent.service import ConsentService
from integration.callers import Callers

NOTICE = {
    "id": "n-1",
    "kind": "classroom_media",
    "class": "c-1",
    "platform": "blog",
    "parts": {"purpose": "Diary", "security": " "},
}
ANSWER = {
    "guardian": "g-1",
    "student": "s-1",
    "purpose": "direct_contact",
    "scope": {"staff": "t-7"},
    "answer": "opt_out",
    "date": "2026-09-01",
}


@pytest.fixture
def callers(tmp_path: Path) -> Callers:
    return Callers(tmp_path)


@pytest.fixture
def routes(consent: ConsentService, callers: Callers) -> list[APIRouter]:
    return [router(consent, callers.guard, callers.ids, page=2)]


@pytest.fixture
async def admin(routes: list[APIRouter], callers: Callers) -> AsyncIterator[httpx.AsyncClient]:
    async with callers.client(routes, "admin") as client:
        yield client


async def test_a_notice_is_written_delivered_and_read(admin: httpx.AsyncClient) -> None:
    assert (await admin.post("/v1/notices", json=NOTICE)).json() == {"id": "n-1", "sequence": 1}
    delivery = {"date": "2026-09-03", "to": ["g-1"], "bounced": []}
    delivered = await admin.post("/v1/notices/n-1/deliveries", json=delivery)
    assert (delivered.status_code, delivered.json()) == (201, {"sequence": 2})
    read = (await admin.get("/v1/notices/n-1")).json()
    assert (read["class"], read["platform"], read["staff"], read["active"]) == ("c-1", "blog", None, True)
    assert read["parts"] == {"purpose": "Diary", "example": "", "student_information": "", "security": " "}
    assert read["deliveries"] == [delivery]
    assert (await admin.post("/v1/notices", json=NOTICE)).status_code == 409


async def test_a_notice_whose_id_has_slashes_is_delivered_and_read(admin: httpx.AsyncClient) -> None:
    await admin.post("/v1/notices", json=NOTICE | {"id": "2026/blog/deliveries"})
    delivered = await admin.post("/v1/notices/2026/blog/deliveries/deliveries", json={"date": "2026-09-03"})
    assert (delivered.status_code, delivered.json()) == (201, {"sequence": 2})
    read = (await admin.get("/v1/notices/2026%2Fblog%2Fdeliveries")).json()
    assert (read["id"], len(read["deliveries"])) == ("2026/blog/deliveries", 1)


async def test_a_student_whose_id_has_slashes_is_put_on_the_directory_list_and_taken_off(
    admin: httpx.AsyncClient,
) -> None:
    assert (await admin.put("/v1/directory-opt-outs/maple/s-1")).json() == {"sequence": 1}
    assert (await admin.get("/v1/answers", params={"student": "maple/s-1"})).json()["directory_opt_out"] is True
    assert (await admin.delete("/v1/directory-opt-outs/maple%2Fs-1")).json() == {"sequence": 2}
    assert (await admin.get("/v1/answers", params={"student": "maple/s-1"})).json()["directory_opt_out"] is False


async def test_a_notice_without_an_id_is_given_one(admin: httpx.AsyncClient) -> None:
    written = (await admin.post("/v1/notices", json={"kind": "direct_contact", "staff": "t-1"})).json()
    assert (await admin.get(f"/v1/notices/{written['id']}")).json()["staff"] == "t-1"


async def test_notices_are_listed_in_pages(admin: httpx.AsyncClient) -> None:
    for name in ("n-1", "n-2", "n-3"):
        await admin.post("/v1/notices", json=NOTICE | {"id": name})
    first = (await admin.get("/v1/notices")).json()
    rest = (await admin.get("/v1/notices", params={"after": first["next"]})).json()
    assert ([found["id"] for found in first["notices"]], first["next"]) == (["n-1", "n-2"], "n-2")
    assert ([found["id"] for found in rest["notices"]], rest["next"]) == (["n-3"], None)


async def test_answers_are_recorded_and_read_as_they_were_said(admin: httpx.AsyncClient) -> None:
    assert (await admin.post("/v1/answers", json=ANSWER)).json() == {"sequence": 1}
    assert (await admin.post("/v1/answers", json=ANSWER | {"scope": "all", "purpose": "photo"})).json() == {
        "sequence": 2
    }
    read = (await admin.get("/v1/answers", params={"student": "s-1"})).json()
    assert read["directory_opt_out"] is False
    assert read["answers"] == [ANSWER, ANSWER | {"scope": "all", "purpose": "photo"}]


@pytest.mark.parametrize(
    "path,body",
    [
        (
            "/v1/consultations",
            {"class": "c-1", "platform": "blog", "principal": "p-1", "date": "2026-09-01", "outcome": "agreed"},
        ),
        ("/v1/objections", {"class": "c-1", "platform": "blog", "by": "t-1", "reason": "x", "date": "2026-09-01"}),
        ("/v1/reminders", {"class": "c-1", "platform": "blog", "date": "2026-09-01"}),
        ("/v1/reminders", {"students": ["s-1"], "platform": "blog", "date": "2026-09-01"}),
    ],
)
async def test_what_happened_is_recorded(admin: httpx.AsyncClient, path: str, body: dict[str, Any]) -> None:
    told = await admin.post(path, json=body)
    assert (told.status_code, told.json()) == (201, {"sequence": 1})


async def test_the_directory_list_is_kept_by_admins_and_the_sis(
    admin: httpx.AsyncClient, routes: list[APIRouter], callers: Callers
) -> None:
    async with callers.client(routes, "sis") as sis:
        assert (await sis.put("/v1/directory-opt-outs/s-1")).json() == {"sequence": 1}
        assert (await sis.get("/v1/answers", params={"student": "s-1"})).status_code == 403
    assert (await admin.get("/v1/answers", params={"student": "s-1"})).json()["directory_opt_out"] is True
    assert (await admin.delete("/v1/directory-opt-outs/s-1")).json() == {"sequence": 2}


async def test_another_district_sees_nothing_of_it(
    admin: httpx.AsyncClient, routes: list[APIRouter], callers: Callers
) -> None:
    await admin.post("/v1/notices", json=NOTICE)
    async with callers.client(routes, "admin", "hilltop") as other:
        assert (await other.get("/v1/notices/n-1")).status_code == 404
        assert (await other.get("/v1/notices")).json()["notices"] == []
        assert (await other.post("/v1/notices/n-1/deliveries", json={"date": "2026-09-01"})).status_code == 404


@pytest.mark.parametrize(
    "path,body,member",
    [
        ("/v1/notices", NOTICE | {"kind": "leaflet"}, "kind"),
        ("/v1/notices", NOTICE | {"platform": None}, "platform"),
        ("/v1/notices", NOTICE | {"window_days": "14"}, "window_days"),
        ("/v1/notices", NOTICE | {"id": "a\x00b"}, "id"),
        ("/v1/answers", ANSWER | {"date": 1756684800}, "date"),
        ("/v1/answers", ANSWER | {"date": "1.9.2026"}, "date"),
        ("/v1/answers", ANSWER | {"guardian": 7}, "guardian"),
        ("/v1/answers", ANSWER | {"answer": None}, "answer"),
        ("/v1/answers", ANSWER | {"scope": {}}, "scope"),
        ("/v1/answers", ANSWER | {"scope": "Canary"}, "scope"),
        ("/v1/answers", ANSWER | {"scope": {"staff": 7}}, "scope.staff"),
        ("/v1/notices/n-1/deliveries", {"date": "2026-09-01", "to": ["Canary", " "]}, "to[1]"),
        ("/v1/objections", {"class": "c", "platform": "b", "by": "t", "reason": " ", "date": "2026-09-01"}, "reason"),
        ("/v1/reminders", {"platform": "b", "date": "2026-09-01"}, "class"),
        ("/v1/reminders", {"platform": "b", "date": "2026-09-01", "students": ["Canary"] * 10_001}, "students"),
    ],
)
async def test_a_wrong_body_is_a_problem_that_names_the_member(
    admin: httpx.AsyncClient, path: str, body: dict[str, Any], member: str
) -> None:
    told = await admin.post(path, json=body)
    assert (told.status_code, told.headers["content-type"]) == (400, "application/problem+json")
    assert told.json()["errors"][0]["member"] == member
    assert "Canary" not in told.text


async def test_a_lone_surrogate_is_a_problem(admin: httpx.AsyncClient) -> None:
    body = b'{"class": "c", "platform": "b", "by": "t", "reason": "\\ud800", "date": "2026-09-01"}'
    told = await admin.post("/v1/objections", content=body, headers={"Content-Type": "application/json"})
    assert told.status_code == 400
