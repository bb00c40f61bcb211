"""The demo district: made again it is the same, it is read without a warning, and everything it promises is in it."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from deploy.demo import generate
from deploy.demo.generator.shape import FEWEST

from hallpass.contracts.consent import AnswerKind, AnswerPurpose
from hallpass.contracts.contact import MediumKind
from hallpass.decision.requests import read_request
from hallpass.districts.reader import read_folder
from hallpass.roster.oneroster.package import Limits
from hallpass.roster.oneroster.reading import Reading
from hallpass.roster.oneroster.report import Report

DEMO = generate.HERE
TODAY = generate.TODAY
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return dict(generate.folder())


def table(made: dict[str, str], name: str) -> Rows:
    return list(csv.DictReader(StringIO(made[name])))


def document(made: dict[str, str], name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(made[name])
    return found


def roles(made: dict[str, str]) -> Counter[str]:
    return Counter(row["role"] for row in table(made, "oneroster/roles.csv"))


def test_made_again_it_is_the_committed_one_byte_for_byte(made: dict[str, str]) -> None:
    committed = {
        str(path.relative_to(DEMO)): path.read_bytes().decode()
        for path in DEMO.rglob("*")
        if path.suffix in {".csv", ".json", ".yaml"}
    }
    assert sorted(committed) == sorted(made)
    assert [name for name in made if made[name] != committed[name]] == []


def test_the_folder_is_read_without_a_warning() -> None:
    folder = read_folder(DEMO)
    assert (folder.tenant, folder.warnings) == ("maple-harbor", ())


@pytest.mark.parametrize("students", [FEWEST, 1400])
def test_one_of_another_size_is_a_district_too(students: int, tmp_path: Path) -> None:
    made = dict(generate.folder(students))
    generate.write(made, tmp_path)
    assert read_folder(tmp_path).warnings == ()
    assert roles(made)["student"] == students


def test_the_package_keeps_to_the_letter_of_the_specification() -> None:
    report = Report(strict=True)
    reading = Reading(DEMO / "oneroster", DEMO / "guardians.csv", Limits(), report)
    assert sum(len(rows) for _, rows in reading.batches()) > sum(reading.counts.values()) / 2
    assert report.problems() == ()
    assert reading.version == "1.2"


def test_on_another_day_every_date_moves_with_it() -> None:
    later = dict(generate.folder(FEWEST, date(2027, 3, 1)))
    assert "2027-02-28" in later["consent.yaml"], "the notice of the day before"
    assert str(TODAY) not in "".join(later.values())


def test_nobody_in_it_is_real(made: dict[str, str]) -> None:
    everything = "".join(made.values())
    numbers = set(re.findall(r"\+\d{7,}", everything))
    assert numbers
    assert [number for number in numbers if not re.fullmatch(r"\+1920555 ?01\d\d", number)] == []
    hosts = set(re.findall(r"[\w.+-]+@([\w.-]+)|https?://([\w.-]+)", everything))
    assert hosts
    assert [host for pair in hosts for host in pair if host and not host.endswith("example.org")] == []


def test_it_has_every_kind_of_school_and_of_staff(made: dict[str, str]) -> None:
    grades = defaultdict(set)
    schools = {row["sourcedId"]: row["primaryOrgSourcedId"] for row in table(made, "oneroster/users.csv")}
    for row in table(made, "oneroster/users.csv"):
        if row["grades"]:
            grades[schools[row["sourcedId"]]].add(row["grades"])
    spans = {school: (min(found - {"KG", "UG"}), max(found - {"KG", "UG"})) for school, found in grades.items()}
    assert spans["lantern"] == spans["windmill"] == ("01", "05")
    assert (spans["heron"], spans["beacon"], spans["foundry"]) == (("06", "08"), ("09", "12"), ("01", "08"))
    assert set(roles(made)) >= {
        "principal",
        "siteAdministrator",
        "counselor",
        "districtAdministrator",
        "teacher",
        "student",
        "parent",
        "guardian",
        "relative",
    }
    held = {(row["role"], row["orgSourcedId"]) for row in table(made, "oneroster/roles.csv")}
    assert ("principal", "foundry") not in held
    assert ("siteAdministrator", "foundry") in held


def test_a_teacher_is_a_parent_under_one_id(made: dict[str, str]) -> None:
    held = defaultdict(set)
    for row in table(made, "oneroster/roles.csv"):
        held[row["userSourcedId"]].add(row["role"])
    both = {person for person, found in held.items() if found >= {"teacher", "parent"}}
    assert both == {"t-heron-2"}
    assert {row["guardian_id"] for row in table(made, "guardians.csv")} >= both


def test_families_are_of_every_kind(made: dict[str, str]) -> None:
    links, students = table(made, "guardians.csv"), table(made, "oneroster/users.csv")
    schools = {row["sourcedId"]: row["primaryOrgSourcedId"] for row in students}
    children = defaultdict(set)
    for row in links:
        children[row["guardian_id"]].add(row["student_id"])
    today = TODAY.isoformat()
    assert any(row["no_contact"] == "true" for row in links)
    assert any(row["may_contact"] == "false" for row in links)
    assert any(row["records_access"] == "false" and row["may_contact"] == "true" for row in links)
    assert any(row["until"] and row["until"] < today for row in links)
    assert any(row["from"] > today for row in links)
    assert any(len({schools[child] for child in found}) >= 3 for found in children.values())
    ordered = defaultdict(set)
    for row in links:
        ordered[row["guardian_id"]].add(row["no_contact"])
    assert {"true", "false"} in ordered.values(), "an order about one child, none about another"
    named = {row["student_id"] for row in links}
    others = [row for row in students if row["sourcedId"].startswith("s-") and row["sourcedId"] not in named]
    assert any(not row["agentSourcedIds"] for row in others), "a student without guardians"
    assert any(row["agentSourcedIds"] for row in others), "a student whose agents are all there is"


def test_students_are_of_every_kind(made: dict[str, str]) -> None:
    students = [row for row in table(made, "oneroster/users.csv") if row["sourcedId"].startswith("s-")]
    births = {row["sourcedId"]: row["birthDate"] for row in table(made, "oneroster/demographics.csv")}
    eighteen = TODAY.replace(year=TODAY.year - 18).isoformat()
    assert len(students) == generate.STUDENTS
    assert any(row["grades"] == "" for row in students)
    assert any(row["grades"] == "UG" for row in students)
    assert any(row["sourcedId"] not in births for row in students)
    assert any(births.get(row["sourcedId"], "9999") <= eighteen for row in students)
    assert any(births.get(row["sourcedId"], "9999") > eighteen for row in students if row["grades"] == "12")


def test_classes_have_teachers_and_people_come_and_go(made: dict[str, str]) -> None:
    classes, enrollments = table(made, "oneroster/classes.csv"), table(made, "oneroster/enrollments.csv")
    assert {row["classType"] for row in classes} == {"homeroom", "scheduled"}
    taught = {row["classSourcedId"] for row in enrollments if row["role"] == "teacher" and row["primary"] == "true"}
    assert taught == {row["sourcedId"] for row in classes}
    assert any(row["endDate"] and row["endDate"] < TODAY.isoformat() for row in enrollments)
    assert any(row["beginDate"] > TODAY.isoformat() for row in enrollments)


def test_platforms_are_of_every_kind(made: dict[str, str]) -> None:
    platforms = document(made, "district.yaml")["platforms"]
    assert {platform["kind"] for platform in platforms} == set(get_args(MediumKind)) - {"phone_call"}
    assert any(platform["minimum_age"] == 13 and platform["allows_tagging"] for platform in platforms)
    assert any(not platform["sanctioned"] for platform in platforms)
    restrictions = {word for platform in platforms for word in platform["profile_restrictions"]}
    assert restrictions == {"no_students", "adults_only", "staff_only"}


def test_families_were_told_and_answered_in_every_way(made: dict[str, str]) -> None:
    consent = document(made, "consent.yaml")
    for kind in ("classroom_media", "direct_contact"):
        notices = [notice for notice in consent["notices"] if notice["kind"] == kind]
        days = [notice["delivered"]["date"] for notice in notices if "delivered" in notice]
        assert len(days) < len(notices), "one is not delivered"
        assert {(TODAY - day).days <= 30 for day in days} == {True, False}, "one is still in its window"
        assert {isinstance(n["delivered"]["to"], list) for n in notices if "delivered" in n} == {True, False}
    assert any(notice["parts"].get("security") == "" for notice in consent["notices"])
    assert {answer["purpose"] for answer in consent["answers"]} == set(get_args(AnswerPurpose))
    assert {answer["answer"] for answer in consent["answers"]} == set(get_args(AnswerKind))
    scopes = {
        answer["scope"] if answer["scope"] == "all" else next(iter(answer["scope"])) for answer in consent["answers"]
    }
    assert scopes == {"all", "class", "staff", "platform"}
    assert {entry["outcome"] for entry in consent["consultations"]} == {"agreed", "declined"}
    assert consent["objections"]
    assert {next(iter(entry)) for entry in consent["reminders"]} == {"class", "students"}


def test_the_requests_are_valid_at_any_hour(made: dict[str, str]) -> None:
    for name in sorted(made):
        if name.startswith("requests/"):
            request = read_request(made[name].encode(), datetime(2026, 11, 25, 18, tzinfo=UTC))
            assert request.send_at is None


def test_the_introduction_speaks_of_people_who_are_there(made: dict[str, str]) -> None:
    known = {row["sourcedId"] for name in ("users", "classes", "orgs") for row in table(made, f"oneroster/{name}.csv")}
    known |= {platform["id"] for platform in document(made, "district.yaml")["platforms"]}
    known |= {entry["id"] for entry in document(made, "district.yaml")["emergencies"]}
    said = set(re.findall(r"`([a-z]+-[a-z0-9-]+)`", (DEMO / "README.md").read_text(encoding="utf-8")))
    assert said - known - {"maple-harbor"} == set()
    assert len(said) > 20


def test_a_district_too_small_for_its_story_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        generate.main(["--students", str(FEWEST - 1)])
    assert f"at least {FEWEST} students" in capsys.readouterr().err


def test_the_requests_are_about_classes_of_which_everybody_can_be_told(made: dict[str, str]) -> None:
    asked = json.loads(made["requests/1-mail-to-a-class.json"])["audience"]["classes"][0]["id"]
    rows = table(made, "oneroster/enrollments.csv")
    members = {row["userSourcedId"] for row in rows if row["classSourcedId"] == asked and row["role"] == "student"}
    reachable = {
        row["student_id"]
        for row in table(made, "guardians.csv")
        if row["may_contact"] == "true" and row["no_contact"] == "false" and not row["from"] and not row["until"]
    }
    assert members
    assert members - reachable == set()
