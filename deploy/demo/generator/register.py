"""district.yaml: identity, settings, the platform register, and what OneRoster does not carry about staff."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from deploy.demo.generator.dates import Calendar
from deploy.demo.generator.model import District, Person
from deploy.demo.generator.shape import DISTRICT, GRADE_MAP

ZONE = "America/Chicago"
USE = "2026"
"""The version of the acceptable-use policy that is in force."""
WINDOW_DAYS = 30

_SWITCHBOARD, _TOOLKIT, _REPORTING = "+19205550190", "+19205550191", "+19205550192"
_NUMBERS = [_SWITCHBOARD, *(f"+192055501{number}" for number in range(93, 98))]
_FIRST_PERSONAL, _LAST_PERSONAL = 140, 190
_PERSONAL = 3
"""Every so-many-th teacher has given a personal number."""
_NOT_CURRENT = 9
"""Every so-many-th teacher of a neighborhood has not acknowledged the policy that is in force."""

_PLATFORM = ("id", "name", "kind", "sanctioned", "provided_by", "minimum_age", "visibility", "allows_tagging")
_PLATFORMS: tuple[tuple[Any, ...], ...] = (
    ("mail", "District E-mail", "email", True, "district", None, "class_families", False),
    ("blog", "Class Blog", "website", True, "district", None, "class_families", False),
    ("site", "School Website", "website", True, "district", None, "public", False),
    ("list", "Family List", "listserv", True, "district", None, "class_families", False),
    ("chat", "Class Chat", "chatroom", True, "district", None, "class_families", False),
    ("video", "Classroom Video", "video_call", True, "vendor", None, "class_families", False),
    ("textline", "School Text Line", "text_message", True, "vendor", None, "class_families", False),
    ("photos", "Picture Meadow", "social_network", True, "vendor", 13, "school", True),
    ("notes", "Short Notes", "microblog", True, "vendor", 13, "public", True),
    ("evenings", "Family Evenings", "forum", True, "vendor", 18, "school", False),
    ("commons", "Staff Commons", "forum", True, "district", None, "staff", False),
    ("huddle", "Huddle", "chatroom", False, "vendor", 13, "public", True),
    ("quickmail", "QuickMail", "email", False, "vendor", None, "class_families", False),
)
_RESTRICTIONS = {"notes": ["no_students"], "evenings": ["adults_only"], "commons": ["staff_only"]}


def document(district: District, calendar: Calendar) -> dict[str, Any]:
    """The members of district.yaml."""
    return {
        "district": {"id": DISTRICT, "name": "Maple Harbor School District", "time_zone": ZONE},
        "settings": _settings(),
        "platforms": [_platform(row) for row in _PLATFORMS],
        "staff": list(_staff(district.staff, calendar)),
        "record_interests": _interests(district),
        "directory_opt_outs": [s.id for s in district.students[7::41] if s.school != "heron"],
        "emergencies": _emergencies(calendar),
        "approvals": _approvals(calendar),
        "tags": _tags(district),
    }


def _settings() -> dict[str, Any]:
    return {
        "disclaimer": (
            "The views on this site are my own and do not necessarily represent those of the "
            "Maple Harbor School District."
        ),
        "toolkit": {"link": "https://maple-harbor.example.org/communications-toolkit", "phone": _TOOLKIT},
        "phone_numbers": _NUMBERS,
        "grade_map": GRADE_MAP,
        "acceptable_use": {"version": USE, "valid_days": 730},
        "consent": {"window_days": WINDOW_DAYS, "active": []},
        "eligible_students": {"guardian_rules": "lift"},
        # Elementary schools alone: the README's requests ask about others, so the hour of the day changes no answer.
        "quiet_hours": {"elementary": {"from": "20:00", "until": "06:30"}},
        "reporting": {"name": "Maple Harbor Child Protection Line", "phone": _REPORTING},
    }


def _platform(row: Sequence[Any]) -> dict[str, Any]:
    entry = dict(zip(_PLATFORM, row, strict=True))
    return entry | {"profile_restrictions": _RESTRICTIONS.get(entry["id"], [])}


def _staff(people: Sequence[Person], calendar: Calendar) -> Iterator[dict[str, Any]]:
    """Most acknowledged the policy at the start of the school year; some never did, some an older one, one long ago."""
    current = {"version": USE, "date": calendar.day(-97)}
    stale: tuple[dict[str, Any] | None, ...] = (
        None,
        {"version": "2023", "date": calendar.day(-97)},
        {"version": USE, "date": calendar.day(-800)},
    )
    teachers, number = 0, _FIRST_PERSONAL
    for person in people:
        entry: dict[str, Any] = {"id": person.id, "acceptable_use": current}
        role = person.roles[0][0]
        if role == "teacher":
            teachers += 1
            if teachers % _NOT_CURRENT == 0:
                entry["acceptable_use"] = stale[teachers // _NOT_CURRENT % len(stale)]
            if teachers % _PERSONAL == 1 and number < _LAST_PERSONAL:
                entry["personal_numbers"] = [f"+1920555{number:04}"]
                number += 1
        elif role in {"principal", "siteAdministrator"} or person.id == "d-2":
            entry["supervisor"] = "d-1"
        if entry["acceptable_use"] is None:
            del entry["acceptable_use"]
        yield entry


def _interests(district: District) -> list[dict[str, Any]]:
    return [
        {"staff": "t-heron-1", "student": district.student("heron", "08", 0).id, "reason": "504 team"},
        {"staff": "d-2", "student": district.student("beacon", "10", 0).id, "reason": "hearing officer"},
    ]


def _emergencies(calendar: Calendar) -> list[dict[str, Any]]:
    storm, leak = calendar.day(-30), calendar.day(-12)
    return [
        {
            "id": "e-storm",
            "declared_by": "d-1",
            "from": _at(storm, 5),
            "until": _at(storm, 18),
            "reason": "Ice storm",
        },
        {"id": "e-leak", "declared_by": "p-heron", "from": _at(leak, 9), "until": _at(leak, 12), "reason": "Gas leak"},
    ]


def _at(day: date, hour: int) -> str:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE)).isoformat()


def _approvals(calendar: Calendar) -> list[dict[str, Any]]:
    rows = (
        ("Maple Harbor Public Library", "d-1", -90, 640),
        ("Harbor Swim Club", "p-lantern", -200, -60),
        ("Summer Arts Camp", "d-1", 100, 250),
    )
    return [
        {"organization": name, "approved_by": by, "from": calendar.day(since), "until": calendar.day(until)}
        for name, by, since, until in rows
    ]


def _tags(district: District) -> Mapping[str, dict[str, list[str]]]:
    return {
        "students": {district.student("lantern", "04", 0).id: ["homebound"]},
        "staff": {"co-heron": ["case_manager"]},
        "classes": {"c-beacon-drama": ["extracurricular"]},
        "platforms": {"photos": ["pilot"]},
    }
