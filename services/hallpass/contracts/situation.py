"""The policy's input: the message's facts and the distinct situations of its recipients. No person, name or text is
in it.

One closed shape, every member always present. What may be unknown is a list of at most one (`age: []`), because in
Rego null is truthy and smaller than every number, and an absent member makes a rule silent. Lists of groups (mentions,
attachments, company ...) hold distinct facts, never individuals: rules answer with indexes into them and the decision
service turns an index back into ids. A change of shape is a new `SCHEMA`, in the bundle too.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from hallpass.contracts.consent import AnswerPurpose, NoticePart
from hallpass.contracts.contact import (
    Account,
    AttachmentKind,
    Device,
    DirectoryClass,
    Interaction,
    MediumKind,
    Purpose,
    RecipientKind,
    RecordClass,
    Rights,
    SignalCategory,
    Urgency,
)
from hallpass.contracts.policy import Level, ProfileRestriction, Visibility

SCHEMA = 1

ConsentState = Literal["not_advised", "advised_waiting", "presumed", "opted_in", "opted_out", "unreachable"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every member is required: a renamed fact must never become a silent permit."""


class QuietHours(_Fact, frozen=True, kw_only=True):
    """Quiet for one level, minutes of the local day; `start` inclusive, `until` exclusive, may span midnight."""

    level: Level
    start: int
    until: int


class Parameters(_Fact, frozen=True, kw_only=True):
    """The district's effective parameters of the guidelines."""

    acceptable_use_version: str
    acceptable_use_days: int
    active_purposes: list[AnswerPurpose]
    guardian_rules: Literal["lift", "keep"]
    quiet_hours: list[QuietHours]


class AcceptableUse(_Fact, frozen=True, kw_only=True):
    """The version that the sender acknowledged, and how many days ago (never negative)."""

    version: str
    days: int


class SenderView(_Fact, frozen=True, kw_only=True):
    """`known`: an active member of staff."""

    known: bool
    discloses_employment: bool
    on_duty: bool
    acceptable_use: list[AcceptableUse]
    tags: list[str]


class PlatformView(_Fact, frozen=True, kw_only=True):
    """The register's entry."""

    sanctioned: bool
    provided_by: str
    minimum_age: list[int]
    profile_restrictions: list[ProfileRestriction]
    visibility: Visibility
    allows_tagging: bool
    tags: list[str]


class MediumView(_Fact, frozen=True, kw_only=True):
    """`platform` is empty where the message uses none, or one that the register does not know (`named` tells which)."""

    kind: MediumKind | Literal["unknown"]
    named: bool
    platform: list[PlatformView]


class ClassroomView(_Fact, frozen=True, kw_only=True):
    """Use in class. `notice_parts` are those of the best notice for this class and platform, delivered or not."""

    known: bool
    notice_delivered: bool
    notice_parts: list[NoticePart]
    objection: bool
    consultation: Literal["none", "agreed", "declined"]
    tags: list[str]


class LocalTime(_Fact, frozen=True, kw_only=True):
    """`days` after the day of sending, and the minute of that local day (0-1439)."""

    days: int
    minute: int


class Outside(_Fact, frozen=True, kw_only=True):
    """Material of an outside organization."""

    named: bool
    approved: bool


class AttachmentView(_Fact, frozen=True, kw_only=True):
    """Equal attachments. `subjects`: whose likeness or work: nobody's, the sender's own children's only, students'."""

    kind: AttachmentKind
    rights: Rights
    attributed: bool
    subjects: Literal["none", "own_children", "students"]


class NumberView(_Fact, frozen=True, kw_only=True):
    """Phone numbers in the text, by whose they are."""

    whose: Literal["district", "staff", "claimed", "unlisted"]


class MentionView(_Fact, frozen=True, kw_only=True):
    """Equal students whose information, picture or work the message carries. `pictured`: with a picture of theirs."""

    own_child: bool
    emergency: bool
    pictured: bool
    photo: list[ConsentState]
    classroom_media: list[ConsentState]
    tags: list[str]


class PicturedView(_Fact, frozen=True, kw_only=True):
    """Equal students who are shown in an image or video, or tagged; `reminded`: families were, this school year."""

    own_child: bool
    reminded: bool


class ContentView(_Fact, frozen=True, kw_only=True):
    """What the message carries. `unknown_mentions`: it speaks of an id that the roster does not know."""

    record_classes: list[RecordClass]
    directory_classes: list[DirectoryClass]
    signals: list[SignalCategory]
    age_appropriate: Literal["yes", "no", "unstated"]
    unknown_mentions: bool
    attachments: list[AttachmentView]
    phone_numbers: list[NumberView]
    mentions: list[MentionView]
    pictured: list[PicturedView]


class MessageView(_Fact, frozen=True, kw_only=True):
    """The message. `households`: 0, 1, or 2 for more. `declarer`: the sender declared the emergency it belongs to.

    `expires` is empty, or when the message becomes of no use; `minute` and `expires` are floored to the bounds of the
    quiet hours, which leaves every comparison with a bound as it was.
    """

    interaction: Interaction
    purpose: Purpose
    account: Account
    device: Device
    urgency: Urgency
    weekday: Weekday
    minute: int
    expires: list[LocalTime]
    households: int
    declarer: bool
    outside: Outside
    medium: MediumView
    classroom: list[ClassroomView]
    content: ContentView


class CompanyView(_Fact, frozen=True, kw_only=True):
    """Equal guardians of a student who are reachable, and permitted for this very message as far as that is known."""

    opted_out: bool
    in_audience: bool


class StudentView(_Fact, frozen=True, kw_only=True):
    """The student who is addressed, or a child for whom a guardian is addressed.

    `contactable`: may be reached through this guardian (true for the students themselves). `classroom_media` and
    `direct_contact` are the distinct states of the guardians who may consent; empty where the message is not about it.
    `company` is empty for a guardian's child. `company_refused`: a reachable guardian is left out of `company` because
    this very message may not reach them.
    """

    level: Level
    age: list[int]
    contactable: bool
    classroom_media: list[ConsentState]
    direct_contact: list[ConsentState]
    company: list[CompanyView]
    company_refused: bool
    tags: list[str]


class AboutView(_Fact, frozen=True, kw_only=True):
    """The recipient's relation to equal mentioned students; only where record or directory content is present.

    `access`: the recipient is the student (`self`), a guardian who may read the record (`guardian`), staff with a
    legitimate interest (`interest`), or none of these. `age` is the student's.
    """

    access: Literal["self", "guardian", "interest", "none"]
    directory_opt_out: bool
    directory_opt_in: bool
    age: list[int]


class Situation(_Fact, frozen=True, kw_only=True):
    """Recipients whose facts are equal. `own_child`: the student is the sender's own child. `emergency`: within its
    scope.
    """

    kind: RecipientKind
    own_child: bool
    emergency: bool
    students: list[StudentView]
    about: list[AboutView]
    tags: list[str]


class PolicyInput(_Fact, frozen=True, kw_only=True):
    """All that the policy sees. `tenant` is the policy key of the district."""

    schema: int
    tenant: str
    parameters: Parameters
    sender: SenderView
    message: MessageView
    situations: list[Situation]
