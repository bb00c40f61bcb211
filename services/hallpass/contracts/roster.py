"""What the roster says of people and classes: the whole current state of one aggregate in each event.

Ids and the facts that rules need only: no name of a student or guardian, no contact detail. Keys are
`student/<id>`, `guardian/<id>`, `staff/<id>`, `class/<id>`, `school/<id>`. A removed aggregate is an event with
`active` false.
Dates are inclusive; an absent bound is open.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

StaffRole = Literal[
    "teacher",
    "aide",
    "proctor",
    "counselor",
    "principal",
    "site_administrator",
    "district_administrator",
    "system_administrator",
]
SchoolKind = Literal["school", "district", "other"]


class GuardianLink(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one guardian may do for one child. Only links to active guardians are published."""

    guardian: str
    relationship: str = ""
    may_contact: bool = False
    no_contact: bool = False
    may_consent: bool = False
    records_access: bool = False
    since: date | None = None
    until: date | None = None


class StudentFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One student. `grade` is as the SIS says it: the district's grade map makes the level."""

    id: str
    active: bool = True
    grade: str | None = None
    birth_date: date | None = None
    schools: tuple[str, ...] = ()
    links: tuple[GuardianLink, ...] = ()
    tags: tuple[str, ...] = ()


class GuardianFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One guardian (a user with the role parent, guardian or relative): known, whether or not a child is linked."""

    id: str
    active: bool = True


class StaffPost(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A role that a member of staff holds at an organization (a school or the district), with its dates."""

    role: StaffRole
    org: str
    primary: bool = False
    since: date | None = None
    until: date | None = None


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True):
    """The acceptable-use policy as acknowledged."""

    version: str
    date: date


class StaffFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One member of staff. `number_hashes` are keyed hashes of their personal numbers (derive.numbers)."""

    id: str
    active: bool = True
    name: str = ""
    posts: tuple[StaffPost, ...] = ()
    building: str | None = None
    acceptable_use: Acknowledgement | None = None
    supervisor: str | None = None
    number_hashes: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class ClassMember(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An enrollment: a student's, or a teacher's (any staff enrollment role counts as teaching)."""

    person: str
    role: Literal["student", "teacher"]
    since: date | None = None
    until: date | None = None


class ClassFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One class with all its members."""

    id: str
    active: bool = True
    title: str = ""
    school: str | None = None
    members: tuple[ClassMember, ...] = ()
    tags: tuple[str, ...] = ()


class SchoolFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One organization: a school, the district, or another."""

    id: str
    active: bool = True
    name: str = ""
    kind: SchoolKind = "school"
    parent: str | None = None
