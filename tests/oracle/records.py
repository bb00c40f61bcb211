"""The clauses about people who are not known, not contactable, and about what may be told of a student."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.consent import refused_directory
from oracle.message import Message, Recipient
from oracle.said import Said


def unknown_in_message(message: Message) -> Iterator[Said]:
    """An unknown or inactive sender is a deny of the whole message. An unknown id in `mentions` or `shows` denies the
    whole message when there is record content. An unknown `classroom.class_id` denies."""
    strangers = [name for name in message.mentions if message.student(name) is None]
    if (
        message.sender is None
        or (strangers and message.content.get("record_classes"))
        or (message.classroom is not None and message.known_classroom is None)
    ):
        yield Said("unknown-person", "deny")


def unknown_person(message: Message, who: Recipient) -> Iterator[Said]:
    """An id that the roster does not know is a deny for that recipient with the clause `unknown-person`."""
    if who.kind == "unknown":
        yield Said("unknown-person", "deny")


def is_contactable(message: Message, who: Recipient) -> bool:
    """Whether a guardian may be reached for every child for whom they are addressed."""
    reached = {link.student for link in message.children(who.id) if link.reachable(message.day)}
    return bool(who.children) and who.children <= reached


def not_contactable(message: Message, who: Recipient) -> Iterator[Said]:
    """A guardian under a no-contact order, with contact not allowed for this child, or with no link in force is never a
    recipient. A guardian named by id is addressed for all children of theirs (...); where one of these may not be
    reached through them, they are not contactable for this message."""
    if who.kind == "guardian" and not is_contactable(message, who):
        yield Said("not-contactable", "deny")


def records_of_nobody(message: Message) -> Iterator[Said]:
    """Section 5: `record_classes` without `mentions`: held (`records-disclosure`: say whose record it is)."""
    if message.content.get("record_classes") and not message.mentions:
        yield Said("records-disclosure", "review")


def records_disclosure(message: Message, who: Recipient) -> Iterator[Said]:
    """Student-record content about a student goes only to that student, to a guardian of that student who may be
    contacted, or to staff with a recorded legitimate interest. Anyone else in the audience: deny for that recipient."""
    known = [s for s in message.mentions if message.student(s)]
    if message.content.get("record_classes") and not all(_may_know(message, who, s) for s in known):
        yield Said("records-disclosure", "deny")


def records_directory(message: Message, who: Recipient) -> Iterator[Said]:
    """Directory data may go wider, unless the student's family opted out of directory disclosure; then as
    records-disclosure. Section 5: then it is judged as records are, under `records-directory`."""
    if message.content.get("directory_classes"):
        closed = [s for s in message.mentions if message.student(s) and refused_directory(message, s)]
        if not all(_may_know(message, who, s) for s in closed):
            yield Said("records-directory", "deny")


def _may_know(message: Message, who: Recipient, student: str) -> bool:
    """Section 5: a guardian with `records_access: false` gets no record content. At 18 the record rights pass to the
    student under either setting; age unknown: the guardians keep them."""
    if who.kind == "student":
        return who.id == student
    if who.kind == "staff" and _is_kept_from(message, who.id, student):
        return False
    if who.kind == "staff" and message.interest(who.id, student):
        return True
    if who.kind in {"guardian", "staff"}:
        rights = [link for link in message.links(student) if link.guardian == who.id and link.reachable(message.day)]
        return any(link.records for link in rights) and not message.eligible(student)
    return False


def _is_kept_from(message: Message, staff: str, student: str) -> bool:
    """A parent on the staff whom an order keeps from the child."""
    return any(link.guardian == staff and link.no_contact for link in message.links(student))


def records_of_disclosure(message: Message, who: Recipient) -> Iterator[Said]:
    """A permitted disclosure of record content to anyone outside the student and their guardians carries the obligation
    to enter it in the record of disclosures. `record_disclosure` comes with held recipients too, and only for record
    content."""
    classes = message.content.get("record_classes") or []
    if who.kind != "staff" or not classes:
        return
    known = sorted(s for s in message.mentions if message.student(s) and message.interest(who.id, s))
    if known := [s for s in known if not _is_kept_from(message, who.id, s)]:
        duty = {
            "type": "record_disclosure",
            "student_ids": known,
            "recipient_ids": [who.id],
            "record_classes": sorted(set(classes)),
        }
        yield Said("records-of-disclosure", "oblige", (duty,))


WHOLE = (unknown_in_message, records_of_nobody)
EACH = (records_disclosure, records_directory, records_of_disclosure)
