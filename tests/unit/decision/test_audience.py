"""Who is a recipient, in which role, and for which children."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from builders.worlds import DAY, District, link, request, staff, student
from hallpass.decision.audience import Audience
from hallpass.kernel.errors import Invalid


def audience(district: District, mentioned: frozenset[str] = frozenset(), **asked: Any) -> Audience:
    return Audience(request(audience=asked), district.world(), mentioned, DAY)


def kinds(found: Audience) -> dict[str, str]:
    return {person: addressed.kinds[0] for person, addressed in found.people.items()}


def test_an_id_in_the_list_of_another_kind_is_unknown() -> None:
    district = District(students=[student("s", "07", "g")])
    found = audience(district, student_ids=["g"], guardian_ids=["t"], staff_ids=["s"], guardians_of=["x"])
    assert kinds(found) == dict.fromkeys(("g", "t", "s", "x"), "unknown")


def test_an_unknown_class_or_school_is_an_entry_and_an_empty_class_is_nobody() -> None:
    district = District(classes={"empty": []})
    found = audience(
        district,
        classes=[{"id": "empty", "members": "both"}, {"id": "nowhere", "members": "both"}],
        schools=[{"id": "elsewhere", "members": "students"}],
    )
    assert kinds(found) == {"nowhere": "unknown", "elsewhere": "unknown"}


def test_groups_leave_out_guardians_who_may_not_be_contacted_without_an_entry() -> None:
    links = (link("g1"), link("g2", no_contact=True), link("g3", may_contact=False), link("g4", until=date(2031, 3, 3)))
    district = District(students=[student("s", "07", *links)], classes={"c": ["s"]})
    for asked in (
        {"guardians_of": ["s"]},
        {"classes": [{"id": "c", "members": "guardians"}]},
        {"schools": [{"id": "school", "members": "guardians"}]},
    ):
        assert kinds(audience(district, **asked)) == {"g1": "guardian"}


def test_who_is_named_twice_is_one_recipient_with_all_their_children() -> None:
    district = District(students=[student("s1", "07", "g"), student("s2", "03", "g")], classes={"c": ["s1"]})
    found = audience(district, guardian_ids=["g"], classes=[{"id": "c", "members": "both"}])
    assert list(found.people) == ["g", "s1"]
    assert set(found.people["g"].children) == {"s1", "s2"}


def test_a_named_guardian_is_addressed_for_the_children_of_theirs_that_are_mentioned() -> None:
    district = District(students=[student("s1", "07", "g"), student("s2", "03", link("g", until=date(2030, 1, 1)))])
    assert set(audience(district, guardian_ids=["g"]).people["g"].children) == {"s1"}
    mentioned = audience(district, frozenset({"s2"}), guardian_ids=["g"])
    assert set(mentioned.people["g"].children) == {"s2"}


def test_a_person_in_two_roles_is_one_recipient_in_both() -> None:
    district = District(students=[student("s", "07", "t")])
    found = audience(district, guardian_ids=["t"], staff_ids=["t"])
    assert found.people["t"].roles == {"guardian", "staff"}


def test_inactive_staff_are_unknown() -> None:
    district = District(staff=[staff("t"), staff("gone", active=False)])
    assert kinds(audience(district, staff_ids=["gone"])) == {"gone": "unknown"}


def test_more_than_ten_thousand_people_are_refused_after_expansion() -> None:
    district = District(students=[student(f"s{n}") for n in range(10_001)])
    with pytest.raises(Invalid):
        audience(district, schools=[{"id": "school", "members": "students"}])
    ids = [f"s{n}" for n in range(10_000)]
    twice: dict[str, Any] = {"student_ids": ids, "classes": [{"id": "c", "members": "students"}]}
    district.classes["c"] = ids
    assert len(audience(district, **twice).people) == 10_000
