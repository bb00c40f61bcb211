"""Dates as a district counts them: inclusive, in its own time zone."""

from __future__ import annotations

from datetime import date

_SCHOOL_YEAR_STARTS = (7, 1)
"""Month and day. OneRoster's sessions vary by district; none starts a school year before July."""


def in_force(since: date | None, until: date | None, day: date) -> bool:
    """Whether `day` lies between two inclusive dates; an absent bound is open."""
    return (since is None or since <= day) and (until is None or day <= until)


def age_on(birth: date, day: date) -> int:
    """Completed years on `day`; somebody born on 29 February is a year older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def school_year(day: date) -> int:
    """The calendar year in which the school year of `day` began."""
    return day.year if (day.month, day.day) >= _SCHOOL_YEAR_STARTS else day.year - 1


def floored(value: int, thresholds: tuple[int, ...]) -> int:
    """The greatest threshold not above `value`, else 0: every comparison with a threshold stays as it was."""
    return max((t for t in thresholds if t <= value), default=0)
