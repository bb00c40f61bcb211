"""What one message means for each student: level, age, consent, company. Memoised per request, in ids' own space."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from hallpass.contracts.consent import Answer, AnswerPurpose
from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.policy import Level
from hallpass.contracts.roster import GuardianLink, StudentFacts
from hallpass.contracts.situation import ConsentState
from hallpass.decision.facts import Enrollment, World
from hallpass.decision.notices import Notices
from hallpass.derive import consent
from hallpass.derive.calendar import age_on, floored, in_force
from hallpass.derive.levels import level_of
from hallpass.derive.links import consents, is_own_child, reachable

OF_AGE = 18

Companions = tuple[tuple[tuple[bool, bool], tuple[str, ...]], ...]
"""Groups of reachable guardians: ((opted out of inclusion, in the audience), their ids)."""


class Company(NamedTuple):
    """The reachable guardians of a student, and whether one was left out because this message may not reach them."""

    groups: Companions
    refused: bool


class Students:
    """Derives each student's facts for one request on one local day."""

    def __init__(self, request: ContactRequest, world: World, day: date) -> None:
        """`day` is the local day of sending."""
        self._world, self._day = world, day
        self.notices = Notices(request, world, day)
        self._settings = world.register.settings
        self._sender_id = request.sender.staff_id
        self._platform_id = request.medium.platform_id
        self._classroom_id = request.classroom.class_id if request.classroom else None
        platform = world.register.platforms.get(self._platform_id) if self._platform_id is not None else None
        minimum = platform.minimum_age if platform and platform.active else None
        self.thresholds = tuple(sorted({OF_AGE} | ({minimum} if minimum is not None else set())))
        self._is_guardian = any(
            link.guardian == self._sender_id for facts in world.students.values() for link in facts.links
        )
        self._levels: dict[str | None, Level] = {}
        self._ages: dict[date, tuple[int, ...]] = {}
        self._reachable: dict[str, tuple[GuardianLink, ...]] = {}
        self._classroom_media: dict[str, tuple[ConsentState, ...]] = {}
        self._direct_contact: dict[str, tuple[ConsentState, ...]] = {}
        self._company: dict[str, Company] = {}

    def facts(self, student: str) -> StudentFacts:
        """The roster's facts of a student whom it knows."""
        return self._world.students[student]

    def level(self, student: str) -> Level:
        """By the grade, memoised: a district has few grades."""
        grade = self._world.students[student].grade
        found = self._levels.get(grade)
        if found is None:
            found = self._levels[grade] = level_of(grade, self._settings.grade_map)
        return found

    def age(self, student: str) -> tuple[int, ...]:
        """Floored to the ages that a rule compares with (0 below all); empty where the birth date is unknown."""
        birth = self.facts(student).birth_date
        if birth is None:
            return ()
        found = self._ages.get(birth)
        if found is None:
            found = self._ages[birth] = (floored(age_on(birth, self._day), self.thresholds),)
        return found

    def tags(self, student: str) -> tuple[str, ...]:
        """Only the tags that the district's own rules name."""
        named = self._settings.named_tags
        return tuple(tag for tag in self.facts(student).tags if tag in named) if named else ()

    def reachable_links(self, student: str) -> tuple[GuardianLink, ...]:
        """The links through which a guardian may be contacted for this child."""
        found = self._reachable.get(student)
        if found is None:
            found = tuple([link for link in self.facts(student).links if reachable(link, self._day)])
            self._reachable[student] = found
        return found

    def reachable_through(self, guardian: str, student: str) -> bool:
        """The guardian may be contacted for this child."""
        return guardian in [link.guardian for link in self.reachable_links(student)]

    def own_child(self, student: str) -> bool:
        """The sender's own child."""
        return self._is_guardian and is_own_child(self.facts(student), self._sender_id, self._day)

    def _answers(self, student: str) -> tuple[Answer, ...]:
        """What the student's guardians said, in the order in which it was recorded."""
        found = self._world.answers.get(student)
        return found.answers if found else ()

    def _scope(self, student: str, purpose: AnswerPurpose) -> consent.Scope:
        """A classroom's answers are that class's; elsewhere those of the sender's classes with this student count."""
        if purpose == "classroom_media" or (purpose != "direct_contact" and self._classroom_id is not None):
            classes: frozenset[str] = frozenset((self._classroom_id,)) if self._classroom_id else frozenset()
        else:
            classes = self.notices.shared_classes(student)
            if self._classroom_id is not None:
                classes |= {self._classroom_id}
        return consent.Scope(classes, self._sender_id, self._platform_id)

    def classroom_media(self, student: str) -> tuple[ConsentState, ...]:
        """States of consent to this classroom medium; empty where the message is no classroom use."""
        if self._classroom_id is None:
            return ()
        found = self._classroom_media.get(student)
        if found is None:
            found = self._classroom_media[student] = self._states(
                student, "classroom_media", self.notices.told_of_medium(student)
            )
        return found

    def direct_contact(self, student: str) -> tuple[ConsentState, ...]:
        """States of consent to direct contact by this sender; asked of high-school students only."""
        if self.level(student) != "high":
            return ()
        found = self._direct_contact.get(student)
        if found is None:
            found = self._direct_contact[student] = self._states(
                student, "direct_contact", self.notices.told_of_contact(student)
            )
        return found

    def photo(self, student: str) -> tuple[ConsentState, ...]:
        """States of consent to pictures: there is no notice, so silence is presumed."""
        return self._states(student, "photo", None)

    def directory(self, student: str) -> tuple[bool, bool]:
        """Whether the family opted out of directory disclosure, and whether somebody opted in."""
        found = self._world.answers.get(student)
        if found is None:
            return False, False
        states = self._states(student, "directory", None)
        return found.directory_opt_out or "opted_out" in states, "opted_in" in states

    def opted_out_of_inclusion(self, link: GuardianLink, student: str) -> bool:
        """Each guardian speaks only for themselves; without may_consent an answer has no force."""
        answers = self._answers(student)
        if not answers or not consents(link, self._day):
            return False
        scope = self._scope(student, "inclusion")
        return consent.last_answer(answers, link.guardian, "inclusion", scope, self._day) == "opted_out"

    def company(self, student: str, in_audience: Iterable[str], refused: frozenset[str]) -> Company:
        """The guardians who could be included, by group; `refused` are those whom this message may not reach."""
        if not refused and (known := self._company.get(student)) is not None:
            return known
        groups: dict[tuple[bool, bool], list[str]] = {}
        left_out = False
        answered = bool(self._answers(student))
        for link in self.reachable_links(student):
            opted_out = answered and self.opted_out_of_inclusion(link, student)
            if link.guardian in refused and not opted_out:
                left_out = True
                continue
            key = (opted_out, link.guardian in in_audience and link.guardian not in refused)
            groups.setdefault(key, []).append(link.guardian)
        found = Company(tuple(sorted((key, tuple(ids)) for key, ids in groups.items())), left_out)
        if not refused:
            self._company[student] = found
        return found

    def window_over(self, student: str) -> date | None:
        """When silence will be consent to what this message needs: the last of the guardians who still wait."""
        told = (
            self.notices.told_of_medium(student)
            if self._classroom_id is not None
            else self.notices.told_of_contact(student)
        )
        waiting = [
            over
            for link in self.reachable_links(student)
            if consents(link, self._day)
            and (over := consent.window_over(link, told, self._day)) is not None
            and over > self._day
        ]
        return max(waiting, default=None)

    def reminded(self, student: str, since: date) -> bool:
        """The family was reminded of tagging on this platform, on or after `since`."""
        reminders = self._world.reminders
        if reminders is None:
            return False
        classes = {e.class_id for e in self._world.enrollments.get(student, ()) if self._holds(e)}
        return any(
            since <= reminder.date <= self._day and (student in reminder.student_ids or reminder.class_id in classes)
            for reminder in reminders.reminders
        )

    def taught_by(self, staff: str, student: str) -> bool:
        """The member of staff teaches a class of the student's now."""
        theirs = {e.class_id for e in self._world.enrollments.get(student, ()) if self._holds(e)}
        return any(e.class_id in theirs and self._holds(e) for e in self._world.teaching.get(staff, ()))

    def _states(
        self, student: str, purpose: AnswerPurpose, notices: tuple[consent.Told, ...] | None
    ) -> tuple[ConsentState, ...]:
        scope = self._scope(student, purpose)
        return consent.states(self.facts(student).links, self._answers(student), purpose, scope, notices, self._day)

    def _holds(self, place: Enrollment) -> bool:
        return in_force(place.since, place.until, self._day)
