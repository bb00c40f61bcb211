"""What the consent service says: notices with deliveries, answers, consultations, objections, reminders.

Keys: `notice/<id>`, `answers/<student id>`, `classroom/<class id>/<platform id>`, `reminders/<platform id>`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

AnswerPurpose = Literal["classroom_media", "direct_contact", "inclusion", "photo", "directory"]
AnswerKind = Literal["opt_out", "opt_in", "withdraw"]
ScopeKind = Literal["all", "class", "staff", "platform"]
NoticePart = Literal["purpose", "example", "student_information", "security"]
PARTS: tuple[NoticePart, ...] = ("purpose", "example", "student_information", "security")


class Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice that arrived on `date`: at `to` (guardian ids), or at all of that day's guardians where `to` is null.

    `bounced` names guardians whom it did not reach.
    """

    date: date
    to: tuple[str, ...] | None = None
    bounced: tuple[str, ...] = ()


class NoticeFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice to families; `parts` are the names of the parts that have words."""

    id: str
    active: bool = True
    kind: Literal["classroom_media", "direct_contact"]
    class_id: str | None = None
    platform_id: str | None = None
    staff_id: str | None = None
    parts: tuple[NoticePart, ...] = ()
    window_days: int | None = None
    deliveries: tuple[Delivery, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one guardian said for one child. `scope_id` is absent where the scope is `all`. Later entries are later."""

    guardian: str
    purpose: AnswerPurpose
    scope: ScopeKind
    scope_id: str | None = None
    answer: AnswerKind
    date: date


class AnswerFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All answers for one student, in the order in which they were recorded; `directory_opt_out` is the district's
    list.
    """

    student_id: str
    answers: tuple[Answer, ...] = ()
    directory_opt_out: bool = False


class Consultation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A principal's word on the use of a platform in a class."""

    principal: str
    date: date
    outcome: Literal["agreed", "declined"]


class Objection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Password protection would be detrimental to the objective: who recorded it, and when (the reason stays with
    consent).
    """

    by: str
    date: date


class ClassroomFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Consultations and objections for one platform in one class."""

    class_id: str
    platform_id: str
    consultations: tuple[Consultation, ...] = ()
    objections: tuple[Objection, ...] = ()


class Reminder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Families were reminded of tagging: of a class, or of these students."""

    date: date
    class_id: str | None = None
    student_ids: tuple[str, ...] = ()


class ReminderFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All reminders about one platform."""

    platform_id: str
    reminders: tuple[Reminder, ...] = ()
