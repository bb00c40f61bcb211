"""Who may read of whom: a recipient's relation to the students whom a message mentions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from builders.cases import students
from builders.worlds import DAY, District, link, request, staff, student
from hallpass.contracts.contact import RecipientKind
from hallpass.contracts.roster import StaffPost
from hallpass.decision.disclosure import About, Records

YESTERDAY = date(2031, 3, 3)


def about(district: District, person: str, kind: RecipientKind, *mentions: str, directory: bool = False) -> About:
    mentioned = mentions or ("s",)
    records = Records(district.world(), students(district, request()), mentioned, DAY, directory=directory)
    return records.about(person, kind)


def access(district: District, person: str, kind: RecipientKind) -> str:
    (key,) = about(district, person, kind).keys
    return key[0]


def test_students_read_of_themselves_and_of_nobody_else() -> None:
    district = District(students=[student("s"), student("r")])
    assert access(district, "s", "student") == "self"
    assert access(district, "r", "student") == "none"


@pytest.mark.parametrize(
    "changes, read",
    [
        ({}, "guardian"),
        ({"may_consent": False}, "guardian"),
        ({"records_access": False}, "none"),
        ({"no_contact": True}, "none"),
        ({"until": YESTERDAY}, "none"),
    ],
)
def test_a_guardian_reads_of_their_child_where_the_link_gives_access(changes: dict[str, Any], read: str) -> None:
    district = District(students=[student("s", "07", link("g", **changes)), student("r", "07", "h")])
    assert access(district, "g", "guardian") == read
    assert access(district, "h", "guardian") == "none"


@pytest.mark.parametrize(
    "role, org, read",
    [
        ("principal", "school", "interest"),
        ("counselor", "school", "interest"),
        ("site_administrator", "school", "interest"),
        ("principal", "elsewhere", "none"),
        ("teacher", "school", "none"),
        ("aide", "school", "none"),
        ("district_administrator", "school", "none"),
    ],
)
def test_an_office_at_the_students_school_is_an_interest_and_others_are_none(role: Any, org: str, read: str) -> None:
    district = District(students=[student("s")], staff=[staff("x", posts=(StaffPost(role=role, org=org),))])
    assert access(district, "x", "staff") == read


def test_an_office_that_is_over_is_no_interest() -> None:
    post = StaffPost(role="counselor", org="school", until=YESTERDAY)
    assert access(District(students=[student("s")], staff=[staff("x", posts=(post,))]), "x", "staff") == "none"


def test_who_teaches_the_student_or_has_a_recorded_interest_may_read() -> None:
    district = District(
        students=[student("s")],
        staff=[staff("t"), staff("x", "district_administrator", interests=("s",)), staff("y")],
        classes={"c": ["s"]},
        taught_by={"c": "t"},
    )
    assert [access(district, person, "staff") for person in ("t", "x", "y")] == ["interest", "interest", "none"]


def test_staff_who_are_guardians_of_the_child_read_as_guardians() -> None:
    assert access(District(students=[student("s", "07", "t")]), "t", "staff") == "guardian"


def test_staff_who_are_kept_from_the_child_have_no_interest_in_its_record() -> None:
    district = District(
        students=[student("s", "07", link("t", no_contact=True))], classes={"c": ["s"]}, taught_by={"c": "t"}
    )
    assert access(district, "t", "staff") == "none"


def test_the_public_reads_of_nobody() -> None:
    assert access(District(students=[student("s")]), "public", "public") == "none"


def test_students_are_named_only_to_staff_with_an_interest_in_them() -> None:
    district = District(
        students=[student("s", "07", "g"), student("r", "07", "g"), student("q")],
        classes={"c": ["s", "r"]},
        taught_by={"c": "t"},
    )
    taught = about(district, "t", "staff", "s", "q", "r")
    named = dict(zip((key[0] for key in taught.keys), taught.ids, strict=True))
    assert named == {"interest": ("s", "r"), "none": ()}
    for person, kind in (("g", "guardian"), ("s", "student"), ("public", "public")):
        found = about(district, person, kind, "s", "q", "r")  # type: ignore[arg-type]
        assert set(found.ids) == {()}
        assert len(found.ids) == len(found.keys)


def test_of_several_students_one_sees_as_many_relations_as_there_are() -> None:
    district = District(students=[student("s", "07", "g"), student("r", "07", "h")])
    assert [key[0] for key in about(district, "g", "guardian", "s", "r").keys] == ["guardian", "none"]
    assert [key[0] for key in about(district, "g", "guardian", "s").keys] == ["guardian"]


@pytest.mark.parametrize("person, kind, age", [("g", "guardian", (18,)), ("s", "student", ()), ("t", "staff", ())])
def test_that_a_student_is_of_age_is_told_where_a_guardian_reads(person: str, kind: Any, age: tuple[int, ...]) -> None:
    district = District(
        students=[student("s", "12", "g", birth_date=date(2013, 3, 4))], classes={"c": ["s"]}, taught_by={"c": "t"}
    )
    (key,) = about(district, person, kind).keys
    assert key[3] == age


def test_the_day_before_eighteen_the_age_is_not_told() -> None:
    district = District(students=[student("s", "12", "g", birth_date=date(2013, 3, 5))])
    (key,) = about(district, "g", "guardian").keys
    assert key == ("guardian", False, False, ())


def test_what_families_said_of_directory_data_is_told_only_where_such_data_is_present() -> None:
    district = District(students=[student("s", "07", "g"), student("r", "07", "h")], directory_opt_outs={"s"})
    district.answered("r", "h", "directory", "opt_in")
    assert about(district, "public", "public", "s", "r").keys == (("none", False, False, ()),)
    assert about(district, "public", "public", "s", "r", directory=True).keys == (
        ("none", False, True, ()),
        ("none", True, False, ()),
    )
