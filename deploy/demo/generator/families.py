"""Families: guardians, and what each may do for each child.

A kind of family is a function of the children; the ordinary kinds fall by chance, the others are cast (see `cast`).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from deploy.demo.generator.chance import Chance
from deploy.demo.generator.dates import Calendar
from deploy.demo.generator.model import District, Link, Person, Rights, Student
from deploy.demo.generator.names import Names
from deploy.demo.generator.shape import DISTRICT

_SIZES = {1: 0.6, 2: 0.3, 3: 0.1}
_LANGUAGES = {"en": 0.7, "es": 0.14, "hmn": 0.06, "so": 0.04, "ar": 0.03, "zh": 0.03}

Kind = Callable[["Families", Sequence[Student]], None]


class Families:
    """Gives children guardians. Guardians are numbered through the district."""

    def __init__(self, district: District, names: Names, chance: Chance, calendar: Calendar, students: int) -> None:
        self._district, self._names, self._chance, self._calendar = district, names, chance, calendar
        self._width = max(4, len(str(2 * students)))
        self._guardians = 0

    def found(self, kind: Kind, *children: Student) -> None:
        """A family of this kind. Siblings share a family name."""
        name = self._names.family()
        for child in children:
            child.person.family = name
        kind(self, children)

    def populate(self, children: Sequence[Student], calm: Sequence[Student]) -> None:
        """Spread children over families of one to three; a family with one of the `calm` is of an ordinary kind."""
        left, quiet = self._chance.shuffled(children), {child.id for child in calm}
        while left:
            size = self._chance.weighted(_SIZES)
            family, left = left[:size], left[size:]
            ordinary = any(child.id in quiet for child in family)
            self.found(self._chance.weighted(CALM if ordinary else KINDS), *family)

    def guardian(self, family: str, role: str = "parent") -> Person:
        """Somebody new of this family name."""
        self._guardians += 1
        number = self._guardians
        return self._district.add(
            Person(
                f"g-{number:0{self._width}}",
                self._names.given(),
                family,
                [(role, DISTRICT)],
                sms=f"+1920555{100 + number % 40:04}",
            )
        )

    def other_name(self) -> str:
        """The name of a guardian who does not share the children's."""
        return self._names.family()

    def language(self) -> str:
        """What a household reads."""
        return self._chance.weighted(_LANGUAGES)

    def link(self, children: Iterable[Student], guardian: Person, rights: Rights) -> None:
        """A row of guardians.csv for each child, and the agent that OneRoster knows."""
        for child in children:
            self.agent(child, guardian)
            self._district.links.append(Link(child.id, guardian.id, rights))

    def agent(self, child: Student, guardian: Person) -> None:
        """OneRoster's untyped link alone: it says that there is something."""
        child.person.agents.append(guardian.id)

    def day(self, offset: int) -> date:
        """So many days from today."""
        return self._calendar.day(offset)


def full(families: Families) -> Rights:
    """Every right, in one of the languages that households read."""
    return Rights(language=families.language())


def together(families: Families, children: Sequence[Student]) -> None:
    """Two parents with every right."""
    rights, name = full(families), children[0].person.family
    for _ in range(2):
        families.link(children, families.guardian(name), rights)


def single(families: Families, children: Sequence[Student]) -> None:
    """One parent with every right."""
    families.link(children, families.guardian(children[0].person.family), full(families))


def apart(families: Families, children: Sequence[Student]) -> None:
    """Two households, both with every right."""
    single(families, children)
    families.link(children, families.guardian(families.other_name()), full(families))


def with_relative(families: Families, children: Sequence[Student]) -> None:
    """A parent, and a grandparent who gets the messages and decides nothing."""
    single(families, children)
    grandparent = families.guardian(families.other_name(), "relative")
    families.link(children, grandparent, Rights(relationship="relative", may_consent=False, records_access=False))


def under_order(families: Families, children: Sequence[Student]) -> None:
    """A parent, and one whom an order keeps away."""
    single(families, children)
    families.link(children, families.guardian(families.other_name()), Rights(no_contact=True, records_access=False))


def not_allowed(families: Families, children: Sequence[Student]) -> None:
    """A parent, and one who may decide but is not to be contacted."""
    single(families, children)
    families.link(children, families.guardian(families.other_name()), Rights(may_contact=False))


def no_records(families: Families, children: Sequence[Student]) -> None:
    """Split custody: both parents get messages, the second no records."""
    single(families, children)
    families.link(children, families.guardian(families.other_name()), Rights(may_consent=False, records_access=False))


def nobody_to_reach(families: Families, children: Sequence[Student]) -> None:
    """The only guardian is kept away by an order."""
    families.link(children, families.guardian(children[0].person.family), Rights(no_contact=True))


def changing_hands(families: Families, children: Sequence[Student]) -> None:
    """A foster family until last summer, a guardian today, a parent from next spring."""
    foster, parent = families.guardian(families.other_name(), "guardian"), families.guardian(families.other_name())
    today = families.guardian(children[0].person.family, "guardian")
    families.link(children, foster, Rights(relationship="guardian", since=families.day(-800), until=families.day(-120)))
    families.link(children, today, Rights(relationship="guardian", since=families.day(-119)))
    families.link(children, parent, Rights(since=families.day(90)))


def agents_only(families: Families, children: Sequence[Student]) -> None:
    """The roster has an agent, guardians.csv does not name the child."""
    guardian = families.guardian(children[0].person.family)
    for child in children:
        families.agent(child, guardian)


def nobody(_families: Families, _children: Sequence[Student]) -> None:
    """No guardian on file."""


CALM: dict[Kind, float] = {together: 0.55, single: 0.25, apart: 0.2}
KINDS: dict[Kind, float] = {
    together: 0.46,
    single: 0.21,
    apart: 0.13,
    with_relative: 0.04,
    under_order: 0.03,
    not_allowed: 0.02,
    no_records: 0.03,
    nobody_to_reach: 0.01,
    changing_hands: 0.02,
    agents_only: 0.03,
    nobody: 0.02,
}
