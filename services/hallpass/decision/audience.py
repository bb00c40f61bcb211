"""Expands an audience to its recipients: one per person, in each role in which they are addressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hallpass.contracts.contact import ContactRequest, RecipientKind
from hallpass.decision.facts import World
from hallpass.derive.calendar import in_force
from hallpass.derive.links import link_in_force, reachable
from hallpass.kernel.errors import Fault, Invalid

MOST_RECIPIENTS = 10_000
PUBLIC = "public"
KINDS: tuple[RecipientKind, ...] = ("student", "guardian", "staff", "public", "unknown")
"""The order of recipients in a verdict."""


@dataclass(slots=True)
class Addressed:
    """How one person is addressed: in which roles, and as a guardian for which children."""

    roles: set[RecipientKind] = field(default_factory=set)
    children: dict[str, None] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[RecipientKind, ...]:
        """Their roles in the verdict's order: it lists them under the first in which the roster knows them."""
        return tuple(self.roles) if len(self.roles) == 1 else tuple(kind for kind in KINDS if kind in self.roles)


class Audience:
    """The recipients of one request on one local day."""

    def __init__(self, request: ContactRequest, world: World, mentioned: frozenset[str], day: date) -> None:
        """Expand at once; more than 10,000 people is `Invalid`."""
        self.people: dict[str, Addressed] = {}
        self._world, self._day = world, day
        asked = request.audience
        for student in asked.student_ids:
            self._add(student, "student" if student in world.students else "unknown")
        for guardian in asked.guardian_ids:
            self._named_guardian(guardian, mentioned)
        for member in asked.staff_ids:
            known = member in world.staff and world.staff[member].active
            self._add(member, "staff" if known else "unknown")
        for student in asked.guardians_of:
            if student in world.students:
                self._guardians_of(student)
            else:
                self._add(student, "unknown")
        for group in asked.classes:
            self._group(group.id, group.members, self._in_class(group.id))
        for group in asked.schools:
            self._group(group.id, group.members, world.school_students.get(group.id))
        if asked.public:
            self._add(PUBLIC, "public")
        if len(self.people) > MOST_RECIPIENTS:
            raise Invalid((Fault("too_many_recipients", "At most 10,000 recipients.", member="audience"),))

    def _add(self, person: str, kind: RecipientKind) -> Addressed:
        found = self.people.get(person)
        if found is None:
            found = self.people[person] = Addressed()
        found.roles.add(kind)
        return found

    def _named_guardian(self, guardian: str, mentioned: frozenset[str]) -> None:
        """All children of theirs, or those of theirs whom the message mentions (also by a link that is over)."""
        children = self._world.guardians.get(guardian)
        if children is None:
            self._add(guardian, "unknown")
            return
        about = [child for child in children if child in mentioned]
        held = about or [child for child in children if self._linked(guardian, child)]
        self._add(guardian, "guardian").children.update(dict.fromkeys(held))

    def _linked(self, guardian: str, child: str) -> bool:
        return any(
            link.guardian == guardian and link_in_force(link, self._day) for link in self._world.students[child].links
        )

    def _guardians_of(self, student: str) -> None:
        for link in self._world.students[student].links:
            if reachable(link, self._day):
                self._add(link.guardian, "guardian").children[student] = None

    def _in_class(self, class_id: str) -> tuple[str, ...] | None:
        rows = self._world.class_students.get(class_id)
        if rows is None:
            return None
        return tuple(person for person, since, until in rows if in_force(since, until, self._day))

    def _group(self, group_id: str, members: str, students: tuple[str, ...] | None) -> None:
        if students is None:
            self._add(group_id, "unknown")
            return
        for student in students:
            if student not in self._world.students:
                continue  # an enrollment of somebody who is no longer active
            if members != "guardians":
                self._add(student, "student")
            if members != "students":
                self._guardians_of(student)
