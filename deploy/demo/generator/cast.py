"""The people of the demo with a part to play: one family for each thing that makes a decision hard.

All live in the first neighborhood. deploy/demo/README.md introduces them.
"""

from collections.abc import Sequence

from deploy.demo.generator import families as kinds
from deploy.demo.generator.chance import Chance
from deploy.demo.generator.dates import Calendar
from deploy.demo.generator.families import Families
from deploy.demo.generator.model import District, Enrollment, Person, Rights, Student
from deploy.demo.generator.shape import DISTRICT

_UNKNOWN_GRADES, _UNKNOWN_BIRTHS = 0.005, 0.015
_ENDED_GRADE = "UG"
"""Ungraded: the district's grade map does not know it."""


class Cast:
    """Gives the parts away. `everybody` is whoever has one and needs no other family."""

    def __init__(self, district: District, families: Families, calendar: Calendar) -> None:
        self._district, self._families, self._calendar = district, families, calendar
        self.everybody: list[Student] = []

    def calm(self) -> list[Student]:
        """The two classes that the README writes to: without their cast there is nothing special about them."""
        return [s for s in self._district.students if (s.school, s.grade, s.section) in _CALM]

    def play(self) -> None:
        """All parts."""
        for kind, places in _PARTS:
            self._found(kind, *(self._district.student(*place) for place in places))
        self._teacher_parent()
        self._one_child_only()
        self._of_age()
        self._odd_facts()
        self._comings_and_goings()

    def _found(self, kind: kinds.Kind, *children: Student) -> None:
        self._families.found(kind, *children)
        self.everybody += children

    def _teacher_parent(self) -> None:
        """A teacher of Heron is a parent of two: one person, one id, two roles."""
        teacher = self._district.people["t-heron-2"]
        teacher.roles.append(("parent", DISTRICT))

        def with_teacher(families: Families, children: Sequence[Student]) -> None:
            kinds.single(families, children)
            families.link(children, teacher, Rights())

        self._found(with_teacher, self._district.student("lantern", "02", 0), self._district.student("heron", "08", 1))

    def _one_child_only(self) -> None:
        """A father who may be written to about one child, and whom an order keeps away from the other."""
        older, younger = self._district.student("foundry", "08", 0), self._district.student("foundry", "02", 0)

        def divided(families: Families, children: Sequence[Student]) -> None:
            kinds.single(families, children)
            father = families.guardian(families.other_name())
            families.link([older], father, Rights(may_consent=False))
            families.link([younger], father, Rights(no_contact=True, may_consent=False, records_access=False))

        self._found(divided, older, younger)

    def _of_age(self) -> None:
        """Eighteen last month, with parents; eighteen, and living on their own."""
        with_parents, alone = (self._district.student("beacon", "12", position) for position in (0, 1))
        with_parents.person.birth = self._calendar.birthday(18, days_ago=40)
        alone.person.birth = self._calendar.birthday(18, days_ago=70)
        self._found(kinds.together, with_parents)
        self._found(kinds.nobody, alone)

    def _odd_facts(self) -> None:
        """Facts that the student information system does not have."""
        self._district.student("foundry", "KG", 0).person.grade = ""
        self._district.student("foundry", "01", 0).person.grade = _ENDED_GRADE
        self._district.student("windmill", "02", 0).person.birth = None
        self._district.student("beacon", "10", 1).person.birth = None

    def _comings_and_goings(self) -> None:
        """A substitute between two classes, somebody who left, and students who change in midyear."""
        school, drama, day = "lantern", "c-beacon-drama", self._calendar.day
        substitute = Person("t-lantern-sub", "Orla", "Jorvelbrook", [("teacher", school)])
        gone = Person("t-heron-gone", "Wilen", "Tarnugate", [("teacher", "heron")], enabled=False)
        for person in (substitute, gone):
            self._district.staff.append(self._district.add(person))
        joins, leaves = (self._district.student("beacon", "10", position).id for position in (1, 2))
        self._district.enrollments += [
            Enrollment(
                class_id="c-lantern-1a",
                school=school,
                person=substitute.id,
                role="teacher",
                begin=day(-60),
                end=day(-20),
            ),
            Enrollment(
                class_id="c-lantern-2a", school=school, person=substitute.id, role="teacher", begin=day(20), end=day(60)
            ),
            Enrollment(class_id=drama, school="beacon", person=joins, role="student", begin=day(60)),
            Enrollment(class_id=drama, school="beacon", person=leaves, role="student", end=day(-30)),
        ]


def scatter(students: Sequence[Student], chance: Chance) -> None:
    """Here and there a grade or a birth date is missing."""
    for student in students:
        if chance.often(_UNKNOWN_GRADES):
            student.person.grade = ""
        if chance.often(_UNKNOWN_BIRTHS):
            student.person.birth = None


_CALM = {("heron", "06", "a"), ("heron", "07", "a")}

_Place = tuple[str, str, int]
_PARTS: tuple[tuple[kinds.Kind, tuple[_Place, ...]], ...] = (
    # Heron 6A: three children in one picture; the second family wants no pictures, the third no class blog.
    (kinds.together, (("heron", "06", 0),)),
    (kinds.apart, (("heron", "06", 1),)),
    (kinds.single, (("heron", "06", 2),)),
    # Heron 7A: a parent who wants no copies; an order against a parent; three children in three schools.
    (kinds.single, (("heron", "07", 0),)),
    (kinds.under_order, (("heron", "07", 1),)),
    (kinds.apart, (("heron", "07", 2), ("lantern", "03", 0), ("beacon", "11", 0))),
    # Heron 8A: one parent may read the records, the other may not.
    (kinds.no_records, (("heron", "08", 0),)),
    # Beacon 9A: a parent who has just been told that a teacher wants to text.
    (kinds.single, (("beacon", "09", 0),)),
    (kinds.not_allowed, (("beacon", "10", 0),)),
    (kinds.nobody_to_reach, (("lantern", "01", 0),)),
    (kinds.nobody, (("lantern", "04", 0),)),
    (kinds.changing_hands, (("lantern", "05", 0),)),
    (kinds.agents_only, (("windmill", "03", 0),)),
    (kinds.with_relative, (("windmill", "04", 0),)),
)
