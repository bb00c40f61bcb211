"""Groups recipients whose facts are equal into situations: the cost of a decision grows with these, not with people."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from hallpass.contracts.contact import RecipientKind
from hallpass.contracts.policy import LEVELS, Level
from hallpass.contracts.situation import AboutView, CompanyView, ConsentState, Situation, StudentView
from hallpass.decision.audience import Audience
from hallpass.decision.disclosure import NOTHING, AboutKey, Records
from hallpass.decision.emergencies import Emergency
from hallpass.decision.facts import World
from hallpass.decision.students import Students

StudentKey = tuple[
    Level,
    tuple[int, ...],
    bool,
    tuple[ConsentState, ...],
    tuple[ConsentState, ...],
    tuple[tuple[bool, bool], ...],
    bool,
    tuple[str, ...],
]
SituationKey = tuple[RecipientKind, bool, bool, tuple[StudentKey, ...], tuple[AboutKey, ...], tuple[str, ...]]

_NO_CHILD: StudentKey = (LEVELS[0], (), False, (), (), (), False, ())
"""A guardian without a link in force: there is no child for whom they could be reached."""


class Place(NamedTuple):
    """One person's facts, and the ids behind the groups in them."""

    key: SituationKey
    company: tuple[tuple[str, ...], ...] = ()
    about: tuple[tuple[str, ...], ...] = ()


class Situations:
    """Derives each recipient's facts and numbers the distinct ones in order of appearance."""

    def __init__(
        self,
        world: World,
        students: Students,
        audience: Audience,
        records: Records | None,
        emergency: Emergency | None,
        day: date,
    ) -> None:
        """`records` is None where no record or directory content is present."""
        self._world, self._students, self._audience = world, students, audience
        self._records, self._emergency, self._day = records, emergency, day
        self._children: dict[tuple[str, bool], StudentKey] = {}
        self._known: dict[str, Place] = {}
        self._named_tags = frozenset(world.register.settings.named_tags)

    def of(self, person: str, kind: RecipientKind, refused: frozenset[str] = frozenset()) -> Place:
        """The facts of one recipient in one role. `refused` are guardians whom this message may not reach."""
        if kind == "student":
            known = self._known.get(person)
            if known is None or not all(refused.isdisjoint(ids) for ids in known.company):
                known = self._student(person, refused)
                if not refused:
                    self._known[person] = known
            return known
        if kind == "guardian":
            return self.guardian(person, tuple(self._audience.people[person].children))
        about = self._records.about(person, kind) if self._records and kind != "unknown" else NOTHING
        tags: tuple[str, ...] = ()
        covered = False
        if kind == "staff":
            staff = self._world.staff[person]
            tags = tuple(tag for tag in staff.tags if tag in self._named_tags)
            covered = self._emergency is not None and self._emergency.covers_staff(staff, self._day)
        return Place((kind, False, covered, (), about.keys, tags), about=about.ids)

    def guardian(self, person: str, children: tuple[str, ...]) -> Place:
        """A guardian as addressed for these children: a recipient, or one who might have to be included."""
        about = self._records.about(person, "guardian") if self._records else NOTHING
        found = {self._child(person, child) for child in children}
        keys = tuple(sorted(found)) if len(found) > 1 else tuple(found)
        covered = self._emergency is not None and any(
            self._emergency.covers_student(self._students.facts(child)) for child in children
        )
        return Place(("guardian", False, covered, keys or (_NO_CHILD,), about.keys, ()), about=about.ids)

    def _student(self, person: str, refused: frozenset[str]) -> Place:
        students = self._students
        company = students.company(person, self._audience.people, refused)
        key: StudentKey = (
            students.level(person),
            students.age(person),
            True,
            students.classroom_media(person),
            students.direct_contact(person),
            tuple(group for group, _ in company.groups),
            company.refused,
            students.tags(person),
        )
        about = self._records.about(person, "student") if self._records else NOTHING
        covered = self._emergency is not None and self._emergency.covers_student(students.facts(person))
        return Place(
            ("student", students.own_child(person), covered, (key,), about.keys, ()),
            company=tuple(ids for _, ids in company.groups),
            about=about.ids,
        )

    def _child(self, guardian: str, child: str) -> StudentKey:
        contactable = self._students.reachable_through(guardian, child)
        memo = (child, contactable)
        found = self._children.get(memo)
        if found is None:
            found = self._children[memo] = (
                self._students.level(child),
                (),
                contactable,
                self._students.classroom_media(child),
                (),
                (),
                False,
                self._students.tags(child),
            )
        return found


def situation(key: SituationKey) -> Situation:
    """The published shape of one distinct situation."""
    kind, own_child, emergency, students, about, tags = key
    return Situation(
        kind=kind,
        own_child=own_child,
        emergency=emergency,
        students=[_student_view(student) for student in students],
        about=[
            AboutView(access=access, directory_opt_out=opt_out, directory_opt_in=opt_in, age=list(age))
            for access, opt_out, opt_in, age in about
        ],
        tags=list(tags),
    )


def _student_view(key: StudentKey) -> StudentView:
    level, age, contactable, classroom_media, direct_contact, company, refused, tags = key
    return StudentView(
        level=level,
        age=list(age),
        contactable=contactable,
        classroom_media=list(classroom_media),
        direct_contact=list(direct_contact),
        company=[CompanyView(opted_out=opted_out, in_audience=present) for opted_out, present in company],
        company_refused=refused,
        tags=list(tags),
    )
