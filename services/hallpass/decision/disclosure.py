"""Who may read what of whom: a recipient's relation to the students whom the message mentions."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from hallpass.contracts.contact import RecipientKind
from hallpass.decision.facts import World
from hallpass.decision.students import OF_AGE, Students
from hallpass.derive.links import at_their_school, reachable

Access = Literal["self", "guardian", "interest", "none"]
AboutKey = tuple[Access, bool, bool, tuple[int, ...]]
"""(access, directory opt-out, directory opt-in, age of the student where a guardian reads)."""


class About(NamedTuple):
    """Groups of mentioned students to whom the recipient's relation is equal, and the ids of each group."""

    keys: tuple[AboutKey, ...]
    ids: tuple[tuple[str, ...], ...]


NOTHING = About((), ())


class Records:
    """Relations to the mentioned students; asked only where record or directory content is present."""

    def __init__(
        self, world: World, students: Students, mentions: tuple[str, ...], day: date, *, directory: bool
    ) -> None:
        """`mentions` are the mentioned students whom the roster knows; `directory`: directory data is present."""
        self._world, self._students, self._mentions, self._day = world, students, mentions, day
        self._directory = {m: students.directory(m) if directory else (False, False) for m in mentions}
        self._related = set(mentions) | {link.guardian for m in mentions for link in students.facts(m).links}
        self._unrelated: dict[RecipientKind, About] = {}

    def about(self, person: str, kind: RecipientKind) -> About:
        """Those without any relation share one answer."""
        related = kind == "staff" or person in self._related
        if not related and (known := self._unrelated.get(kind)) is not None:
            return known
        groups: dict[AboutKey, list[str]] = {}
        for mention in self._mentions:
            access = self._access(person, kind, mention) if related else "none"
            age = tuple(a for a in self._students.age(mention) if a >= OF_AGE) if access == "guardian" else ()
            groups.setdefault((access, *self._directory[mention], age), []).append(mention)
        ordered = sorted(groups.items())
        found = About(tuple(key for key, _ in ordered), tuple(tuple(ids) for _, ids in ordered))
        if not related:
            self._unrelated[kind] = found
        return found

    def _access(self, person: str, kind: RecipientKind, mention: str) -> Access:
        if kind == "student":
            return "self" if person == mention else "none"
        if kind == "staff" and self._interest(person, mention):
            return "interest"
        if kind in ("guardian", "staff") and self._may_read(person, mention):
            return "guardian"
        return "none"

    def _may_read(self, person: str, mention: str) -> bool:
        return any(
            link.guardian == person and link.records_access and reachable(link, self._day)
            for link in self._students.facts(mention).links
        )

    def _interest(self, person: str, mention: str) -> bool:
        """Teaches a class of theirs, is principal, counselor or administrator at their school, or has it recorded."""
        staff = self._world.staff[person]
        return (
            mention in staff.interests
            or at_their_school(staff, self._students.facts(mention), self._day)
            or self._students.taught_by(person, mention)
        )
