"""What a district is made of. Rows of the exports: plain, and filled in while the district is built."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Person:
    """Anybody. `roles` are (OneRoster role, organization), the first one primary; `agents` as OneRoster lists them."""

    id: str
    given: str
    family: str
    roles: list[tuple[str, str]]
    enabled: bool = True
    grade: str = ""
    agents: list[str] = field(default_factory=list)
    birth: date | None = None
    sms: str = ""


@dataclass(slots=True)
class Student:
    """A student's place in a school; `grade` is the true one, also where the export leaves it out."""

    person: Person
    school: str
    grade: str
    section: str

    @property
    def id(self) -> str:
        """The person's id."""
        return self.person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school. `neighborhood` counts from 0: families live in one. `plan` is its id in the first neighborhood."""

    id: str
    plan: str
    name: str
    grades: tuple[str, ...]
    neighborhood: int
    principal: bool
    students: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A class; `subject` is empty for a homeroom."""

    id: str
    title: str
    school: str
    grades: tuple[str, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """Somebody in a class. `role`: student or teacher; an open bound is None."""

    class_id: str
    school: str
    person: str
    role: str
    primary: bool = False
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a guardian is to a child and may do for them, with the members of guardians.csv. None is an open bound."""

    relationship: str = "parent"
    may_contact: bool = True
    no_contact: bool = False
    may_consent: bool = True
    records_access: bool = True
    language: str = "en"
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A row of guardians.csv."""

    student: str
    guardian: str
    rights: Rights


@dataclass(slots=True)
class District:
    """Everything about the district: the OneRoster part, the links, and who is who."""

    schools: list[School] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    students: list[Student] = field(default_factory=list)
    staff: list[Person] = field(default_factory=list)
    classes: dict[str, Class] = field(default_factory=dict)
    enrollments: list[Enrollment] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def add(self, person: Person) -> Person:
        """Take a person in; an id is given once."""
        if person.id in self.people:
            raise ValueError(f"There are two people with the id {person.id}.")
        self.people[person.id] = person
        return person

    def enrolled(self, class_id: str, role: str) -> list[str]:
        """Those in a class in this role, in order, whatever their dates."""
        return [e.person for e in self.enrollments if e.class_id == class_id and e.role == role]

    def student(self, plan: str, grade: str, position: int) -> Student:
        """The student at this position of section a of a grade, in a school of the first neighborhood."""
        found = [s for s in self.students if (s.school, s.grade, s.section) == (plan, grade, "a")]
        return found[position]
