"""What a district registers, what makes it valid, and who may declare an emergency or approve. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from hallpass.contracts.policy import ApprovalFacts, EmergencyFacts, PlatformFacts, SettingsFacts
from hallpass.contracts.roster import StaffPost
from hallpass.derive.calendar import in_force
from hallpass.kernel.errors import Fault

LONGEST_ID = 255
LONGEST_TEXT = 20_000
LONGEST_SPAN = 36_500
"""Days: a hundred years."""
OLDEST = 130
SETTINGS = "settings"

APPROVERS = frozenset({"principal", "site_administrator", "district_administrator"})
"""Roles that may approve the material of an outside organization."""

Origin = Literal["api", "folder", "sender"]


class Emergency(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A declared emergency with its reason, which stays here."""

    id: str
    active: bool = True
    declared_by: str
    school: str | None = None
    start: datetime
    until: datetime
    reason: str = ""

    def facts(self) -> EmergencyFacts:
        """What is published of it."""
        return EmergencyFacts(
            id=self.id,
            active=self.active,
            declared_by=self.declared_by,
            school=self.school,
            start=self.start,
            until=self.until,
        )


Entry = SettingsFacts | PlatformFacts | Emergency | ApprovalFacts

KINDS: dict[str, type[Entry]] = {
    "settings": SettingsFacts,
    "platform": PlatformFacts,
    "emergency": Emergency,
    "approval": ApprovalFacts,
}
"""The kinds of entries by the first part of their key."""


def key_of(entry: Entry) -> str:
    """The key of an entry, as contracts/policy.py names them."""
    match entry:
        case SettingsFacts():
            return SETTINGS
        case PlatformFacts():
            return f"platform/{entry.id}"
        case Emergency():
            return f"emergency/{entry.id}"
        case ApprovalFacts():
            return f"approval/{entry.id}"


def published(entry: Entry) -> SettingsFacts | PlatformFacts | EmergencyFacts | ApprovalFacts:
    """What other services hear of an entry."""
    return entry.facts() if isinstance(entry, Emergency) else entry


def authority(posts: Sequence[StaffPost], day: date) -> tuple[bool, tuple[str, ...]]:
    """Who may declare an emergency on `day`: everywhere (district administrator), and for which schools (principal).

    The school of somebody's primary post comes first.
    """
    held = [post for post in posts if in_force(post.since, post.until, day)]
    everywhere = any(post.role == "district_administrator" for post in held)
    principal = sorted((post for post in held if post.role == "principal"), key=lambda post: not post.primary)
    return everywhere, tuple(dict.fromkeys(post.org for post in principal))


def may_approve(posts: Sequence[StaffPost], days: Collection[date]) -> bool:
    """Whether somebody with these posts may approve outside material on one of the days: who leads a school or the
    district.
    """
    return any(post.role in APPROVERS and in_force(post.since, post.until, day) for post in posts for day in days)


def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of a name in the IANA database, or None."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # ValueError: no relative path; OSError: the name of a folder of the database.
        return None


def faults_of(entry: Entry) -> tuple[Fault, ...]:
    """Everything that makes an entry unfit to judge by, by member; empty when it may be registered."""
    match entry:
        case SettingsFacts():
            return tuple(_settings(entry))
        case PlatformFacts():
            return tuple(_platform(entry))
        case Emergency():
            return tuple(_emergency(entry))
        case ApprovalFacts():
            return tuple(_approval(entry))


def _settings(settings: SettingsFacts) -> Iterator[Fault]:
    yield from _words("name", settings.name)
    yield from _words("disclaimer", settings.disclaimer)
    if zone_of(settings.time_zone) is None:
        yield Fault("time_zone", "A time zone of the IANA database is expected, such as America/Chicago.", "time_zone")
    for grade in settings.grade_map:
        if not grade.strip() or len(grade) > LONGEST_ID:
            yield Fault("grade", "A grade is a short text.", "grade_map")
    for level, window in settings.quiet_hours.items():
        if window.start == window.until:
            yield Fault("quiet_hours", "Quiet hours that begin and end together are none.", f"quiet_hours.{level}")
    yield from _span("acceptable_use.valid_days", settings.acceptable_use_days, 1)
    yield from _span("consent.window_days", settings.window_days, 0)
    yield from _span("retention_days", settings.retention_days, 1)
    yield from _span("facts_max_age_hours", settings.facts_max_age_hours, 1)


def _platform(platform: PlatformFacts) -> Iterator[Fault]:
    yield from _id("id", platform.id)
    yield from _words("name", platform.name)
    if platform.minimum_age is not None and not 0 <= platform.minimum_age <= OLDEST:
        yield Fault("minimum_age", f"An age from 0 to {OLDEST}, or null, is expected.", "minimum_age")


def _emergency(emergency: Emergency) -> Iterator[Fault]:
    yield from _id("id", emergency.id)
    yield from _id("declared_by", emergency.declared_by)
    if emergency.until <= emergency.start:
        yield Fault("period", "An emergency ends after it has begun.", "until")
    if len(emergency.reason) > LONGEST_TEXT or "\x00" in emergency.reason:
        yield Fault("text", f"A text of at most {LONGEST_TEXT} characters is expected.", "reason")


def _approval(approval: ApprovalFacts) -> Iterator[Fault]:
    yield from _id("id", approval.id)
    yield from _words("organization", approval.organization)
    yield from _id("approved_by", approval.approved_by)
    if approval.since is not None and approval.until is not None and approval.until < approval.since:
        yield Fault("period", "An approval does not end before it begins.", "until")


def _id(member: str, value: str) -> Iterator[Fault]:
    if not 1 <= len(value) <= LONGEST_ID or not value.strip() or "\x00" in value:
        yield Fault("id", f"An id of 1 to {LONGEST_ID} characters is expected here.", member)


def _words(member: str, value: str) -> Iterator[Fault]:
    if not value.strip():
        yield Fault("empty", "Some words are expected here.", member)
    if len(value) > LONGEST_TEXT or "\x00" in value:
        yield Fault("text", f"A text of at most {LONGEST_TEXT} characters is expected.", member)


def _span(member: str, days: int, least: int) -> Iterator[Fault]:
    if not least <= days <= LONGEST_SPAN:
        yield Fault("days", f"A number of days from {least} to {LONGEST_SPAN} is expected.", member)
