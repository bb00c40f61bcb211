"""district.yaml: identity, settings, platforms, staff facts, interests, opt-outs, emergencies, approvals, tags."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TypeVar, get_args

from hallpass.contracts.contact import MediumKind
from hallpass.contracts.policy import ApprovalFacts, PlatformFacts, ProfileRestriction, SettingsFacts, Visibility
from hallpass.contracts.roster import Acknowledgement
from hallpass.districts.faults import Place
from hallpass.districts.members import Members, Value
from hallpass.districts.mentions import Kind, Mentions
from hallpass.districts.settings_part import Identity, read_identity, read_settings
from hallpass.policy.model import OLDEST
from hallpass.roster.additions import (
    Interest,
    StaffAdditions,
    Tagged,
    Tags,
    interest_faults,
    staff_faults,
    tags_faults,
)
from hallpass.roster.settings import RosterSettings

MEMBERS = (
    "district",
    "settings",
    "platforms",
    "staff",
    "record_interests",
    "directory_opt_outs",
    "emergencies",
    "approvals",
    "tags",
)
PLATFORM = (
    "id",
    "name",
    "kind",
    "sanctioned",
    "provided_by",
    "minimum_age",
    "profile_restrictions",
    "visibility",
    "allows_tagging",
)
TAGGED: dict[str, Tagged] = {"students": "student", "staff": "staff", "classes": "class"}
PLATFORMS = "platforms"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An emergency as the folder says it. Whose school it is follows from the declarer's posts, unless it is said."""

    id: str
    declared_by: str
    school: str | None
    start: datetime
    until: datetime
    reason: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictFile:
    """Everything that could be read."""

    identity: Identity
    settings: SettingsFacts
    platforms: tuple[PlatformFacts, ...]
    staff: dict[str, StaffAdditions]
    interests: tuple[Interest, ...]
    directory_opt_outs: tuple[str, ...]
    emergencies: tuple[Declared, ...]
    approvals: tuple[ApprovalFacts, ...]
    tags: tuple[Tags, ...]
    platform_tags: dict[str, tuple[str, ...]]


def read_district(file: Members, mentions: Mentions) -> DistrictFile:
    """Read the members of district.yaml; errors and the ids that are mentioned are collected on the way."""
    identity = read_identity(file)
    opted_out = file.get("directory_opt_outs")
    staff = _unique(file.get("staff"), lambda value: _staff(value, mentions), lambda found: found[0])
    tags, platform_tags = _tags(file.get("tags"), mentions)
    return DistrictFile(
        identity=identity,
        settings=read_settings(file, identity),
        platforms=_unique(file.get("platforms"), _platform, lambda found: found.id),
        staff=dict(staff),
        interests=_each(file.get("record_interests"), lambda value: _interest(value, mentions)),
        directory_opt_outs=mentions.many("student", opted_out),
        emergencies=_unique(
            file.get("emergencies"), lambda value: _emergency(value, identity, mentions), lambda found: found.id
        ),
        approvals=_each(file.get("approvals"), lambda value: _approval(value, identity, mentions)),
        tags=tags,
        platform_tags=platform_tags,
    )


def _each(value: Value | None, read: Callable[[Value], T | None]) -> tuple[T, ...]:
    items = value.items() if value else ()
    return tuple(found for item in items if (found := read(item)) is not None)


def _unique(value: Value | None, read: Callable[[Value], T | None], name_of: Callable[[T], str]) -> tuple[T, ...]:
    """As `_each`; an id that an earlier entry has is an error."""
    kept: dict[str, T] = {}
    for item in value.items() if value else ():
        found = read(item)
        if found is None:
            continue
        if name_of(found) in kept:
            item.faults.add(item.place, "duplicate", "An earlier entry has this id already.")
        else:
            kept[name_of(found)] = found
    return tuple(kept.values())


def _platform(value: Value) -> PlatformFacts | None:
    members = value.members(PLATFORM)
    if members is None:
        return None
    name, kind, sanctioned = members.need("id"), members.need("kind"), members.need("sanctioned")
    kinds: tuple[MediumKind, ...] = get_args(MediumKind)
    found_id, found_kind = name.id() if name else None, kind.word(kinds) if kind else None
    found_sanctioned = sanctioned.boolean() if sanctioned else None
    age, visibility, tagging = members.get("minimum_age"), members.get("visibility"), members.get("allows_tagging")
    found_age = age.integer(0, OLDEST) if age else None
    seen: tuple[Visibility, ...] = get_args(Visibility)
    # An absent visibility is the widest, because a narrower one would permit more.
    found_visibility = visibility.word(seen) if visibility else "public"
    found_tagging = tagging.boolean() if tagging else False
    restrictions = _restrictions(members)
    titled, provided = _words(members, "name"), _words(members, "provided_by")
    if found_id is None or found_kind is None or found_sanctioned is None:
        return None
    return PlatformFacts(
        id=found_id,
        name=titled or found_id,
        kind=found_kind,
        sanctioned=found_sanctioned,
        provided_by=provided or "vendor",
        minimum_age=found_age,
        profile_restrictions=restrictions,
        visibility=found_visibility or "public",
        allows_tagging=bool(found_tagging),
    )


def _restrictions(members: Members) -> tuple[ProfileRestriction, ...]:
    value = members.get("profile_restrictions")
    allowed: tuple[ProfileRestriction, ...] = get_args(ProfileRestriction)
    found = [word for item in value.items() if (word := item.word(allowed))] if value else []
    return tuple(dict.fromkeys(found))


def _words(members: Members, name: str) -> str | None:
    value = members.get(name)
    return value.filled() if value else None


def _staff(value: Value, mentions: Mentions) -> tuple[str, StaffAdditions] | None:
    members = value.members(("id", "acceptable_use", "supervisor", "personal_numbers"))
    if members is None:
        return None
    staff = mentions.needed("staff", members, "id")
    use, numbers = members.get("acceptable_use"), members.get("personal_numbers")
    additions = StaffAdditions(
        acceptable_use=_acknowledgement(use) if use else None,
        supervisor=mentions.one("staff", members.get("supervisor")),
        personal_numbers=numbers.texts() if numbers else (),
    )
    if staff is None:
        return None
    value.refuse(staff_faults(staff, additions, RosterSettings().region))
    return staff, additions


def _acknowledgement(value: Value) -> Acknowledgement | None:
    members = value.members(("version", "date"))
    if members is None:
        return None
    version, day = members.need("version"), members.need("date")
    words, when = version.filled() if version else None, day.calendar_date() if day else None
    return Acknowledgement(version=words, date=when) if words is not None and when is not None else None


def _interest(value: Value, mentions: Mentions) -> Interest | None:
    members = value.members(("staff", "student", "reason"))
    if members is None:
        return None
    staff, student = mentions.needed("staff", members, "staff"), mentions.needed("student", members, "student")
    reason = members.get("reason")
    words = reason.text() if reason else None
    if staff is None or student is None:
        return None
    interest = Interest(staff=staff, student=student, reason=words or "")
    value.refuse(interest_faults(interest))
    return interest


def _emergency(value: Value, identity: Identity, mentions: Mentions) -> Declared | None:
    members = value.members(("id", "declared_by", "school", "from", "until", "reason"))
    if members is None:
        return None
    name, by = members.need("id"), mentions.needed("staff", members, "declared_by")
    start, until = members.need("from"), members.need("until")
    school, reason = members.get("school"), members.get("reason")
    found_id, found_school = name.id() if name else None, school.id() if school else None
    first = start.instant(identity.zone) if start else None
    last = until.instant(identity.zone, end=True) if until else None
    words = reason.text() if reason else None
    if found_id is None or by is None or first is None or last is None or until is None:
        return None
    if last <= first:
        until.faults.add(until.place, "period", "An emergency ends after it has begun.")
    return Declared(
        id=found_id,
        declared_by=by,
        school=found_school,
        start=first,
        until=last,
        reason=words or "",
        place=members.values["declared_by"].place,
    )


def _approval(value: Value, identity: Identity, mentions: Mentions) -> ApprovalFacts | None:
    members = value.members(("id", "organization", "approved_by", "from", "until"))
    if members is None:
        return None
    named, organization = members.get("id"), members.need("organization")
    by = mentions.needed("staff", members, "approved_by")
    since, until = members.get("from"), members.get("until")
    words, given = organization.filled() if organization else None, named.id() if named else None
    first, last = since.day(identity.zone) if since else None, until.day(identity.zone) if until else None
    if words is None or by is None:
        return None
    if until is not None and first is not None and last is not None and last < first:
        until.faults.add(until.place, "period", "An approval does not end before it begins.")
    return ApprovalFacts(
        id=given or _approval_id(words, by, (first, last)), organization=words, approved_by=by, since=first, until=last
    )


def _approval_id(organization: str, by: str, dates: Sequence[date | None]) -> str:
    """The folder's approvals have no ids; one that says the same is the same."""
    said = "\0".join((organization, by, *(str(day) for day in dates)))
    return f"folder-{sha256(said.encode()).hexdigest()[:16]}"


def _tags(value: Value | None, mentions: Mentions) -> tuple[tuple[Tags, ...], dict[str, tuple[str, ...]]]:
    """The tags of people and classes, and those of platforms."""
    members = value.members((*TAGGED, PLATFORMS)) if value else None
    found = []
    for group, kind in TAGGED.items():
        for name, entry, words in _tagged(members, group, kind, mentions):
            tags = Tags(kind=kind, id=name, words=words)
            entry.refuse(tags_faults(tags))
            found.append(tags)
    return tuple(found), {name: words for name, _, words in _tagged(members, PLATFORMS, "platform", mentions)}


def _tagged(
    members: Members | None, group: str, kind: Kind, mentions: Mentions
) -> Iterator[tuple[str, Value, tuple[str, ...]]]:
    entry = members.get(group) if members else None
    named = entry.members(None) if entry else None
    for name, words in (named.values if named else {}).items():
        mentions.add(kind, name, words.place)
        yield name, words, tuple(dict.fromkeys(words.texts()))
