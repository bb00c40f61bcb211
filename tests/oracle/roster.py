"""Who is on a roster, as the oracle holds it: people with their posts, guardian links, seats in classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FAMILY = {"parent", "guardian", "relative"}


@dataclass(frozen=True)
class Post:
    """A role at a place (an organisation); both days inclusive, open where None."""

    role: str
    place: str
    since: date | None = None
    until: date | None = None

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Person:
    """Somebody of the roster."""

    id: str
    name: str
    posts: tuple[Post, ...]
    grade: str
    born: date | None
    agents: tuple[str, ...]
    active: bool
    enabled: bool
    home: str

    @property
    def roles(self) -> list[tuple[str, str]]:
        """Every role that this person ever had, with its place."""
        return [(post.role, post.place) for post in self.posts]

    @property
    def is_student(self) -> bool:
        return self.active and any(role == "student" for role, _ in self.roles)

    @property
    def is_family(self) -> bool:
        return self.active and any(role in FAMILY for role, _ in self.roles)

    @property
    def is_staff(self) -> bool:
        return self.active and self.enabled and any(role not in FAMILY | {"student"} for role, _ in self.roles)

    def places(self, day: date, *roles: str) -> set[str]:
        """Where this person has one of these roles on a day."""
        return {post.place for post in self.posts if post.role in roles and post.in_force(day)}


@dataclass(frozen=True)
class Link:
    """What one guardian may do for one child."""

    student: str
    guardian: str
    may_contact: bool
    no_contact: bool
    may_consent: bool
    records: bool
    since: date | None
    until: date | None

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def reachable(self, day: date) -> bool:
        """Section 3: Reachable = may_contact and not no_contact and in force."""
        return self.may_contact and not self.no_contact and self.in_force(day)


@dataclass(frozen=True)
class Seat:
    """An enrollment: a person in a class, as `student` or `teacher`."""

    group: str
    person: str
    role: str
    since: date | None
    until: date | None

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
