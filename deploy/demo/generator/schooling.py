"""Opens a school: its office, its teachers, its students in sections, their classes and who is in them."""

from collections.abc import Mapping
from math import ceil

from deploy.demo.generator.chance import Chance
from deploy.demo.generator.dates import Calendar
from deploy.demo.generator.model import Class, District, Enrollment, Person, School, Student
from deploy.demo.generator.names import Names
from deploy.demo.generator.shape import DISTRICT, HIGH_SUBJECTS, SECTION, SUBJECTS, elementary, years_of_school

_DRAMA = 8
"""Every so-many-th student of a high school is in the drama club, across grades."""


class Schooling:
    """Fills a district, school by school. Students are numbered through the district, teachers through their school."""

    def __init__(self, district: District, names: Names, chance: Chance, calendar: Calendar, students: int) -> None:
        self._district, self._names, self._chance, self._calendar = district, names, chance, calendar
        self._width = max(4, len(str(students)))

    def office(self) -> None:
        """The district's own people."""
        for number in (1, 2):
            self._hire(f"d-{number}", "districtAdministrator", DISTRICT)
        self._hire("sys-1", "systemAdministrator", DISTRICT)

    def open(self, school: School) -> None:
        """One school. Where it has grades of both kinds, each grade is taught in its own way."""
        self._district.schools.append(school)
        self._hire(
            f"p-{school.id}" if school.principal else f"a-{school.id}",
            "principal" if school.principal else "siteAdministrator",
            school.id,
        )
        self._hire(f"co-{school.id}", "counselor", school.id)
        young = {g: self._admit(school, g) for g in school.grades if elementary(g)}
        old = {g: self._admit(school, g) for g in school.grades if not elementary(g)}
        hired = self._homerooms(school, young) if young else 0
        if old:
            self._subjects(school, old, hired)

    def _hire(self, person_id: str, role: str, org: str) -> Person:
        person = Person(person_id, self._names.given(), self._names.staff(), [(role, org)])
        self._district.staff.append(self._district.add(person))
        return person

    def _teacher(self, school: School, number: int) -> Person:
        return self._hire(f"t-{school.id}-{number}", "teacher", school.id)

    def _admit(self, school: School, grade: str) -> list[list[Student]]:
        """The students of a grade, in sections of about one size."""
        position, grades = school.grades.index(grade), len(school.grades)
        seats = school.students * (position + 1) // grades - school.students * position // grades
        sections: list[list[Student]] = [[] for _ in range(ceil(seats / SECTION))]
        for seat in range(seats):
            number = seat * len(sections) // seats
            person = Person(
                f"s-{len(self._district.students) + 1:0{self._width}}",
                self._names.given(),
                "",
                [("student", school.id)],
                grade=grade,
                birth=self._calendar.birth(years_of_school(grade), self._chance),
            )
            student = Student(self._district.add(person), school.id, grade, "abcdefgh"[number])
            sections[number].append(student)
            self._district.students.append(student)
        return sections

    def _homerooms(self, school: School, grades: Mapping[str, list[list[Student]]]) -> int:
        """A teacher for each section, music for each grade. Returns how many teachers were hired."""
        hired = 1
        music = self._teacher(school, hired)
        for grade, sections in grades.items():
            short = grade.lstrip("0").lower().removesuffix("g")
            for section in sections:
                hired += 1
                self._homeroom(school, short, section, self._teacher(school, hired))
            title = f"Music, {_spoken(grade)}"
            class_id = f"c-{school.id}-{short}-music"
            self._class(Class(id=class_id, title=title, school=school.id, grades=(grade,), subject="music"))
            self._fill(class_id, school, music, [student for section in sections for student in section])
        return hired

    def _subjects(self, school: School, grades: Mapping[str, list[list[Student]]], hired: int) -> None:
        """A teacher for each subject, who also keep the homerooms; in a high school the drama club."""
        high = school.plan == "beacon"
        subjects = HIGH_SUBJECTS if high else SUBJECTS
        teachers = {name: self._teacher(school, hired + n) for n, name in enumerate(subjects, start=1)}
        keepers, rooms = list(teachers.values()), 0
        for grade, sections in grades.items():
            for section in sections:
                self._homeroom(school, grade.lstrip("0"), section, keepers[rooms % len(keepers)])
                rooms += 1
                for name, title in subjects.items():
                    class_id = f"c-{school.id}-{grade.lstrip('0')}{section[0].section}-{name}"
                    room = f"{title} {grade.lstrip('0')}{section[0].section.upper()}"
                    self._class(Class(id=class_id, title=room, school=school.id, grades=(grade,), subject=name))
                    self._fill(class_id, school, teachers[name], section)
        if high:
            self._drama(school, [s for sections in grades.values() for section in sections for s in section], hired)

    def _drama(self, school: School, students: list[Student], hired: int) -> None:
        teacher = self._teacher(school, hired + len(HIGH_SUBJECTS) + 1)
        class_id = f"c-{school.id}-drama"
        self._class(Class(id=class_id, title="Drama Club", school=school.id, grades=school.grades, subject="drama"))
        self._fill(class_id, school, teacher, students[::_DRAMA])

    def _homeroom(self, school: School, short: str, section: list[Student], teacher: Person) -> None:
        letter = section[0].section
        class_id = f"c-{school.id}-{short}{letter}"
        title = f"Homeroom {short.upper()}{letter.upper()}"
        self._class(Class(id=class_id, title=title, school=school.id, grades=(section[0].grade,)))
        self._fill(class_id, school, teacher, section)

    def _class(self, opened: Class) -> None:
        self._district.classes[opened.id] = opened

    def _fill(self, class_id: str, school: School, teacher: Person, students: list[Student]) -> None:
        add = self._district.enrollments.append
        add(Enrollment(class_id=class_id, school=school.id, person=teacher.id, role="teacher", primary=True))
        for student in students:
            add(Enrollment(class_id=class_id, school=school.id, person=student.id, role="student"))


def _spoken(grade: str) -> str:
    return "Kindergarten" if grade == "KG" else f"Grade {grade.lstrip('0')}"
