"""Where something stands in a folder, and the list of everything that is wrong with it."""

from dataclasses import dataclass, field

from hallpass.kernel.errors import Fault


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: the path of the member (`staff[2].acceptable_use.date`) and its line, counted from one."""

    file: str
    path: str
    line: int
    column: int | None = None

    def member(self, name: str) -> "Place":
        """The place of a member whose own line is not known (because it is absent): the line of its parent."""
        path = ".".join(part for part in (self.path, name) if part)
        return Place(self.file, path, self.line)


@dataclass(slots=True)
class Faults:
    """Collects errors, so that a folder's author sees all of them at once; `warnings` refuse nothing."""

    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def add(self, place: Place, code: str, message: str) -> None:
        """An error at a place."""
        self.errors.append(_fault(place, code, message))

    def warn(self, place: Place, code: str, message: str) -> None:
        """Something that loads and still deserves a look."""
        self.warnings.append(_fault(place, code, message))


def _fault(place: Place, code: str, message: str) -> Fault:
    return Fault(code, message, member=place.path or None, file=place.file, line=place.line, column=place.column)
