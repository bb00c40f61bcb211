"""The engine's answer: what every guideline found, by situation. Decoded strictly: anything else is undecided."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from hallpass.contracts.contact import Effect, FindingEffect, RecordClass, RemedyCode

Index = Annotated[int, msgspec.Meta(ge=0)]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No member may be added, renamed or missing."""


class IncludeGuardians(_Strict, frozen=True, kw_only=True, tag_field="type", tag="include_guardians"):
    """`guardians`: indexes into the student's `company`."""

    guardians: list[Index]


class HoldUntil(_Strict, frozen=True, kw_only=True, tag_field="type", tag="hold_until"):
    """Local time: days after the day of sending, and minute of the day."""

    days: Index
    minute: Annotated[int, msgspec.Meta(ge=0, le=1439)]


class RemoveSpan(_Strict, frozen=True, kw_only=True, tag_field="type", tag="remove_span"):
    """`phone_numbers`: indexes into the content's groups of numbers."""

    phone_numbers: list[Index]
    reason: str


class CarryDisclaimer(_Strict, frozen=True, kw_only=True, tag_field="type", tag="carry_disclaimer"):
    """The district's disclaimer, word for word."""


class RecordDisclosure(_Strict, frozen=True, kw_only=True, tag_field="type", tag="record_disclosure"):
    """`about`: indexes into the situation's `about`."""

    about: list[Index]
    record_classes: list[RecordClass]


class RemindFamilies(_Strict, frozen=True, kw_only=True, tag_field="type", tag="remind_families"):
    """`pictured`: indexes into the content's `pictured`."""

    pictured: list[Index]


class Report(_Strict, frozen=True, kw_only=True, tag_field="type", tag="report"):
    """`duty`: numbers of the board policies."""

    duty: list[str]


class LeaveOut(_Strict, frozen=True, kw_only=True, tag_field="type", tag="leave_out"):
    """`mentions`: indexes into the content's `mentions`."""

    mentions: list[Index]


Obligation = (
    IncludeGuardians | HoldUntil | RemoveSpan | CarryDisclaimer | RecordDisclosure | RemindFamilies | Report | LeaveOut
)


class MessageFinding(_Strict, frozen=True, kw_only=True):
    """What a clause found about the whole message. `message` and `remedy` are sentences with {placeholders}."""

    clause: str
    reason: str
    effect: FindingEffect
    message: str
    remedy: str | None
    remedy_code: RemedyCode | None
    cites: list[str]
    ask: Literal["principal", "class_principal", "supervisor"]
    detail: dict[str, Any]
    obligations: list[Obligation]


class SituationFinding(MessageFinding, frozen=True, kw_only=True):
    """What a clause found about some situations, by index."""

    situations: Annotated[list[Index], msgspec.Meta(min_length=1)]


class EngineResult(_Strict, frozen=True, kw_only=True):
    """`effect` is the whole message's; `effects[i]` is the situation's, the message's included."""

    schema: Literal[1]
    revision: str
    release: str
    effect: Effect
    effects: list[Effect]
    own_effects: list[Effect]
    """`own_effects[i]`: the situation's without the message's: by it a guardian is judged as company."""
    message_findings: list[MessageFinding]
    findings: list[SituationFinding]
