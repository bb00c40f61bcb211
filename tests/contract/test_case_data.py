"""The contract cases and their districts are consistent: a case that asks about nobody by mistake proves nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from builders.contract_cases import CASES, DISTRICTS, Case, Step, load_cases
from builders.contract_runs import CHECKS

ROLES = {"app", "admin", "sis", "auditor", "none", "garbage", "unsigned", "tampered"}
NOBODY = ("nowhere", "nobody", "no such", "x", "y-", "$")


CLAUSES = """
    records-disclosure records-directory acceptable-use mandatory-reporting copyright discrimination distribution
    anti-bullying personal-use personal-use-work-topic provider-rules photo-tagging no-personal-friending
    sanctioned-platform district-device families-via-personal-media student-content-personal-media personal-device
    texting personal-phone-number family-notice password-protected passive-consent principal-consultation
    education-related guardians-included high-school-direct professionalism employee-disclaimer public-domain
    professional-image not-contactable quiet-hours unknown-person
"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(district: str, file: str) -> set[str]:
    return {row["sourcedId"] for row in rows(DISTRICTS / district / "oneroster" / file)}


def document(district: str, file: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DISTRICTS / district / file).read_text(encoding="utf-8"))
    return content


def links(district: str) -> set[tuple[str, str]]:
    return {(row["student_id"], row["guardian_id"]) for row in rows(DISTRICTS / district / "guardians.csv")}


def asked_ids(step: Step) -> Iterator[str]:
    request = step.request or {}
    audience = request.get("audience")
    if isinstance(audience, dict):
        for name in ("student_ids", "guardian_ids", "staff_ids", "guardians_of"):
            value = audience.get(name)
            yield from (item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
        for name in ("classes", "schools"):
            value = audience.get(name)
            yield from (str(item.get("id", "$")) for item in value) if isinstance(value, list) else ()
    content = request.get("content")
    if isinstance(content, dict):
        mentions = content.get("mentions", [])
        yield from mentions if isinstance(mentions, list) else ()


@pytest.mark.parametrize("district", ["lakeside", "hillview"])
def test_a_district_refers_only_to_what_it_has(district: str) -> None:
    people, classes, orgs = ids(district, "users.csv"), ids(district, "classes.csv"), ids(district, "orgs.csv")
    consent, facts = document(district, "consent.yaml"), document(district, "district.yaml")
    platforms = {platform["id"] for platform in facts["platforms"]}
    enrollments = rows(DISTRICTS / district / "oneroster" / "enrollments.csv")
    assert {row["userSourcedId"] for row in enrollments} <= people
    assert {row["classSourcedId"] for row in enrollments} <= classes
    assert {row["orgSourcedId"] for row in rows(DISTRICTS / district / "oneroster" / "roles.csv")} <= orgs
    assert {row["userSourcedId"] for row in rows(DISTRICTS / district / "oneroster" / "roles.csv")} == people
    assert ids(district, "demographics.csv") <= people
    assert {person for link in links(district) for person in link} <= people
    assert {entry["id"] for entry in facts["staff"]} <= people
    assert {answer["guardian"] for answer in consent["answers"]} <= people
    assert {(answer["student"], answer["guardian"]) for answer in consent["answers"]} <= links(district)
    for kind in ("notices", "consultations", "objections", "reminders"):
        for fact in consent.get(kind, []):
            assert fact.get("class") is None or fact["class"] in classes, fact
            assert fact.get("platform") is None or fact["platform"] in platforms, fact
            assert fact.get("staff") is None or fact["staff"] in people, fact


@pytest.mark.parametrize("district", ["lakeside", "hillview"])
def test_family_names_are_told_apart(district: str) -> None:
    names = [row["familyName"] for row in rows(DISTRICTS / district / "oneroster" / "users.csv")]
    assert len(names) == len(set(names)), "a name that two people share cannot prove that it was not told"


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.id)
def test_a_case_speaks_of_people_that_exist_or_says_that_they_do_not(case: Case) -> None:
    for step in case.steps:
        assert step.token in ROLES or step.token.startswith("staff "), step.token
        assert set(step.expect) - {"status"} <= set(CHECKS), "an unknown key in expect"
        known: set[str] = set()
        for district in ("lakeside", "hillview"):
            for file in ("users.csv", "classes.csv", "orgs.csv"):
                known |= ids(district, file)
        missing = [
            item for item in asked_ids(step) if item and item not in known and not any(word in item for word in NOBODY)
        ]
        assert missing == []


def test_names_of_cases_are_unique() -> None:
    names = [case.id for case in load_cases()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_each_case_expects_something_or_says_why_not() -> None:
    weak = {case.id for case in load_cases() if not case.doubt for step in case.steps if not step.expect}
    assert {name for name in weak if "planned time" not in name} == set()


def test_every_clause_of_the_guidelines_speaks_and_is_silent_somewhere() -> None:
    said, unsaid = set(), set()
    for case in load_cases():
        for step in case.steps:
            expect = step.expect
            for key in ("speaks", "speaks_any"):
                said |= {pattern.split("=")[0] for pattern in expect.get(key, [])}
            said |= {
                pattern.split("=")[0] for patterns in expect.get("speaks_for", {}).values() for pattern in patterns
            }
            unsaid |= {pattern.split("=")[0] for pattern in expect.get("silent", [])}
            unsaid |= {
                pattern.split("=")[0] for patterns in expect.get("silent_for", {}).values() for pattern in patterns
            }
    assert set(CLAUSES.split()) - said == set()
    assert set(CLAUSES.split()) - unsaid == set()


def test_the_folder_holds_nothing_else() -> None:
    assert {path.suffix for path in CASES.iterdir()} == {".yaml"}
