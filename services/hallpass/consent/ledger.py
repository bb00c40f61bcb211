"""The ledger read as state: entries that still hold, folded into what is published of each aggregate. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

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
from hallpass.contracts.consent import (
    Answer,
    AnswerFacts,
    ClassroomFacts,
    Consultation,
    Delivery,
    NoticeFacts,
    Objection,
    Reminder,
    ReminderFacts,
)

Origin = Literal["api", "folder"]
Payload = NoticeFacts | AnswerFacts | ClassroomFacts | ReminderFacts


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact in the ledger. `number` rises with time; `holds` is false once it has been retracted."""

    number: int
    fact: Fact
    origin: Origin
    recorded_at: datetime
    holds: bool = True


def state_of(entries: Iterable[Entry]) -> Payload | None:
    """What is published of one aggregate, from all its entries in order; None where there never was any.

    Of several texts of a notice the last one holds. A notice that was retracted stays as an inactive one.
    """
    every = sorted(entries, key=lambda entry: entry.number)
    if not every:
        return None
    holding = [entry.fact for entry in every if entry.holds]
    match every[0].fact:
        case NoticeWritten() | NoticeDelivered():
            return _notice([entry.fact for entry in every], holding)
        case Answered(student=student) | DirectoryOptedOut(student=student):
            return _answers(student, holding)
        case (
            Consulted(class_id=class_id, platform_id=platform_id) | Objected(class_id=class_id, platform_id=platform_id)
        ):
            return _classroom(class_id, platform_id, holding)
        case Reminded(platform_id=platform_id):
            return _reminders(platform_id, holding)


def written(entries: Iterable[Entry]) -> NoticeWritten | None:
    """The text of a notice that holds now."""
    texts = [entry for entry in entries if entry.holds and isinstance(entry.fact, NoticeWritten)]
    last = max(texts, key=lambda entry: entry.number, default=None)
    return last.fact if last is not None and isinstance(last.fact, NoticeWritten) else None


def superseded(held: Sequence[Entry], wanted: Sequence[Fact]) -> tuple[list[Entry], list[Fact]]:
    """What turns what a folder said of an aggregate into what it says now: entries to retract, facts to append.

    The order matters (of two answers of a day, the later counts), so everything after the first
    difference is retracted and said again.
    """
    same = 0
    for entry, fact in zip(held, wanted, strict=False):
        if entry.fact != fact:
            break
        same += 1
    return list(held[same:]), list(wanted[same:])


def _notice(every: list[Fact], holding: list[Fact]) -> NoticeFacts | None:
    texts = [fact for fact in every if isinstance(fact, NoticeWritten)]
    standing = [fact for fact in holding if isinstance(fact, NoticeWritten)]
    if not texts:
        return None
    notice = standing[-1] if standing else texts[-1]
    deliveries = [
        Delivery(date=fact.date, to=fact.to, bounced=fact.bounced)
        for fact in holding
        if isinstance(fact, NoticeDelivered)
    ]
    return NoticeFacts(
        id=notice.id,
        active=bool(standing),
        kind=notice.kind,
        class_id=notice.class_id,
        platform_id=notice.platform_id,
        staff_id=notice.staff_id,
        parts=notice.filled_parts(),
        window_days=notice.window_days,
        deliveries=tuple(sorted(deliveries, key=lambda delivery: delivery.date)),
    )


def _answers(student: str, holding: list[Fact]) -> AnswerFacts:
    answers = [
        Answer(
            guardian=fact.guardian,
            purpose=fact.purpose,
            scope=fact.scope,
            scope_id=fact.scope_id,
            answer=fact.answer,
            date=fact.date,
        )
        for fact in holding
        if isinstance(fact, Answered)
    ]
    opted_out = any(isinstance(fact, DirectoryOptedOut) for fact in holding)
    # By date, so that a form of September that is recorded in October does not outrank a later answer.
    in_order = tuple(sorted(answers, key=lambda answer: answer.date))
    return AnswerFacts(student_id=student, answers=in_order, directory_opt_out=opted_out)


def _classroom(class_id: str, platform_id: str, holding: list[Fact]) -> ClassroomFacts:
    consultations = [
        Consultation(principal=fact.principal, date=fact.date, outcome=fact.outcome)
        for fact in holding
        if isinstance(fact, Consulted)
    ]
    objections = [Objection(by=fact.by, date=fact.date) for fact in holding if isinstance(fact, Objected)]
    return ClassroomFacts(
        class_id=class_id,
        platform_id=platform_id,
        consultations=tuple(sorted(consultations, key=lambda found: found.date)),
        objections=tuple(sorted(objections, key=lambda found: found.date)),
    )


def _reminders(platform_id: str, holding: list[Fact]) -> ReminderFacts:
    reminders = [
        Reminder(date=fact.date, class_id=fact.class_id, student_ids=fact.students)
        for fact in holding
        if isinstance(fact, Reminded)
    ]
    return ReminderFacts(platform_id=platform_id, reminders=tuple(sorted(reminders, key=lambda found: found.date)))
