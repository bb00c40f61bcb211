"""The shape of the district: its schools, how its students spread over them, and what is taught."""

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.demo.generator.model import School

DISTRICT = "maple-harbor"
NEIGHBORHOOD = 600
"""Students of a neighborhood: five schools. A larger district has more neighborhoods, not larger schools."""
SECTION = 25
"""A class has at most so many students."""
FEWEST = 200
"""With fewer students some classes would be empty."""

_GRADES = ("KG", *(f"{number:02}" for number in range(1, 13)))
_K5, _K8, _MIDDLE, _HIGH = _GRADES[:6], _GRADES[:9], _GRADES[6:9], _GRADES[9:]
GRADE_MAP = dict.fromkeys(("PK", *_K5), "elementary") | dict.fromkeys(_MIDDLE, "middle") | dict.fromkeys(_HIGH, "high")

SUBJECTS = {
    "science": "Science",
    "math": "Mathematics",
    "english": "English",
    "history": "History",
}
HIGH_SUBJECTS = SUBJECTS | {"spanish": "Spanish"}


@dataclass(frozen=True, slots=True)
class _Plan:
    id: str
    name: str
    grades: tuple[str, ...]
    share: float
    principal: bool = True


_SCHOOLS = (
    _Plan("lantern", "Lantern Elementary School", _K5, 0.20),
    _Plan("windmill", "Windmill Elementary School", _K5, 0.16),
    _Plan("heron", "Heron Middle School", _MIDDLE, 0.21),
    _Plan("beacon", "Beacon High School", _HIGH, 0.28),
    # Nobody is its principal: whom to ask there is its administrator.
    _Plan("foundry", "Foundry School", _K8, 0.15, principal=False),
)


def years_of_school(grade: str) -> int:
    """Years of school before this grade."""
    return _GRADES.index(grade)


def elementary(grade: str) -> bool:
    """One teacher for everything."""
    return grade in _K5


def schools(students: int) -> Iterator[School]:
    """The schools of a district with so many students, each with its number of students."""
    neighborhoods = max(1, round(students / NEIGHBORHOOD))
    for number in range(neighborhoods):
        living = students * (number + 1) // neighborhoods - students * number // neighborhoods
        yield from _neighborhood(number, living)


def _neighborhood(number: int, living: int) -> Iterator[School]:
    share, placed = 0.0, 0
    for plan in _SCHOOLS:
        share += plan.share
        seats = round(living * share) - placed
        placed += seats
        yield School(
            id=plan.id if number == 0 else f"{plan.id}-{number + 1}",
            plan=plan.id,
            name=plan.name if number == 0 else f"{plan.name} {number + 1}",
            grades=plan.grades,
            neighborhood=number,
            principal=plan.principal,
            students=seats,
        )
