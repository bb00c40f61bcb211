"""Recipients whose facts are equal are one situation; only the facts that a rule may ask of their kind are in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from builders.cases import query, recipients
from builders.worlds import MORNING, District, link, request, settings, staff, student
from hallpass.contracts.policy import EmergencyFacts
from hallpass.contracts.roster import StaffPost

YESTERDAY = date(2031, 3, 3)


def test_a_guardian_is_seen_with_each_kind_of_child_that_they_are_addressed_for() -> None:
    district = District(students=[student("a", "02", "g"), student("b", "03", "g"), student("c", "10", "g")])
    (seen,) = recipients(district, request(audience={"guardian_ids": ["g"]}))
    assert [child.level for child in seen.students] == ["elementary", "high"]
    assert [child.contactable for child in seen.students] == [True, True]


def test_a_guardians_child_carries_neither_age_nor_company_nor_consent_to_direct_contact() -> None:
    district = District(students=[student("s", "10", "g", "h", birth_date=date(2012, 1, 1))])
    (seen,) = recipients(district, request(audience={"guardian_ids": ["g"]}))
    (child,) = seen.students
    assert (child.age, child.company, child.direct_contact) == ([], [], [])


def test_a_guardian_who_may_not_reach_one_of_the_children_is_not_contactable_for_that_one() -> None:
    district = District(students=[student("a", "07", "g"), student("b", "07", link("g", may_contact=False))])
    (seen,) = recipients(district, request(audience={"guardian_ids": ["g"]}))
    assert sorted(child.contactable for child in seen.students) == [False, True]


def test_a_guardian_whose_links_are_over_is_contactable_for_nobody() -> None:
    district = District(students=[student("s", "07", link("g", until=YESTERDAY))])
    (seen,) = recipients(district, request(audience={"guardian_ids": ["g"]}))
    assert [child.contactable for child in seen.students] == [False]


def test_a_student_carries_age_and_company_and_whether_they_are_the_senders_own() -> None:
    district = District(students=[student("s", "07", "t", birth_date=date(2010, 1, 1))])
    (seen,) = recipients(district, request())
    assert seen.own_child
    assert (seen.students[0].age, len(seen.students[0].company)) == ([18], 1)


@pytest.mark.parametrize(
    "audience, kind",
    [({"staff_ids": ["p"]}, "staff"), ({"public": True}, "public"), ({"student_ids": ["nobody"]}, "unknown")],
)
def test_others_than_families_have_no_students(audience: dict[str, Any], kind: str) -> None:
    (seen,) = recipients(District(), request(audience=audience))
    assert (seen.kind, seen.students, seen.about, seen.own_child) == (kind, [], [], False)


def test_whoever_the_roster_does_not_know_has_no_relation_to_a_record() -> None:
    asked = request(
        audience={"student_ids": ["s", "nobody"]}, content={"mentions": ["s"], "record_classes": ["grades"]}
    )
    by_kind = {seen.kind: seen.about for seen in recipients(District(students=[student("s")]), asked)}
    assert [view.access for view in by_kind["student"]] == ["self"]
    assert by_kind["unknown"] == []


def test_relations_to_a_record_are_derived_only_where_there_is_one() -> None:
    (seen,) = recipients(District(students=[student("s")]), request(content={"mentions": ["s"]}))
    assert seen.about == []


def test_somebody_in_two_roles_is_one_recipient_judged_in_each() -> None:
    found = query(
        District(students=[student("s", "07", "p")]), request(audience={"guardian_ids": ["p"], "staff_ids": ["p"]})
    )
    (person,) = found.people.persons
    kinds = [found.input.situations[role.situation].kind for role in person.roles]
    assert (person.kind, kinds) == ("guardian", ["guardian", "staff"])


def test_the_tags_that_the_districts_rules_name_tell_staff_and_students_apart() -> None:
    district = District(
        students=[student("s", tags=("homebound",)), student("r")],
        staff=[staff("t"), staff("p", "principal", tags=("coach", "private"))],
        settings=settings(named_tags=("homebound", "coach")),
    )
    seen = recipients(district, request(audience={"student_ids": ["s", "r"], "staff_ids": ["p"]}))
    assert [one.tags for one in seen if one.kind == "staff"] == [["coach"]]
    assert sorted(one.students[0].tags for one in seen if one.kind == "student") == [[], ["homebound"]]


def test_an_emergency_of_one_school_covers_its_people_and_no_others() -> None:
    declared = EmergencyFacts(
        id="e", declared_by="p", school="school", start=MORNING, until=MORNING + timedelta(hours=4)
    )
    district = District(
        students=[student("s", "07", "g"), student("r", "07", "h", schools=("elsewhere",))],
        staff=[
            *(staff("t"), staff("p", "principal")),
            staff("x", building="elsewhere", posts=(StaffPost(role="teacher", org="elsewhere"),)),
        ],
        emergencies=[declared],
    )
    audience = {"student_ids": ["s", "r"], "guardian_ids": ["g", "h"], "staff_ids": ["p", "x"], "public": True}
    found = query(district, request(purpose="emergency", audience=audience))
    covered = {
        person.id: found.input.situations[person.roles[0].situation].emergency for person in found.people.persons
    }
    assert covered == {"s": True, "r": False, "g": True, "h": False, "p": True, "x": False, "public": False}
