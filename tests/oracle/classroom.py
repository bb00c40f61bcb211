"""The clauses about classrooms, about what belongs to a student's education, and about direct contact."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.consent import (
    PERMITS,
    classroom_notices,
    classroom_state,
    complete,
    direct_state,
    refused_photo,
)
from oracle.emergencies import by_declarer, is_emergency, purpose_for
from oracle.message import Message, Recipient
from oracle.said import Said


def family_notice(message: Message) -> Iterator[Said]:
    """Classroom use of a medium needs a delivered notice to the families of that class for that medium, with all four
    parts. Missing or incomplete - deny."""
    if message.known_classroom and not any(complete(one) for one in classroom_notices(message)):
        yield Said("family-notice", "deny")


def password_protected(message: Message) -> Iterator[Said]:
    """A classroom medium that is open to more than the class's families - review, unless an objection is recorded with
    its reason. Section 5: `audience.public` makes a classroom medium open."""
    if not message.known_classroom:
        return
    visibility = (message.platform or {}).get("visibility", "class_families")
    if visibility not in {"school", "public"} and not message.audience.get("public"):
        return
    if not any(
        one["class"] == message.classroom and _same_platform(message, one["platform"]) and one["date"] <= message.day
        for one in message.district.many("objections")
    ):
        yield Said("password-protected", "review")


def _same_platform(message: Message, platform: str) -> bool:
    return platform == message.medium.get("platform_id")


def passive_consent(message: Message, who: Recipient) -> Iterator[Said]:
    """No answer means consent once the notice's window is over; a family that opted out is left out of the audience.
    Section 3: only presumed and opted_in permit. Section 5: before that a student is denied, guardians as recipients
    are not. An emergency lifts it."""
    if is_emergency(message, who) or not message.known_classroom:
        return
    if who.kind == "student" and classroom_state(message, who.id) not in PERMITS:
        yield Said("passive-consent", "deny")
    if who.kind == "guardian" and any(classroom_state(message, s) == "opted_out" for s in who.children):
        yield Said("passive-consent", "deny")


def left_out(message: Message) -> Iterator[Said]:
    """A family that opted out is left out, as is the child's picture, name and work (`leave_out`); of a classroom's
    medium only presumed and opted_in permit. An active purpose, and a refusal of `photo`, bind on every medium."""
    about = [s for s in message.mentions if message.student(s) and not message.own_and_private(s)]
    out = {s for s in about if s in message.pictured and refused_photo(message, s)}
    if message.known_classroom:
        out |= {s for s in about if classroom_state(message, s) not in PERMITS}
    due = sorted(s for s in out if not is_emergency(message, Recipient(s, "student")))
    if due:
        yield Said("passive-consent", "oblige", ({"type": "leave_out", "student_ids": due},))


def principal_consultation(message: Message) -> Iterator[Said]:
    """A new use of a medium in a classroom with no recorded consultation of the building's principal - review. Section
    5: the building's principal as sender counts as consulted; an outcome of `declined` denies."""
    school = message.district.groups.get(message.known_classroom or "")
    if not school:
        return
    if message.sender is not None and school in message.sender.places(message.day, "principal"):
        return
    found = [
        one
        for one in message.district.many("consultations")
        if one["class"] == message.classroom and _same_platform(message, one["platform"]) and one["date"] <= message.day
    ]
    if not found:
        yield Said("principal-consultation", "review")
    elif max(found, key=lambda one: one["date"])["outcome"] == "declined":
        yield Said("principal-consultation", "deny")


def education_related(message: Message, who: Recipient) -> Iterator[Said]:
    """A message to a student that is not related directly to that student's education, or not age-appropriate - deny.
    Section 5: sexual, drugs_alcohol: held for students; `age_appropriate: false` denies students only. An emergency
    lifts education-related, but no signal."""
    if who.kind != "student" or message.own_and_private(who.id):
        return
    lifted = is_emergency(message, who)
    if purpose_for(message, who) != "education" and not lifted:
        yield Said("education-related", "deny")
    if message.content.get("age_appropriate") is False and not lifted:
        yield Said("education-related", "deny")
    if message.signals & {"sexual", "drugs_alcohol"}:
        yield Said("education-related", "advise" if by_declarer(message) else "review")


def lifted_by_age(message: Message, student: str) -> bool:
    """Section 5: `guardian_rules: lift` lifts inclusion and high-school-direct for students of 18."""
    rules = (message.district.settings.get("eligible_students") or {}).get("guardian_rules", "lift")
    return rules == "lift" and message.eligible(student)


def high_school_direct(message: Message, who: Recipient, company: bool) -> Iterator[Said]:
    """A student at the high-school level, directly - only if the guardians were advised of this staff member's (or this
    class's) intent, the opt-out window is over, and none opted out; else deny for that student. Section 5: no reachable
    guardian who may consent: held. `company`: every reachable guardian who did not opt out of inclusion is included."""
    if message.level(who.id) != "high" or lifted_by_age(message, who.id) or is_emergency(message, who) or company:
        return
    if message.own_and_private(who.id):
        return
    state = direct_state(message, who.id)
    if state not in PERMITS:
        yield Said("high-school-direct", "review" if state == "unreachable" else "deny")


WHOLE = (family_notice, password_protected, left_out, principal_consultation)
EACH = (passive_consent, education_related)
