"""Whom to ask (contact.md section 5): a person of the roster, never oneself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hallpass.contracts.roster import StaffFacts, StaffRole
from hallpass.contracts.verdict import Ask
from hallpass.decision.facts import World
from hallpass.decision.people import Asks
from hallpass.derive.calendar import in_force

_TITLES: dict[StaffRole, str] = {
    "principal": "principal",
    "site_administrator": "administrator",
    "district_administrator": "district administrator",
}


def asks_of(world: World, sender: StaffFacts | None, class_school: str | None, day: date) -> Asks:
    """The building's principal, the class's, and the supervisor, each with the next in line where there is none."""
    finder = _Finder(world, sender, day)
    principal = finder.principal(sender.building if sender else None)
    return Asks(
        principal=principal,
        class_principal=finder.principal(class_school) if class_school is not None else principal,
        supervisor=finder.supervisor() or principal,
    )


class _Finder:
    def __init__(self, world: World, sender: StaffFacts | None, day: date) -> None:
        self._world, self._sender, self._day = world, sender, day

    def principal(self, school: str | None) -> Ask | None:
        """A principal asks the supervisor; others the principal of the school, else its administrator."""
        own = school is not None and not self._is_principal(school)
        return (
            (self._holder("principal", school) or self._holder("site_administrator", school) if own else None)
            or self.supervisor()
            or self._holder("district_administrator", None)
            or self._holder("site_administrator", None)
            or self._holder("principal", None)
        )

    def supervisor(self) -> Ask | None:
        if self._sender is None or self._sender.supervisor is None or self._sender.supervisor == self._sender.id:
            return None
        found = self._world.staff.get(self._sender.supervisor)
        return Ask(person_id=found.id, name=found.name, role="supervisor") if found and found.active else None

    def _is_principal(self, school: str) -> bool:
        return self._sender is not None and self._holds(self._sender, "principal", school)

    def _holder(self, role: StaffRole, school: str | None) -> Ask | None:
        own = self._sender.id if self._sender else None
        found = min(
            (s for s in self._others(own) if s.active and self._holds(s, role, school)),
            key=lambda staff: staff.id,
            default=None,
        )
        return Ask(person_id=found.id, name=found.name, role=_TITLES[role]) if found else None

    def _others(self, own: str | None) -> Iterable[StaffFacts]:
        return (staff for staff in self._world.staff.values() if staff.id != own)

    def _holds(self, staff: StaffFacts, role: StaffRole, school: str | None) -> bool:
        return any(
            post.role == role and (school is None or post.org == school) and in_force(post.since, post.until, self._day)
            for post in staff.posts
        )
