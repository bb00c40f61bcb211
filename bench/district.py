"""The district of the decision figures, generated on the spot, and requests to audiences of exact sizes in it.

Some 21,000 people: the demo's generator with more students, the same at each run on the same day.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from deploy.demo.generate import folder, write

DISTRICT = "maple-harbor"
_SENDER, _SCHOOL, _CLASS = "t-heron-1", "heron", "c-heron-7a"
_SATURDAY = 5
_TEXT = "Please bring your field notes on the pond to tomorrow's lesson. We compare what we found, row by row."


@dataclass(frozen=True)
class People:
    """Who can be addressed, in the order of the package."""

    students: dict[str, list[str]]
    """By school."""
    classes: dict[str, list[str]]
    """Students by class."""
    guardians: list[str]

    @property
    def count(self) -> int:
        """How many students and guardians."""
        return sum(map(len, self.students.values())) + len(self.guardians)


def write_district(target: Path, students: int, today: date) -> People:
    """Write the district folder; returns its people."""
    write(folder(students, today), target)
    return _people(target / "oneroster")


def _people(package: Path) -> People:
    students: defaultdict[str, list[str]] = defaultdict(list)
    classes: defaultdict[str, list[str]] = defaultdict(list)
    guardians: dict[str, None] = {}
    for row in _rows(package / "roles.csv"):
        if row["role"] == "student":
            students[row["orgSourcedId"]].append(row["userSourcedId"])
        elif row["role"] in ("parent", "guardian", "relative"):
            guardians[row["userSourcedId"]] = None
    for row in _rows(package / "enrollments.csv"):
        if row["role"] == "student" and not row["endDate"] and not row["beginDate"]:
            classes[row["classSourcedId"]].append(row["userSourcedId"])
    return People(dict(students), dict(classes), list(guardians))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def request(people: People, recipients: int, today: date) -> bytes:
    """An e-mail for a class, a part of the district or all of it, filled up by name to so many recipients.

    It is to go on a coming school day at 16:00 UTC, so that quiet hours do not depend on when the figures are taken.
    """
    body = {
        "sender": {"staff_id": _SENDER},
        "purpose": "education",
        "medium": {"platform_id": "mail", "account": "district", "device": "district"},
        "audience": _audience(people, recipients),
        "content": {"text": _TEXT},
        "send_at": datetime.combine(_school_day(today), time(16), UTC).isoformat(),
    }
    return json.dumps(body).encode()


def _audience(people: People, recipients: int) -> dict[str, Any]:
    of_class = people.classes[_CLASS]
    if recipients == 1:
        return {"student_ids": of_class[:1]}
    taken: dict[str, None] = {}
    groups: dict[str, Any] = {}
    if recipients < len(people.students[_SCHOOL]):
        groups["classes"] = [{"id": _CLASS, "members": "students"}]
        taken.update(dict.fromkeys(of_class))
    else:
        groups["schools"] = []
        for school, students in people.students.items():
            if len(taken) + len(students) <= recipients:
                groups["schools"].append({"id": school, "members": "students"})
                taken.update(dict.fromkeys(students))
    others = [s for students in people.students.values() for s in students if s not in taken]
    named = others[: recipients - len(taken)]
    return {
        **groups,
        "student_ids": named,
        "guardian_ids": people.guardians[: recipients - len(taken) - len(named)],
    }


def _school_day(today: date) -> date:
    day = today + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
