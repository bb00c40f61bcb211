"""What the policy service says of a district: settings, the platform register, emergencies, approvals.

Keys: `settings`, `platform/<id>`, `emergency/<id>`, `approval/<id>`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from hallpass.contracts.consent import AnswerPurpose
from hallpass.contracts.contact import MediumKind

Level = Literal["elementary", "middle", "high"]
LEVELS: tuple[Level, ...] = ("elementary", "middle", "high")
"""From the strictest to the least strict."""

ProfileRestriction = Literal["no_students", "adults_only", "staff_only"]
Visibility = Literal["class_families", "school", "staff", "public"]


class QuietWindow(msgspec.Struct, frozen=True, kw_only=True):
    """Quiet from `start` inclusive to `until` exclusive: minutes of the local day (0-1439); may span midnight."""

    start: Annotated[int, msgspec.Meta(ge=0, le=1439)]
    until: Annotated[int, msgspec.Meta(ge=0, le=1439)]


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A place to turn to."""

    name: str
    phone: str


class Toolkit(msgspec.Struct, frozen=True, kw_only=True):
    """The district's communications toolkit."""

    link: str
    phone: str


class SettingsFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A district's settings, whole. `grade_map` takes the SIS's grade to a level."""

    name: str
    time_zone: str
    disclaimer: str
    toolkit: Toolkit
    reporting: Contact
    phone_numbers: tuple[str, ...] = ()
    grade_map: dict[str, Level] = {}
    acceptable_use_version: str
    acceptable_use_days: int
    window_days: int = 14
    active_purposes: tuple[AnswerPurpose, ...] = ()
    guardian_rules: Literal["lift", "keep"] = "lift"
    quiet_hours: dict[Level, QuietWindow] = {}
    retention_days: int = 365
    """How long a decision is kept."""
    facts_max_age_hours: int = 24
    """Facts that have not been heard of for longer decide nothing."""
    named_tags: tuple[str, ...] = ()
    """The tags that the district's own rules speak of: only these enter the policy's input."""


class PlatformFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of the district's platform register."""

    id: str
    active: bool = True
    name: str
    kind: MediumKind
    sanctioned: bool
    provided_by: str
    minimum_age: int | None = None
    profile_restrictions: tuple[ProfileRestriction, ...] = ()
    visibility: Visibility
    allows_tagging: bool
    tags: tuple[str, ...] = ()


class EmergencyFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A declared emergency, from `start` until `until`: everywhere where `school` is null, else in that school."""

    id: str
    active: bool = True
    declared_by: str
    school: str | None = None
    start: datetime
    until: datetime


class ApprovalFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An outside organization's material may be distributed; dates are inclusive."""

    id: str
    active: bool = True
    organization: str
    approved_by: str
    since: date | None = None
    until: date | None = None
