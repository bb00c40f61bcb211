"""What the raw rows of the roster mean: parts of one aggregate in, the contract's facts out. Pure.

`Parts` are what the store joins together for one aggregate, not yet judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, cast, get_args

import msgspec

from hallpass.contracts.roster import (
    Acknowledgement,
    ClassFacts,
    GuardianFacts,
    GuardianLink,
    SchoolFacts,
    StaffFacts,
    StaffPost,
    StaffRole,
    StudentFacts,
)

Kind = Literal["school", "guardian", "student", "staff", "class"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Facts = StudentFacts | GuardianFacts | StaffFacts | ClassFacts | SchoolFacts

STUDENT = "student"
# The first is the strongest: somebody who holds several speaks as that.
GUARDIAN_ROLES = ("parent", "guardian", "relative")
STAFF_ROLES: frozenset[str] = frozenset({*get_args(StaffRole), "administrator"})


class HeldRole(msgspec.Struct, frozen=True):
    """A role of a person at an organization, in the SIS's order. `kind` is the organization's."""

    role: str
    org: str | None = None
    kind: str | None = None
    primary: bool = False
    since: date | None = None
    until: date | None = None


class Kin(msgspec.Struct, frozen=True):
    """An active person whom the SIS connects with a student, either way round, with their guardian roles."""

    id: str
    roles: tuple[HeldRole, ...]


class Entered(msgspec.Struct, frozen=True):
    """A row of guardians.csv. `holds`: the guardian is active, and may be one."""

    link: GuardianLink
    holds: bool


class StudentParts(msgspec.Struct, frozen=True):
    """A student. `entered` are the rows of guardians.csv, None where it does not name the student."""

    id: str
    grade: str | None = None
    birth_date: date | None = None
    schools: tuple[str, ...] = ()
    kin: tuple[Kin, ...] = ()
    entered: tuple[Entered, ...] | None = None
    tags: tuple[str, ...] = ()


class StaffParts(msgspec.Struct, frozen=True):
    """A member of staff. `numbers` are their personal numbers in the clear."""

    id: str
    name: str = ""
    primary_org: str | None = None
    roles: tuple[HeldRole, ...] = ()
    acceptable_use: Acknowledgement | None = None
    supervisor: str | None = None
    numbers: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def student_facts(parts: StudentParts) -> StudentFacts:
    """A student with all links. guardians.csv is authoritative where it names the student; else agents give links.

    A student whose account is disabled is active all the same: the account says whether they may sign in, and a
    child without an account needs the rules as much as any.
    """
    links: list[GuardianLink]
    if parts.entered is None:
        links = [agent_link(kin) for kin in parts.kin]
    else:
        links = [entered.link for entered in parts.entered if entered.holds]
    return StudentFacts(
        id=parts.id,
        grade=parts.grade,
        birth_date=parts.birth_date,
        schools=tuple(sorted(set(parts.schools))),
        links=tuple(sorted(links, key=lambda link: (link.guardian, link.since or date.min))),
        tags=tuple(sorted(set(parts.tags))),
    )


def agent_link(kin: Kin) -> GuardianLink:
    """The link that an agent has by their role, in force while the role is. A relative may be contacted, no more."""
    role = min((held.role for held in kin.roles), key=GUARDIAN_ROLES.index)
    since, until = _span(held for held in kin.roles if held.role == role)
    full = role != "relative"
    return GuardianLink(
        guardian=kin.id,
        relationship=role,
        may_contact=True,
        may_consent=full,
        records_access=full,
        since=since,
        until=until,
    )


def staff_facts(parts: StaffParts, number_hashes: tuple[str, ...]) -> StaffFacts:
    """A member of staff, with the hashes of their numbers in place of these."""
    posts = {post: None for held in parts.roles if (post := _post(held)) is not None}
    return StaffFacts(
        id=parts.id,
        name=parts.name,
        posts=tuple(sorted(posts, key=lambda post: (post.role, post.org, post.since or date.min))),
        building=_building(parts),
        acceptable_use=parts.acceptable_use,
        supervisor=parts.supervisor,
        number_hashes=tuple(sorted(set(number_hashes))),
        interests=tuple(sorted(set(parts.interests))),
        tags=tuple(sorted(set(parts.tags))),
    )


def class_facts(facts: ClassFacts) -> ClassFacts:
    """A class with members and tags in one order, so that the same state is the same bytes."""
    members = sorted(set(facts.members), key=lambda m: (m.role, m.person, m.since or date.min, m.until or date.max))
    return msgspec.structs.replace(facts, members=tuple(members), tags=tuple(sorted(set(facts.tags))))


def removed(kind: Kind, id: str) -> Facts:  # noqa: A002 - the contract's own word
    """The last fact of an aggregate that is gone: its id, and nothing else that is known of it."""
    match kind:
        case "student":
            return StudentFacts(id=id, active=False)
        case "guardian":
            return GuardianFacts(id=id, active=False)
        case "staff":
            return StaffFacts(id=id, active=False)
        case "class":
            return ClassFacts(id=id, active=False)
        case "school":
            return SchoolFacts(id=id, active=False)


def key_of(kind: Kind, id: str) -> str:  # noqa: A002 - the contract's own word
    """The aggregate's key in the topic."""
    return f"{kind}/{id}"


def _post(held: HeldRole) -> StaffPost | None:
    if held.role not in STAFF_ROLES or held.org is None:
        return None
    role = held.role
    if role == "administrator":
        # 1.1 has one word for both; the organization tells them apart. It never means a principal.
        role = "district_administrator" if held.kind == "district" else "site_administrator"
    return StaffPost(
        role=cast("StaffRole", role), org=held.org, primary=held.primary, since=held.since, until=held.until
    )


def _building(parts: StaffParts) -> str | None:
    held = [role for role in parts.roles if role.role in STAFF_ROLES]
    first_primary = next((role.org for role in held if role.primary), None)
    first_school = next((role.org for role in held if role.kind == "school"), None)
    return parts.primary_org or first_primary or first_school


def _span(roles: Iterable[HeldRole]) -> tuple[date | None, date | None]:
    """From the first begin to the last end; an open bound wins."""
    dates = [(role.since, role.until) for role in roles]
    begins = [since for since, _ in dates if since is not None]
    ends = [until for _, until in dates if until is not None]
    return (
        min(begins) if len(begins) == len(dates) else None,
        max(ends) if len(ends) == len(dates) else None,
    )
