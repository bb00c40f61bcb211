"""Who and what is in a roster package: the ids that district.yaml and consent.yaml may mention. No name is kept.

The package is read by the roster's own reader. Relations inside the package are the roster's to check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hallpass.districts.mentions import Kind
from hallpass.kernel.errors import Fault
from hallpass.roster.oneroster.package import Limits
from hallpass.roster.oneroster.reading import Reading
from hallpass.roster.oneroster.report import Problem, Report

STUDENT: Final = "student"
GUARDIANS = frozenset({"parent", "guardian", "relative"})
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Post:
    """A role of a person at an organization, whether or not it is over."""

    role: str
    org: str | None


@dataclass(slots=True)
class Roll:
    """Everybody and everything in a package, those who have left too. `faults` and `warnings` are the reader's."""

    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    people: set[str] = field(default_factory=set)
    buildings: dict[str, str] = field(default_factory=dict)
    posts: dict[str, list[Post]] = field(default_factory=dict)
    orgs: dict[str, str] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    kinds: dict[str, set[Kind]] = field(default_factory=dict)
    inactive: set[str] = field(default_factory=set)
    lessons: dict[str, dict[Kind, str]] = field(default_factory=dict)
    """For each class the first active member of staff and the first active student, by their ids."""

    def lesson(self) -> tuple[str, str] | None:
        """A member of staff and a student of the first class, by its id, that has both: whom an example may name."""
        for _, members in sorted(self.lessons.items()):
            if "staff" in members and "student" in members:
                return members["staff"], members["student"]
        return None

    def knows(self, kind: Kind, name: str) -> bool:
        """Whether there is such a student, guardian, member of staff or class.

        Somebody whose part in the district the package does not say may be any of them.
        """
        if kind == "class":
            return name in self.classes
        kinds = self.kinds.get(name)
        return kind in kinds if kinds else name in self.people

    def authority(self, staff: str) -> tuple[bool, tuple[str, ...]]:
        """Whether somebody may declare an emergency everywhere, and for which schools: that of their building first."""
        posts = self.posts.get(staff, [])
        everywhere = any(self._role(post) == "district_administrator" for post in posts)
        schools = [post.org for post in posts if post.org is not None and self._leads(post)]
        building = self.buildings.get(staff)
        return everywhere, tuple(dict.fromkeys(sorted(schools, key=lambda org: org != building)))

    def _leads(self, post: Post) -> bool:
        """Principal of the school; where no principal is on the roster (1.1 has no such word), its administrator."""
        role = self._role(post)
        if role != "administrator":
            return role == "principal"
        others = (other for posts in self.posts.values() for other in posts)
        return not any(other.role == "principal" and other.org == post.org for other in others)

    def _role(self, post: Post) -> str:
        """1.1 has one word for all administrators: at the district it means the district's."""
        if post.role == "administrator" and self.orgs.get(post.org or "") == "district":
            return "district_administrator"
        return post.role


def read_roll(package: Path, guardians: Path | None) -> Roll:
    """Read a package (folder or zip) and guardians.csv once; blocking. What is wrong with them is in `faults`."""
    report = Report(strict=False)
    roll = Roll()
    keep: dict[str, Callable[[Roll, Any], None]] = {
        "stage_person": _person,
        "stage_role": _role,
        "stage_org": _org,
        "stage_class": _class,
        "stage_enrollment": _enrollment,
        "stage_guardian": _guardian,
    }
    for table, rows in Reading(package, guardians, Limits(), report).batches():
        keeper = keep.get(table)
        for row in rows if keeper else ():
            keeper(roll, row)  # type: ignore[misc]
    roll.faults = report.faults()
    roll.warnings = tuple(_warning(problem) for problem in report.problems("warning"))
    return roll


def _person(roll: Roll, row: Any) -> None:
    _line, name, active, enabled, _words, _grade, primary_org, _agents = row
    roll.people.add(name)
    if not (active and enabled):
        roll.inactive.add(name)
    if primary_org:
        roll.buildings[name] = primary_org


def _role(roll: Roll, row: Any) -> None:
    _line, _position, _id, user, role, org, *_rest = row
    if role == OTHER:
        return
    kind: Kind = STUDENT if role == STUDENT else "guardian" if role in GUARDIANS else "staff"
    roll.kinds.setdefault(user, set()).add(kind)
    roll.posts.setdefault(user, []).append(Post(role, org))


def _org(roll: Roll, row: Any) -> None:
    _line, name, _title, kind, *_rest = row
    roll.orgs[name] = kind


def _class(roll: Roll, row: Any) -> None:
    roll.classes.add(row[1])


def _enrollment(roll: Roll, row: Any) -> None:
    _line, _id, class_id, _school, user, role, *_dates, active = row
    if role == OTHER:
        return
    kind: Kind = STUDENT if role == STUDENT else "staff"
    roll.kinds.setdefault(user, set()).add(kind)
    if active and user not in roll.inactive:
        members = roll.lessons.setdefault(class_id, {})
        members[kind] = min(user, members.get(kind, user))


def _guardian(roll: Roll, row: Any) -> None:
    _line, student, guardian, *_rest = row
    roll.kinds.setdefault(student, set()).add(STUDENT)
    roll.kinds.setdefault(guardian, set()).add("guardian")


def _warning(problem: Problem) -> Fault:
    return Fault(problem.code, problem.message, problem.column, problem.file, problem.line or None)
