"""What a message means for each student: level, age, who may be reached, what the family said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builders.cases import notice, said, students
from builders.worlds import DAY, District, link, platform, request, settings, student
from hallpass.contracts.consent import Reminder, ReminderFacts
from hallpass.decision.facts import Enrollment
from hallpass.decision.students import Students

YESTERDAY = date(2031, 3, 3)
TOMORROW = date(2031, 3, 5)


@pytest.mark.parametrize(
    "grade, level", [("05", "elementary"), ("06", "middle"), ("9", "high"), ("UG", "elementary"), (None, "elementary")]
)
def test_the_grade_makes_the_level_and_an_unknown_grade_is_the_strictest(grade: Any, level: str) -> None:
    assert students(District(students=[student("s", grade)]), request()).level("s") == level


@pytest.mark.parametrize(
    "birth, age",
    [
        (None, ()),
        (date(2020, 1, 1), (0,)),
        (date(2018, 3, 4), (13,)),
        (date(2018, 3, 5), (0,)),
        (date(2013, 3, 5), (13,)),
        (date(2013, 3, 4), (18,)),
        (date(1990, 1, 1), (18,)),
    ],
)
def test_an_age_is_told_only_as_far_as_a_rule_compares_it(birth: date | None, age: tuple[int, ...]) -> None:
    district = District(students=[student("s", birth_date=birth)], platforms=[platform("mail", minimum_age=13)])
    assert students(district, request()).age("s") == age


def test_a_platform_that_is_gone_sets_no_minimum_age() -> None:
    district = District(
        students=[student("s", birth_date=date(2017, 1, 1))],
        platforms=[platform("mail", minimum_age=13, active=False)],
    )
    assert students(district, request()).age("s") == (0,)


@pytest.mark.parametrize(
    "changes, reached",
    [
        ({}, True),
        ({"may_contact": False}, False),
        ({"no_contact": True}, False),
        ({"until": DAY, "since": DAY}, True),
        ({"until": YESTERDAY}, False),
        ({"since": TOMORROW}, False),
        ({"may_consent": False, "records_access": False}, True),
    ],
)
def test_a_guardian_is_reached_through_a_link_that_allows_it_today(changes: dict[str, Any], *, reached: bool) -> None:
    found = students(District(students=[student("s", "07", link("g", **changes))]), request())
    assert found.reachable_through("g", "s") is reached


def test_a_guardian_of_one_child_is_not_reached_through_another() -> None:
    found = students(District(students=[student("s", "07", "g"), student("r", "07", "h")]), request())
    assert not found.reachable_through("g", "r")


@pytest.mark.parametrize(
    "guardian, changes, own",
    [("t", {}, True), ("t", {"until": YESTERDAY}, False), ("t", {"no_contact": True}, False), ("g", {}, False)],
)
def test_a_child_is_the_senders_own_by_a_link_in_force(guardian: str, changes: Any, *, own: bool) -> None:
    found = students(District(students=[student("s", "07", link(guardian, **changes))]), request())
    assert found.own_child("s") is own


def test_no_consent_to_a_classroom_medium_is_asked_outside_a_classroom() -> None:
    assert students(District(students=[student("s", "10", "g")]), request()).classroom_media("s") == ()


@pytest.mark.parametrize("grade, states", [("08", ()), ("09", ("not_advised",))])
def test_consent_to_direct_contact_is_asked_of_high_school_students_only(grade: str, states: tuple[str, ...]) -> None:
    assert students(District(students=[student("s", grade, "g")]), request()).direct_contact("s") == states


@pytest.mark.parametrize(
    "day, state",
    [(date(2031, 2, 9), "not_advised"), (date(2031, 2, 24), "advised_waiting"), (date(2031, 2, 25), "presumed")],
)
def test_silence_is_consent_from_the_day_after_the_window(day: date, state: str) -> None:
    district = District(students=[student("s", "10", "g")])
    district.advised("t", date(2031, 2, 10), "g")
    assert students(district, request(), day).direct_contact("s") == (state,)


@pytest.mark.parametrize("last", ["opt_out", "withdraw"])
def test_a_refusal_and_a_withdrawal_stand_beside_the_other_guardians_silence(last: str) -> None:
    district = District(students=[student("s", "10", "g", "h")])
    district.advised("t", date(2031, 1, 2), "g", "h")
    district.answers["s"] = [said("g", "direct_contact", "opt_in"), said("g", "direct_contact", last)]
    assert students(district, request()).direct_contact("s") == ("opted_out", "presumed")


def test_an_answer_about_another_person_class_or_platform_is_not_about_this_message() -> None:
    district = District(students=[student("s", "10", "g")], classes={"c": ["s"], "d": ["s"]}, taught_by={"c": "t"})
    district.answers["s"] = [
        said("g", "direct_contact", "opt_out", staff="x"),
        said("g", "direct_contact", "opt_out", class_="d"),
        said("g", "direct_contact", "opt_out", platform="blog"),
    ]
    assert students(district, request()).direct_contact("s") == ("not_advised",)


@pytest.mark.parametrize("scope", [{"staff": "t"}, {"class_": "c"}, {"platform": "mail"}, {}])
def test_an_answer_about_the_sender_their_class_or_the_platform_counts(scope: dict[str, Any]) -> None:
    district = District(students=[student("s", "10", "g")], classes={"c": ["s"]}, taught_by={"c": "t"})
    district.answers["s"] = [said("g", "direct_contact", "opt_out", **scope)]
    assert students(district, request()).direct_contact("s") == ("opted_out",)


def test_in_a_classroom_only_that_classs_answers_count() -> None:
    district = District(
        students=[student("s", "07", "g"), student("r", "07", "h")],
        classes={"c": ["s", "r"], "d": ["s", "r"]},
        taught_by={"c": "t", "d": "t"},
    )
    district.answers["s"] = [said("g", "classroom_media", "opt_out", class_="d")]
    district.answers["r"] = [said("h", "classroom_media", "opt_out", class_="c")]
    found = students(district, request(classroom={"class_id": "c"}))
    assert (found.classroom_media("s"), found.classroom_media("r")) == (("not_advised",), ("opted_out",))


def test_a_guardian_without_the_right_to_consent_neither_refuses_nor_is_waited_for() -> None:
    district = District(students=[student("s", "10", "g", link("h", may_consent=False))])
    district.advised("t", date(2031, 1, 2), "g")
    district.answers["s"] = [said("h", "direct_contact", "opt_out"), said("h", "inclusion", "opt_out")]
    found = students(district, request())
    assert found.direct_contact("s") == ("presumed",)
    assert [group for group, _ in found.company("s", (), frozenset()).groups] == [(False, False)]


def test_silence_about_pictures_is_consent_until_somebody_refuses() -> None:
    district = District(students=[student("s", "07", "g"), student("r", "07", "h")])
    district.answered("r", "h", "photo", "opt_out")
    found = students(district, request())
    assert (found.photo("s"), found.photo("r")) == (("presumed",), ("opted_out",))


def test_directory_data_is_refused_on_the_districts_list_or_by_a_guardian() -> None:
    district = District(students=[student(s, "07", "g") for s in "abcd"], directory_opt_outs={"a"})
    district.answered("b", "g", "directory", "opt_out")
    district.answered("c", "g", "directory", "opt_in")
    found = students(district, request())
    assert [found.directory(s) for s in "abcd"] == [(True, False), (True, False), (False, True), (False, False)]


def test_company_is_grouped_by_what_each_guardian_said_for_themselves() -> None:
    district = District(students=[student("s", "07", "g1", "g2", "g3", link("g4", no_contact=True))])
    district.answered("s", "g2", "inclusion", "opt_out")
    company = students(district, request()).company("s", {"g3"}, frozenset())
    assert company.groups == (((False, False), ("g1",)), ((False, True), ("g3",)), ((True, False), ("g2",)))
    assert not company.refused


def test_who_may_not_get_this_message_is_left_out_of_the_company_and_that_is_known() -> None:
    company = students(District(students=[student("s", "07", "g1", "g2")]), request()).company(
        "s", {"g1", "g2"}, frozenset({"g2"})
    )
    assert company == ((((False, True), ("g1",)),), True)


def test_who_opted_out_of_inclusion_is_not_missed_where_this_message_may_not_reach_them() -> None:
    district = District(students=[student("s", "07", "g")])
    district.answered("s", "g", "inclusion", "opt_out")
    company = students(district, request()).company("s", {"g"}, frozenset({"g"}))
    assert company == ((((True, False), ("g",)),), False)


def test_the_window_is_over_when_it_is_for_the_last_guardian_who_waits() -> None:
    district = District(students=[student("s", "10", "g", "h")])
    district.advised("t", date(2031, 2, 20), "g")
    district.notices.append(notice("n2", "direct_contact", date(2031, 2, 25), to=("h",), staff_id="t"))
    found = students(district, request())
    assert found.window_over("s") == date(2031, 3, 12)
    assert students(district, request(), date(2031, 3, 12)).window_over("s") is None


@pytest.mark.parametrize(
    "reminder, reminded",
    [
        (Reminder(date=date(2031, 2, 1), class_id="c"), True),
        (Reminder(date=date(2031, 2, 1), class_id="d"), False),
        (Reminder(date=date(2031, 2, 1), student_ids=("s",)), True),
        (Reminder(date=date(2031, 2, 1), student_ids=("r",)), False),
        (Reminder(date=date(2030, 6, 30), class_id="c"), False),
        (Reminder(date=TOMORROW, class_id="c"), False),
    ],
)
def test_a_reminder_counts_once_a_school_year_for_its_class_or_students(reminder: Reminder, *, reminded: bool) -> None:
    district = District(students=[student("s")], classes={"c": ["s"], "d": []})
    district.more["reminders"] = ReminderFacts(platform_id="mail", reminders=(reminder,))
    assert students(district, request()).reminded("s", date(2030, 7, 1)) is reminded


@pytest.mark.parametrize(
    "since, until, teaches",
    [(None, None, True), (DAY, DAY, True), (TOMORROW, None, False), (None, YESTERDAY, False)],
)
def test_somebody_teaches_only_those_who_are_in_their_class_today(since: Any, until: Any, *, teaches: bool) -> None:
    world = replace(
        District(students=[student("s")], classes={"c": ["s"]}, taught_by={"c": "t"}).world(),
        enrollments={"s": (Enrollment("c", since, until),)},
    )
    found = Students(request(), world, DAY)
    assert found.taught_by("t", "s") is teaches
    assert not found.taught_by("p", "s")


def test_only_the_tags_that_the_districts_rules_name_are_told() -> None:
    district = District(students=[student("s", tags=("homebound", "private"))])
    assert students(district, request()).tags("s") == ()
    district.settings = settings(named_tags=("homebound",))
    assert students(district, request()).tags("s") == ("homebound",)
