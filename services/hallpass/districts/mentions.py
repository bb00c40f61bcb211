"""Ids that one thing in a folder says of another, with the place where it says so, to be looked up when all is read."""

from dataclasses import dataclass, field
from typing import Literal

from hallpass.districts.faults import Place
from hallpass.districts.members import Members, Value

Kind = Literal["student", "guardian", "staff", "class", "platform"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One id of a kind, and where it stands."""

    kind: Kind
    id: str
    place: Place


@dataclass(slots=True)
class Mentions:
    """Collects mentions while a file is read."""

    found: list[Mention] = field(default_factory=list)

    def add(self, kind: Kind, name: str, place: Place) -> None:
        """Note an id that has been read."""
        self.found.append(Mention(kind, name, place))

    def one(self, kind: Kind, value: Value | None) -> str | None:
        """Read an id of a kind."""
        name = value.id() if value is not None else None
        if value is not None and name is not None:
            self.add(kind, name, value.place)
        return name

    def needed(self, kind: Kind, members: Members, name: str) -> str | None:
        """Read the required member `name` as an id of a kind."""
        return self.one(kind, members.need(name))

    def many(self, kind: Kind, value: Value | None) -> tuple[str, ...]:
        """Read a list of ids of a kind, each once."""
        if value is None:
            return ()
        named = value.ids()
        for name, place in named:
            self.add(kind, name, place)
        return tuple(name for name, _ in named)
