"""Levels, ages, links and households."""

from __future__ import annotations

from datetime import date

import pytest

from hallpass.contracts.roster import GuardianLink
from hallpass.derive.calendar import age_on, floored, in_force, school_year
from hallpass.derive.households import households
from hallpass.derive.levels import level_of
from hallpass.derive.links import reachable

MAP = {"KG": "elementary", "03": "elementary", "06": "middle", "09": "high"}


@pytest.mark.parametrize(
    "grade, level",
    [
        ("03", "elementary"),
        ("3", "elementary"),
        (" 9 ", "high"),
        ("kg", "elementary"),
        ("06", "middle"),
        ("13", "elementary"),
        (None, "elementary"),
    ],
)
def test_the_level_comes_from_the_grade_and_the_unknown_takes_the_strictest(grade: str | None, level: str) -> None:
    assert level_of(grade, MAP) == level  # type: ignore[arg-type]


def test_a_birthday_begins_with_its_day() -> None:
    born = date(2013, 3, 4)
    assert age_on(born, date(2031, 3, 3)) == 17
    assert age_on(born, date(2031, 3, 4)) == 18
    assert age_on(date(2012, 2, 29), date(2030, 2, 28)) == 17
    assert age_on(date(2012, 2, 29), date(2030, 3, 1)) == 18


def test_a_floored_number_compares_with_each_threshold_as_before() -> None:
    thresholds = (13, 18)
    for age in range(25):
        assert [floored(age, thresholds) < t for t in thresholds] == [age < t for t in thresholds]


def test_dates_are_inclusive() -> None:
    first, last = date(2031, 1, 1), date(2031, 6, 30)
    assert in_force(first, last, first)
    assert in_force(first, last, last)
    assert not in_force(first, last, date(2030, 12, 31))
    assert not in_force(first, last, date(2031, 7, 1))
    assert in_force(None, None, first)


@pytest.mark.parametrize(
    "changes, found",
    [
        ({}, True),
        ({"no_contact": True}, False),
        ({"may_contact": False}, False),
        ({"until": date(2031, 1, 1)}, False),
        ({"since": date(2031, 1, 3)}, False),
    ],
)
def test_reachable_is_allowed_unforbidden_and_in_force(changes: dict[str, object], *, found: bool) -> None:
    link = GuardianLink(guardian="g", **({"may_contact": True} | changes))  # type: ignore[arg-type]
    assert reachable(link, date(2031, 1, 2)) is found


def test_a_school_year_begins_in_july() -> None:
    assert school_year(date(2031, 6, 30)) == 2030
    assert school_year(date(2031, 7, 1)) == 2031


def test_guardians_who_share_a_child_are_one_household() -> None:
    families = [["s1", "g1", "g2"], ["s2", "g2", "g3"], ["s3", "g4"]]
    assert households(families, ["g1", "g3"]) == 1
    assert households(families, ["s1", "s3"]) == 2
    assert households([], ["alone"]) == 1
    assert households(families, []) == 0
