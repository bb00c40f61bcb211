"""Builds the whole district: schools first, then the families of each neighborhood."""

from datetime import date

from deploy.demo.generator import cast, shape
from deploy.demo.generator.chance import Chance
from deploy.demo.generator.dates import Calendar
from deploy.demo.generator.families import Families
from deploy.demo.generator.model import District
from deploy.demo.generator.names import Names
from deploy.demo.generator.schooling import Schooling


def district(students: int, today: date, chance: Chance) -> District:
    """A district with so many students, as it is on this day."""
    built, calendar, names = District(), Calendar(today), Names(chance)
    schooling = Schooling(built, names, chance, calendar, students)
    schooling.office()
    for school in shape.schools(students):
        schooling.open(school)

    families = Families(built, names, chance, calendar, students)
    played = cast.Cast(built, families, calendar)
    played.play()
    taken, calm = {student.id for student in played.everybody}, played.calm()
    left = [student for student in built.students if student.id not in taken]
    homes = {school.id: school.neighborhood for school in built.schools}
    for neighborhood in range(max(homes.values()) + 1):
        families.populate([student for student in left if homes[student.school] == neighborhood], calm)
    quiet = {student.id for student in calm}
    cast.scatter([student for student in left if student.id not in quiet], chance)
    return built
