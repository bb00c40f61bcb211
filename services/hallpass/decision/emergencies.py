"""Which declared emergency a message belongs to, and whether sending it declares one (contact.md section 5,
Emergency).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.policy import EmergencyFacts
from hallpass.contracts.roster import StaffFacts, StudentFacts
from hallpass.decision.facts import World
from hallpass.derive.calendar import in_force

DECLARED_FOR = timedelta(hours=4)


@dataclass(frozen=True)
class Emergency:
    """The emergency in force for this message; `declared_now` where sending it is the declaration.

    `others` are in force for the sender besides, where the message names none: what one lifts, the message has lifted.
    """

    facts: EmergencyFacts
    declared_now: bool
    others: tuple[EmergencyFacts, ...] = ()

    def covers_student(self, student: StudentFacts) -> bool:
        """Whether the student is of its scope."""
        return any(one.school is None or one.school in student.schools for one in (self.facts, *self.others))

    def covers_staff(self, staff: StaffFacts, day: date) -> bool:
        """Whether the member of staff is of its scope: the declarer, or one of that school's."""
        return any(_holds_for(one, staff, day) for one in (self.facts, *self.others))


def _holds_for(emergency: EmergencyFacts, staff: StaffFacts, day: date) -> bool:
    return (
        emergency.school is None
        or emergency.declared_by == staff.id
        or staff.building == emergency.school
        or any(post.org == emergency.school and in_force(post.since, post.until, day) for post in staff.posts)
    )


def authority(staff: StaffFacts, day: date) -> tuple[bool, str | None]:
    """Whether somebody may declare an emergency, and for which school (None: everywhere)."""
    posts = [post for post in staff.posts if in_force(post.since, post.until, day)]
    if any(post.role == "district_administrator" for post in posts):
        return True, None
    schools = [post for post in posts if post.role == "principal"]
    if not schools:
        return False, None
    primary = next((post for post in schools if post.org == staff.building), schools[0])
    return True, primary.org


def emergency_of(
    request: ContactRequest, world: World, sender: StaffFacts | None, at: datetime, day: date, new_id: str
) -> Emergency | None:
    """The emergency for a message of purpose `emergency`, or None: then it is judged as a school matter.

    An `emergency_id` that the register does not know declares nothing. Without one in force, a principal or district
    administrator declares it by sending, for four hours, under `new_id`.
    """
    if request.purpose != "emergency" or sender is None:
        return None
    declared = world.register.emergencies
    if request.emergency_id is not None and request.emergency_id not in declared:
        return None
    named = (declared[request.emergency_id],) if request.emergency_id is not None else tuple(declared.values())
    holding = sorted(
        (one for one in named if one.active and one.start <= at < one.until and _holds_for(one, sender, day)),
        key=lambda one: (one.declared_by != sender.id, one.school is not None, one.id),
    )
    if holding:
        return Emergency(holding[0], declared_now=False, others=tuple(holding[1:]))
    may_declare, school = authority(sender, day)
    if not may_declare:
        return None
    facts = EmergencyFacts(id=new_id, declared_by=sender.id, school=school, start=at, until=at + DECLARED_FOR)
    return Emergency(facts, declared_now=True)
