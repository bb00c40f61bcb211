"""The contact request: what a tool asks before it reaches a student or family (`POST /v1/decisions`).

Shapes are strict: the text "true" is no boolean, an unknown enum value is an error, unknown members are ignored.
Names are fixed by the published contract; add to them, never rename them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
"""An opaque id of 1-255 characters."""

Ids = Annotated[list[Id], msgspec.Meta(max_length=10_000)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""An RFC 3339 instant with an offset."""

Interaction = Literal["message", "call", "post", "comment", "react", "connect", "tag"]
Purpose = Literal["education", "school", "outside", "emergency", "personal"]
MediumKind = Literal[
    "email",
    "text_message",
    "phone_call",
    "video_call",
    "social_network",
    "microblog",
    "listserv",
    "forum",
    "chatroom",
    "website",
]
Account = Literal["district", "personal"]
Device = Literal["district", "personal", "unknown"]
Members = Literal["students", "guardians", "both"]
RecordClass = Literal["grades", "attendance", "discipline", "health", "special_education", "counseling", "other_record"]
DirectoryClass = Literal["name", "grade_level", "activity", "photo", "award"]
AttachmentKind = Literal["image", "video", "audio", "document", "link", "student_work"]
Rights = Literal["own", "licensed", "public_domain", "permission", "fair_use", "unknown"]
SignalCategory = Literal[
    "abuse",
    "neglect",
    "enticement",
    "self_harm",
    "bullying",
    "threat",
    "harassment",
    "discrimination",
    "profanity",
    "demeaning",
    "sexual",
    "drugs_alcohol",
]
Urgency = Literal["normal", "time_critical"]
RecipientKind = Literal["student", "guardian", "staff", "public", "unknown"]
Effect = Literal["permit", "review", "deny"]
FindingEffect = Literal["deny", "review", "oblige", "advise", "not_applicable"]
RemedyCode = Literal[
    "use_platform",
    "use_district_account",
    "use_district_device",
    "include_guardians",
    "send_notice",
    "wait_until",
    "remove_span",
    "leave_out",
    "get_rights",
    "split_audience",
    "record_consultation",
    "acknowledge",
    "ask",
]


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """The staff member for whom the tool asks."""

    staff_id: Id
    discloses_employment: bool = False
    on_duty: bool = False


class Medium(msgspec.Struct, frozen=True, kw_only=True):
    """What carries the message. `kind` is required where `platform_id` is null; else the register's kind wins."""

    account: Account
    device: Device
    platform_id: Id | None = None
    kind: MediumKind | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A class or school, expanded from the roster."""

    id: Id
    members: Members


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be reached; at least one person, group or the public."""

    student_ids: Ids = []
    guardian_ids: Ids = []
    staff_ids: Ids = []
    guardians_of: Ids = []
    classes: Annotated[list[Group], msgspec.Meta(max_length=10_000)] = []
    schools: Annotated[list[Group], msgspec.Meta(max_length=10_000)] = []
    public: bool = False


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A work that goes with the message, the students it shows, and by what right it is used."""

    kind: AttachmentKind
    shows: Annotated[list[Id], msgspec.Meta(max_length=1_000)] = []
    rights: Rights = "unknown"
    attribution: str | None = None


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What a screening detected in the text; `start` and `end` are code points."""

    category: SignalCategory
    start: Annotated[int, msgspec.Meta(ge=0)]
    end: Annotated[int, msgspec.Meta(ge=0)]


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What the message says and shows. The text is screened, never stored, never logged."""

    text: str = ""
    age_appropriate: bool | None = None
    mentions: Annotated[list[Id], msgspec.Meta(max_length=1_000)] = []
    record_classes: list[RecordClass] = []
    directory_classes: list[DirectoryClass] = []
    attachments: Annotated[list[Attachment], msgspec.Meta(max_length=200)] = []
    outside_organization: str | None = None
    signals: Annotated[list[Signal], msgspec.Meta(max_length=1_000)] = []
    expires_at: Instant | None = None


class Classroom(msgspec.Struct, frozen=True, kw_only=True):
    """The medium is used in class, with this class."""

    class_id: Id


class ContactRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One question: may this sender reach these people with this message over this medium at this time?"""

    sender: Sender
    purpose: Purpose
    medium: Medium
    audience: Audience
    interaction: Interaction = "message"
    content: Content = Content()
    classroom: Classroom | None = None
    emergency_id: Id | None = None
    urgency: Urgency = "normal"
    send_at: Instant | None = None
