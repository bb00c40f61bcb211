"""What makes a fact complete: everything that would keep it from being understood later, by member. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from hallpass.consent.model import (
    Answered,
    Consulted,
    DirectoryOptedOut,
    Fact,
    NoticeDelivered,
    NoticeWritten,
    Objected,
    Reminded,
)
from hallpass.kernel.errors import Fault

LONGEST_ID = 255
LONGEST_TEXT = 20_000
MOST_PEOPLE = 10_000
LONGEST_WINDOW = 3_650


def faults_of(fact: Fact) -> tuple[Fault, ...]:
    """Everything that makes a fact incomplete or contradictory; empty when it may be recorded."""
    return tuple(_faults(fact))


def _faults(fact: Fact) -> Iterator[Fault]:
    match fact:
        case NoticeWritten():
            yield from _notice(fact)
        case NoticeDelivered():
            yield from _delivery(fact)
        case Answered():
            yield from _answer(fact)
        case DirectoryOptedOut():
            yield from _ids({"student": fact.student})
        case Consulted():
            yield from _ids({"class": fact.class_id, "platform": fact.platform_id, "principal": fact.principal})
        case Objected():
            yield from _objection(fact)
        case Reminded():
            yield from _reminder(fact)


def _notice(notice: NoticeWritten) -> Iterator[Fault]:
    yield from _ids({"id": notice.id})
    yield from _ids({"class": notice.class_id, "platform": notice.platform_id, "staff": notice.staff_id})
    for part, text in notice.parts.items():
        yield from _text(f"parts.{part}", text)
    if notice.window_days is not None and not 0 <= notice.window_days <= LONGEST_WINDOW:
        yield Fault("window", f"A window has 0 to {LONGEST_WINDOW} days.", "window_days")
    yield from _of_classroom(notice) if notice.kind == "classroom_media" else _of_direct_contact(notice)


def _of_classroom(notice: NoticeWritten) -> Iterator[Fault]:
    if notice.class_id is None:
        yield Fault("missing", "A notice of classroom media names its class.", "class")
    if notice.platform_id is None:
        yield Fault("missing", "A notice of classroom media names its platform.", "platform")
    if notice.staff_id is not None:
        yield Fault("not_here", "A notice of classroom media names no member of staff.", "staff")


def _of_direct_contact(notice: NoticeWritten) -> Iterator[Fault]:
    if (notice.staff_id is None) == (notice.class_id is None):
        yield Fault("one_of", "A notice of direct contact names a member of staff or a class.", "staff")
    if notice.platform_id is not None:
        yield Fault("not_here", "A notice of direct contact names no platform.", "platform")


def _delivery(delivery: NoticeDelivered) -> Iterator[Fault]:
    yield from _ids({"id": delivery.notice})
    yield from _people("to", delivery.to or ())
    yield from _people("bounced", delivery.bounced)
    if delivery.to is not None and not set(delivery.bounced) <= set(delivery.to):
        yield Fault("not_addressed", "Only guardians to whom it was sent can have bounced.", "bounced")


def _answer(answer: Answered) -> Iterator[Fault]:
    yield from _ids({"guardian": answer.guardian, "student": answer.student, "scope": answer.scope_id})
    if (answer.scope == "all") != (answer.scope_id is None):
        yield Fault("scope", 'The scope is "all", or one class, staff member or platform.', "scope")


def _objection(objection: Objected) -> Iterator[Fault]:
    yield from _ids({"class": objection.class_id, "platform": objection.platform_id, "by": objection.by})
    if not objection.reason.strip():
        yield Fault("empty", "An objection needs its reason.", "reason")
    yield from _text("reason", objection.reason)


def _reminder(reminder: Reminded) -> Iterator[Fault]:
    yield from _ids({"platform": reminder.platform_id, "class": reminder.class_id})
    yield from _people("students", reminder.students)
    if (reminder.class_id is None) == (not reminder.students):
        yield Fault("one_of", "A reminder goes to a class or to some students.", "class")


def _ids(ids: dict[str, str | None]) -> Iterator[Fault]:
    for member, value in ids.items():
        if value is not None and (not 1 <= len(value) <= LONGEST_ID or not value.strip() or "\x00" in value):
            yield Fault("id", f"An id of 1 to {LONGEST_ID} characters is expected here.", member)


def _people(member: str, ids: tuple[str, ...]) -> Iterator[Fault]:
    if len(ids) > MOST_PEOPLE:
        yield Fault("too_many", f"At most {MOST_PEOPLE} people fit in one list.", member)
    yield from _ids({f"{member}[{index}]": value for index, value in enumerate(ids[:MOST_PEOPLE])})


def _text(member: str, text: str) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        yield Fault("too_long", f"At most {LONGEST_TEXT} characters are allowed here.", member)
    if "\x00" in text:
        yield Fault("text", "The text holds a character that cannot be stored.", member)
