"""What one decision needs to know, as the read model had it in one snapshot. Ids stay on this side of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from hallpass.contracts.consent import AnswerFacts, ClassroomFacts, NoticeFacts, ReminderFacts
from hallpass.contracts.policy import ApprovalFacts, EmergencyFacts, PlatformFacts, SettingsFacts
from hallpass.contracts.roster import ClassFacts, SchoolFacts, StaffFacts, StudentFacts


class Enrollment(NamedTuple):
    """A place in a class with its inclusive dates."""

    class_id: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Register:
    """The district's settings, platforms, emergencies and approvals as of the tenant's `sequence`."""

    sequence: int
    settings: SettingsFacts
    platforms: Mapping[str, PlatformFacts]
    emergencies: Mapping[str, EmergencyFacts]
    approvals: tuple[ApprovalFacts, ...]


@dataclass(frozen=True)
class Positions:
    """The tenant's sequences that the snapshot holds, and the instant of its newest fact.

    `heard_at` is when every owner of facts had last said that nothing more has happened; None where one never has.
    """

    roster: int
    consent: int
    register: int
    as_of: datetime
    heard_at: datetime | None


@dataclass(frozen=True)
class World:
    """Everything that was read for one request; only what the request speaks of is in it.

    `guardians` are the known guardians that the request names, with the children of theirs whom the roster links.
    `class_students` and `school_students` hold the groups that were asked for (a group that the roster does not know is
    absent). `teaching` is by staff id, `enrollments` by student id: of the mentioned students, and of any student in a
    class that the sender or a staff recipient teaches. `local_staff` are those of a building, `administrators` those of
    the district.
    """

    register: Register
    positions: Positions
    students: Mapping[str, StudentFacts] = field(default_factory=dict)
    answers: Mapping[str, AnswerFacts] = field(default_factory=dict)
    guardians: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    staff: Mapping[str, StaffFacts] = field(default_factory=dict)
    classes: Mapping[str, ClassFacts] = field(default_factory=dict)
    schools: Mapping[str, SchoolFacts] = field(default_factory=dict)
    class_students: Mapping[str, tuple[tuple[str, date | None, date | None], ...]] = field(default_factory=dict)
    school_students: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    teaching: Mapping[str, tuple[Enrollment, ...]] = field(default_factory=dict)
    enrollments: Mapping[str, tuple[Enrollment, ...]] = field(default_factory=dict)
    notices: tuple[NoticeFacts, ...] = ()
    classroom: ClassroomFacts | None = None
    reminders: ReminderFacts | None = None
    staff_numbers: frozenset[str] = frozenset()
