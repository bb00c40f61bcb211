"""The facts of consent as they are recorded, and the aggregate that each belongs to. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from hallpass.contracts.consent import PARTS, AnswerKind, AnswerPurpose, NoticePart, ScopeKind

NoticeKind = Literal["classroom_media", "direct_contact"]


class NoticeWritten(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="fact", tag="notice_written"
):
    """A notice to families. A part with no words in it is missing."""

    id: str
    kind: NoticeKind
    class_id: str | None = None
    platform_id: str | None = None
    staff_id: str | None = None
    parts: dict[NoticePart, str] = {}
    window_days: int | None = None

    def filled_parts(self) -> tuple[NoticePart, ...]:
        """The names of the parts that have words, in the guideline's order."""
        return tuple(part for part in PARTS if self.parts.get(part, "").strip())


class NoticeDelivered(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="fact", tag="notice_delivered"
):
    """A notice arrived on `date`: at the guardians in `to`, or at all of that day's where `to` is null."""

    notice: str
    date: date
    to: tuple[str, ...] | None = None
    bounced: tuple[str, ...] = ()


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="fact", tag="answered"):
    """What one guardian said for one child."""

    guardian: str
    student: str
    purpose: AnswerPurpose
    scope: ScopeKind
    scope_id: str | None = None
    answer: AnswerKind
    date: date


class DirectoryOptedOut(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="fact", tag="directory_opted_out"
):
    """The family asked that nothing about the student be told as directory information."""

    student: str


class Consulted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="fact", tag="consulted"):
    """A principal was asked about the use of a platform in a class."""

    class_id: str
    platform_id: str
    principal: str
    date: date
    outcome: Literal["agreed", "declined"]


class Objected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="fact", tag="objected"):
    """Password protection would be detrimental to the objective, for this reason."""

    class_id: str
    platform_id: str
    by: str
    reason: str
    date: date


class Reminded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="fact", tag="reminded"):
    """Families of a class, or of some students, were reminded of what tagging means on a platform."""

    platform_id: str
    date: date
    class_id: str | None = None
    students: tuple[str, ...] = ()


Fact = NoticeWritten | NoticeDelivered | Answered | DirectoryOptedOut | Consulted | Objected | Reminded


def aggregate_of(fact: Fact) -> str:
    """The key of the aggregate that a fact changes, as contracts/consent.py names them."""
    match fact:
        case NoticeWritten():
            return notice_key(fact.id)
        case NoticeDelivered():
            return notice_key(fact.notice)
        case Answered() | DirectoryOptedOut():
            return answers_key(fact.student)
        case Consulted() | Objected():
            return classroom_key(fact.class_id, fact.platform_id)
        case Reminded():
            return f"reminders/{fact.platform_id}"


def notice_key(notice: str) -> str:
    """The aggregate of a notice."""
    return f"notice/{notice}"


def answers_key(student: str) -> str:
    """The aggregate of everything that was answered for a student."""
    return f"answers/{student}"


def classroom_key(class_id: str, platform_id: str) -> str:
    """The aggregate of a platform in a class. A slash inside the class's id is written %2F: the pair stays one key."""
    return f"classroom/{class_id.replace('%', '%25').replace('/', '%2F')}/{platform_id}"
