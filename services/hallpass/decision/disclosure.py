"""Who may read what of whom: a recipient's relation to the students whom the message mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from hallpass.contracts.contact import RecipientKind
from hallpass.decision.facts import World
from hallpass.decision.students import OF_AGE, Students
from hallpass.derive.links import at_their_school, link_in_force, reachable

Access = Literal["self", "guardian", "interest", "none"]
AboutKey = tuple[Access, bool, bool, tuple[int, ...]]
"""(access, directory opt-out, directory opt-in, age of the student where a guardian reads)."""


class About(NamedTuple):
    """Groups of mentioned students to whom the recipient's relation is equal.

    `ids` are the students of each group where the recipient has a legitimate interest: only these are ever named, in
    the record of disclosures.
    """

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
        self._related: dict[str, list[str]] = {m: [m] for m in mentions}
        for mention in mentions:
            for link in students.facts(mention).links:
                self._related.setdefault(link.guardian, []).append(mention)
        self._strangers = Counter(self._directory.values())
        """How many of the students have each answer about directory data: what somebody without any relation sees."""
        self._unrelated = self._about({})

    def about(self, person: str, kind: RecipientKind) -> About:
        """The cost grows with the students to whom the recipient has a relation, not with all who are mentioned."""
        candidates = self._mentions if kind == "staff" else self._related.get(person, ())
        related = {m: access for m in candidates if (access := self._access(person, kind, m)) != "none"}
        return self._about(related) if related else self._unrelated

    def _about(self, related: Mapping[str, Access]) -> About:
        strangers = Counter(self._strangers)
        groups: dict[AboutKey, list[str]] = {}
        for mention, access in related.items():
            strangers[self._directory[mention]] -= 1
            age = tuple(a for a in self._students.age(mention) if a >= OF_AGE) if access == "guardian" else ()
            groups.setdefault((access, *self._directory[mention], age), []).append(mention)
        for (opted_out, opted_in), count in strangers.items():
            if count:
                groups[("none", opted_out, opted_in, ())] = []
        ordered = sorted(groups.items())
        return About(
            tuple(key for key, _ in ordered),
            tuple(tuple(ids) if key[0] == "interest" else () for key, ids in ordered),
        )

    def _access(self, person: str, kind: RecipientKind, mention: str) -> Access:
        if kind == "student":
            return "self" if person == mention else "none"
        if kind == "staff" and self._forbidden(person, mention):
            return "none"
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

    def _forbidden(self, person: str, mention: str) -> bool:
        """A member of staff who is kept from this child as a guardian is kept from the record, too."""
        return any(
            link.guardian == person and link.no_contact and link_in_force(link, self._day)
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
