"""What a guardian link means on a day."""

from __future__ import annotations

from datetime import date

from hallpass.contracts.roster import GuardianLink, StaffFacts, StudentFacts
from hallpass.derive.calendar import in_force

_SCHOOL_ROLES = frozenset({"principal", "counselor", "site_administrator"})


def link_in_force(link: GuardianLink, day: date) -> bool:
    """Whether the link holds on that day."""
    return in_force(link.since, link.until, day)


def reachable(link: GuardianLink, day: date) -> bool:
    """May be contacted for this child: allowed, no order against it, and in force."""
    return link.may_contact and not link.no_contact and in_force(link.since, link.until, day)


def consents(link: GuardianLink, day: date) -> bool:
    """Whose answers have force: may consent, in force."""
    return link.may_consent and in_force(link.since, link.until, day)


def is_own_child(student: StudentFacts, staff_id: str, day: date) -> bool:
    """The member of staff is a guardian of the student, and nothing forbids them to reach the child."""
    return any(link.guardian == staff_id and reachable(link, day) for link in student.links)


def at_their_school(staff: StaffFacts, student: StudentFacts, day: date) -> bool:
    """Principal, counselor or administrator at a school of the student's (a district administrator is not)."""
    return any(
        post.role in _SCHOOL_ROLES and post.org in student.schools and in_force(post.since, post.until, day)
        for post in staff.posts
    )
