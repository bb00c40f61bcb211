"""The routes of the roster: uploads in, reports out, and no value in an error."""

import io
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from builders.packages import GUARDIANS, a_package, link, table, user, zipped
from hallpass.roster.api import router
from hallpass.roster.service import RosterService
from hallpass.roster.settings import RosterSettings
from integration.callers import Callers
from integration.roster.conftest import Hear
from integration.roster.steps import EVERYONE, a_school_of, people, take_in

IMPORTS = "/v1/rosters/imports"
ZIP = {"Content-Type": "application/zip"}


@pytest.fixture
def callers(tmp_path: Path) -> Callers:
    return Callers(tmp_path)


@pytest.fixture
def routes(roster: RosterService, callers: Callers) -> list[APIRouter]:
    return [router(roster, callers.guard, RosterSettings(largest_upload=20_000, page=2))]


@pytest.fixture
async def sis(routes: list[APIRouter], callers: Callers) -> AsyncIterator[httpx.AsyncClient]:
    async with callers.client(routes, "sis") as client:
        yield client


def a_form(guardians: str | None = None, **files: str) -> dict[str, Any]:
    form: dict[str, Any] = {"package": ("roster.zip", zipped(a_package(**files)), "application/zip")}
    if guardians is not None:
        form["guardians"] = ("guardians.csv", io.BytesIO(guardians.encode()), "text/csv")
    return form


async def test_a_zip_is_imported_and_its_outcome_can_be_read_again(sis: httpx.AsyncClient, hear: Hear) -> None:
    answer = await sis.post(IMPORTS, content=zipped(a_package()).getvalue(), headers=ZIP)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["state"], body["version"], body["strict"], body["sequence"]) == ("applied", "1.2", False, 8)
    assert body["files"]["users.csv"] == 4
    assert body["changes"]["students"] == {"added": 1, "changed": 0, "removed": 0}
    assert (await hear()).active() == EVERYONE
    assert (await sis.get(f"{IMPORTS}/{body['id']}")).json() == body


async def test_a_form_carries_the_package_and_guardians_csv(sis: httpx.AsyncClient, hear: Hear) -> None:
    answer = await sis.post(IMPORTS, files=a_form(table(GUARDIANS, link("s-1", "g-1"))))
    assert answer.json()["files"]["guardians.csv"] == 1
    assert [found.guardian for found in (await hear()).student("s-1").links] == ["g-1"]


async def test_warnings_are_listed_and_counted(sis: httpx.AsyncClient) -> None:
    body = (
        await sis.post(
            IMPORTS,
            files=a_form(users=people(*(user(name) for name in ("p-1", "t-1", "s-1")), user("g-1", enabled="TRUE"))),
        )
    ).json()
    [problem] = [found for found in body["problems"] if found["file"] == "users.csv"]
    assert (problem["line"], problem["column"], problem["code"], problem["severity"]) == (
        5,
        "enabledUser",
        "boolean",
        "warning",
    )


async def test_a_refused_package_answers_with_every_error_and_without_values(
    sis: httpx.AsyncClient, hear: Hear
) -> None:
    users = people(user("s-1", enabled="canary"), user("s-2", status="canary"), user("t-1", enabled="TRUE"))
    answer = await sis.post(IMPORTS, files=a_form(users=users))
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert [(e["file"], e["line"], e["member"], e["code"]) for e in answer.json()["errors"]] == [
        ("users.csv", 2, "enabledUser", "boolean"),
        ("users.csv", 3, "status", "status"),
    ]
    assert "canary" not in answer.text
    assert "s-1" not in answer.text
    assert (await hear()).events == []


async def test_strict_and_dry_run_are_asked_for_in_the_query(sis: httpx.AsyncClient, hear: Hear) -> None:
    form = a_form(users=people(user("p-1", enabled="TRUE")))
    assert (await sis.post(IMPORTS, files=form, params={"strict": "true"})).status_code == 400
    body = (await sis.post(IMPORTS, files=a_form(), params={"dry_run": "true"})).json()
    assert (body["state"], body["changes"]["students"]["added"]) == ("checked", 1)
    assert (await hear()).events == []
    assert (await sis.post(IMPORTS, files=a_form(), params={"strict": "perhaps"})).status_code == 400


async def test_a_held_import_is_a_conflict_that_can_be_accepted(sis: httpx.AsyncClient, roster: RosterService) -> None:
    await take_in(roster, a_school_of(40))
    held = await sis.post(IMPORTS, content=zipped(a_school_of(30)).getvalue(), headers=ZIP)
    assert held.status_code == 409
    assert "10 of 40 students" in held.json()["detail"]
    wish = {"accept_removals": "true"}
    accepted = await sis.post(IMPORTS, content=zipped(a_school_of(30)).getvalue(), headers=ZIP, params=wish)
    assert accepted.json()["changes"]["students"]["removed"] == 10


@pytest.mark.parametrize(
    "files, member",
    [({"guardians": ("g.csv", b"x", "text/csv")}, "package"), ({"other": ("x", b"x", "text/plain")}, "body")],
)
async def test_a_form_without_a_package_or_with_something_else_is_refused(
    sis: httpx.AsyncClient, files: Any, member: str
) -> None:
    answer = await sis.post(IMPORTS, files=files)
    assert (answer.status_code, answer.json()["errors"][0]["member"]) == (400, member)


async def test_other_content_is_refused(sis: httpx.AsyncClient) -> None:
    answer = await sis.post(IMPORTS, json={"package": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "content_type")
    assert (await sis.post(IMPORTS, content=b"no zip", headers=ZIP)).json()["errors"][0]["code"] == "not_a_zip"
    assert (await sis.post(IMPORTS, content=b"--", headers={"Content-Type": "multipart/form-data"})).status_code == 400


async def test_an_upload_beyond_the_limit_is_too_large(sis: httpx.AsyncClient) -> None:
    assert (await sis.post(IMPORTS, content=b"x" * 30_000, headers=ZIP)).status_code == 413


async def test_nothing_of_an_upload_stays_on_disk(
    sis: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    await sis.post(IMPORTS, files=a_form())
    await sis.post(IMPORTS, content=zipped(a_package()).getvalue(), headers=ZIP)
    await sis.post(IMPORTS, content=b"no zip", headers=ZIP)
    assert list(folder.iterdir()) == []


async def test_staff_facts_go_in_and_out(sis: httpx.AsyncClient) -> None:
    facts = {
        "acceptable_use": {"version": "2026", "date": "2026-08-20"},
        "supervisor": "p-1",
        "personal_numbers": ["+16085550142"],
    }
    path = "/v1/staff/district/t-1/facts"
    assert (await sis.put(path, json=facts)).json() == {"sequence": 0}
    assert (await sis.get(path)).json() == facts
    assert (await sis.delete(path)).status_code == 200
    assert (await sis.get(path)).status_code == 404
    wrong = await sis.put(path, json={"personal_numbers": ["call me"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["member"]) == (400, "personal_numbers[0]")
    assert "call me" not in wrong.text


async def test_interests_go_in_and_out_in_pages(sis: httpx.AsyncClient) -> None:
    for student in ("s-1", "s-2", "s-3"):
        body = {"staff": "t-1", "student": student, "reason": "504 team"}
        assert (await sis.put("/v1/record-interests", json=body)).status_code == 200
    first = (await sis.get("/v1/record-interests")).json()
    assert ([found["student"] for found in first["record_interests"]], first["more"]) == (["s-1", "s-2"], True)
    after = {"after_staff": "t-1", "after_student": "s-2"}
    rest = (await sis.get("/v1/record-interests", params=after)).json()
    assert ([found["student"] for found in rest["record_interests"]], rest["more"]) == (["s-3"], False)
    await sis.delete("/v1/record-interests", params={"staff": "t-1", "student": "s-1"})
    assert [found["student"] for found in (await sis.get("/v1/record-interests")).json()["record_interests"]] == [
        "s-2",
        "s-3",
    ]
    assert (await sis.put("/v1/record-interests", json={"staff": "t-1", "student": "s-1"})).status_code == 400


async def test_tags_go_in_and_out(sis: httpx.AsyncClient) -> None:
    for name in ("s-1", "s-2", "a/b"):
        assert (await sis.put(f"/v1/tags/student/{name}", json={"tags": ["homebound"]})).status_code == 200
    assert (await sis.get("/v1/tags/student/a/b")).json() == {"kind": "student", "id": "a/b", "tags": ["homebound"]}
    first = (await sis.get("/v1/tags/student")).json()
    assert ([found["id"] for found in first["tagged"]], first["next"]) == (["a/b", "s-1"], "s-1")
    assert [found["id"] for found in (await sis.get("/v1/tags/student?after=s-1")).json()["tagged"]] == ["s-2"]
    await sis.delete("/v1/tags/student/s-1")
    assert (await sis.get("/v1/tags/student/s-1")).status_code == 404
    assert (await sis.put("/v1/tags/platform/blog", json={"tags": []})).status_code == 400


@pytest.mark.parametrize("role", ["staff", "app", "auditor"])
async def test_only_the_sis_and_administrators_come_in(role: Any, routes: list[APIRouter], callers: Callers) -> None:
    async with callers.client(routes, role) as client:
        assert (await client.post(IMPORTS, files=a_form())).status_code == 403
        assert (await client.get("/v1/staff/t-1/facts")).status_code == 403
