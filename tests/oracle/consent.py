"""What families were told and answered (sections 3 and 5), for one child at the time of the message."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from oracle.message import Message

PERMITS = {"presumed", "opted_in"}
PARTS = ("purpose", "example", "student_information", "security")


def answer_of(message: Message, guardian: str, student: str, purpose: str, groups: set[str]) -> str | None:
    """`refused`, `agreed` or None. Section 5: only guardians with may_consent can refuse or consent; withdraw is a
    refusal. Of several answers that cover this message the latest counts, of one day the refusal."""
    may = any(link.guardian == guardian and link.may_consent for link in message.links(student))
    fitting = [
        one
        for one in message.district.many("answers")
        if one["guardian"] == guardian
        and one["student"] == student
        and one["purpose"] == purpose
        and one["date"] <= message.day
        and _in_scope(message, one["scope"], groups)
    ]
    if not may or not fitting:
        return None
    last = max(one["date"] for one in fitting)
    agreed = all(one["answer"] == "opt_in" for one in fitting if one["date"] == last)
    return "agreed" if agreed else "refused"


def _in_scope(message: Message, scope: Any, groups: set[str]) -> bool:
    """Section 3: scoped to a class, staff member or platform, or to all."""
    if scope == "all":
        return True
    return (
        scope.get("staff") == message.sender_id
        or ("platform" in scope and scope["platform"] == message.medium.get("platform_id"))
        or ("class" in scope and scope["class"] in groups)
    )


def is_active(message: Message, purpose: str) -> bool:
    """Purposes that need an opt-in."""
    return purpose in ((message.district.settings.get("consent") or {}).get("active") or [])


def state(message: Message, student: str, purpose: str, notices: list[dict[str, Any]], groups: set[str]) -> str:
    """The family's state of section 3.

    Several guardians: one opt-out is enough to forbid; one opt_in suffices for an active purpose, and during the
    window. Advised means every reachable guardian who may consent; who answered, was.
    """
    consenting = [link for link in message.links(student) if link.may_consent]
    said = {link.guardian: answer_of(message, link.guardian, student, purpose, groups) for link in consenting}
    agreed = "agreed" in said.values()
    if "refused" in said.values():
        return "opted_out"
    reachable = [link.guardian for link in consenting if link.reachable(message.day)]
    told = [_told(message, guardian, student, notices) for guardian in reachable if said[guardian] is None]
    if not reachable and not agreed:
        return "unreachable"
    if None in told and not (agreed and is_active(message, purpose)):
        return "not_advised"
    if agreed:
        return "opted_in"
    over = max((day for day in told if day is not None), default=date.min) + timedelta(days=_window(message) + 1)
    return "advised_waiting" if is_active(message, purpose) or message.day < over else "presumed"


def _window(message: Message) -> int:
    return int((message.district.settings.get("consent") or {}).get("window_days", 14))


def _told(message: Message, guardian: str, student: str, notices: list[dict[str, Any]]) -> date | None:
    """When this guardian was first advised for this child by one of these notices."""
    return min((day for one in notices if (day := _told_by(message, guardian, student, one))), default=None)


def _told_by(message: Message, guardian: str, student: str, notice: dict[str, Any]) -> date | None:
    """Section 5: `to: all` means the guardians whose link was in force that day, of the students then in that class
    (for a staff member's notice: in their classes); who comes later is not advised until told."""
    delivered = notice.get("delivered")
    if not delivered or delivered["date"] > message.day:
        return None
    day: date = delivered["date"]
    groups = {notice["class"]} if "class" in notice else message.classes(notice["staff"], "teacher", day)
    if delivered["to"] == "all":
        then = any(
            link.student == student and link.guardian == guardian and link.in_force(day)
            for link in message.district.links
        )
        return day if then and groups & message.classes(student, "student", day) else None
    return day if guardian in delivered["to"] else None


def classroom_notices(message: Message) -> list[dict[str, Any]]:
    """Delivered notices for the class and the medium of a classroom use, whatever their parts."""
    return [
        one
        for one in message.district.many("notices")
        if one["kind"] == "classroom_media"
        and one["class"] == message.classroom
        and one["platform"] == message.medium.get("platform_id")
        and one.get("delivered")
        and one["delivered"]["date"] <= message.day
    ]


def complete(notice: dict[str, Any]) -> bool:
    """Section 4: an empty part is missing."""
    return all(((notice.get("parts") or {}).get(part) or "").strip() for part in PARTS)


def classroom_state(message: Message, student: str) -> str:
    """The family's state for the classroom use that the message is."""
    told = classroom_notices(message)
    told = [one for one in told if complete(one)] or told
    return state(message, student, "classroom_media", told, {message.classroom or ""})


def direct_state(message: Message, student: str) -> str:
    """The family's state for direct contact by this sender. Section 5: a direct_contact notice needs no four parts;
    a class's notice covers that class's teachers."""
    groups = _shared(message, student)
    notices = [
        one
        for one in message.district.many("notices")
        if one["kind"] == "direct_contact" and (one.get("staff") == message.sender_id or one.get("class") in groups)
    ]
    return state(message, student, "direct_contact", notices, groups | _here(message))


def refused_photo(message: Message, student: str) -> bool:
    """Section 5: an active purpose, and a refusal of `photo`, bind on every medium."""
    return _not_allowed(message, student, "photo")


def refused_directory(message: Message, student: str) -> bool:
    """Section 3: directory opt-outs are answers; district.yaml may list students too."""
    listed: list[Any] = message.district.raw.get("directory_opt_outs") or []
    return student in listed or _not_allowed(message, student, "directory")


def _not_allowed(message: Message, student: str, purpose: str) -> bool:
    groups = _here(message) or _shared(message, student)
    said = {answer_of(message, link.guardian, student, purpose, groups) for link in message.links(student)}
    return "refused" in said or (is_active(message, purpose) and "agreed" not in said)


def opted_out_of_inclusion(message: Message, guardian: str, student: str) -> bool:
    """Section 3: for inclusion each guardian speaks only for themselves."""
    groups = _here(message) or _shared(message, student)
    return answer_of(message, guardian, student, "inclusion", groups) == "refused"


def _here(message: Message) -> set[str]:
    """The class of a classroom use."""
    return {message.classroom} if message.classroom else set()


def _shared(message: Message, student: str) -> set[str]:
    """The classes that the sender teaches and the student attends."""
    return message.classes(message.sender_id, "teacher") & message.classes(student, "student")
