"""The state of consent per guardian, child and purpose at an instant: from notices, answers and the calendar.

Source: contact.md sections 3 and 5 (Classroom and consent). A state is derived anew each time: only dated facts are
kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from hallpass.contracts.consent import Answer, AnswerPurpose, Delivery
from hallpass.contracts.roster import GuardianLink
from hallpass.contracts.situation import ConsentState
from hallpass.derive.links import consents, link_in_force, reachable


class Scope(NamedTuple):
    """What an answer must speak of to count: the classes, the member of staff and the platform of this message."""

    classes: Collection[str]
    staff: str
    platform: str | None


class Reach(NamedTuple):
    """One delivery: whom it named (None: everybody who was a guardian that day), and whom it did not reach."""

    date: date
    to: frozenset[str] | None
    bounced: frozenset[str]

    @classmethod
    def of(cls, delivery: Delivery) -> Reach:
        """As sets: a delivery may name thousands, and is asked about each of them."""
        to = None if delivery.to is None else frozenset(delivery.to)
        return cls(delivery.date, to, frozenset(delivery.bounced))


class Told(NamedTuple):
    """A notice as it bears on one student: its deliveries, the days whose `to: all` covers the student, its window."""

    deliveries: tuple[Reach, ...]
    covered: Collection[date]
    window_days: int


def _speaks_of(answer: Answer, scope: Scope) -> bool:
    if answer.scope == "all":
        return True
    if answer.scope == "class":
        return answer.scope_id in scope.classes
    return answer.scope_id == (scope.staff if answer.scope == "staff" else scope.platform)


def last_answer(
    answers: Iterable[Answer], guardian: str, purpose: AnswerPurpose, scope: Scope, day: date
) -> Literal["opted_in", "opted_out"] | None:
    """The latest answer that applies on `day`; of one day's, the one recorded last. A withdrawal is a refusal."""
    latest: Answer | None = None
    for answer in answers:
        if answer.guardian != guardian or answer.purpose != purpose or answer.date > day:
            continue
        if _speaks_of(answer, scope) and (latest is None or answer.date >= latest.date):
            latest = answer
    if latest is None:
        return None
    return "opted_in" if latest.answer == "opt_in" else "opted_out"


def window_over(link: GuardianLink, notices: Iterable[Told], day: date) -> date | None:
    """The first day on which silence is consent for this guardian; None where no notice has reached them by `day`."""
    return min(
        (
            delivery.date + timedelta(days=told.window_days + 1)
            for told in notices
            for delivery in told.deliveries
            if delivery.date <= day and _reached(link, delivery, told)
        ),
        default=None,
    )


def _reached(link: GuardianLink, delivery: Reach, told: Told) -> bool:
    if link.guardian in delivery.bounced:
        return False
    if delivery.to is not None:
        return link.guardian in delivery.to
    return delivery.date in told.covered and link_in_force(link, delivery.date)


def guardian_state(
    link: GuardianLink,
    answers: Iterable[Answer],
    purpose: AnswerPurpose,
    scope: Scope,
    notices: Iterable[Told] | None,
    day: date,
) -> ConsentState:
    """The state of one guardian who may consent. `notices` is None for purposes that have none: silence is presumed."""
    answered = last_answer(answers, link.guardian, purpose, scope, day)
    if answered is not None:
        return answered
    if not reachable(link, day):
        return "unreachable"
    if notices is None:
        return "presumed"
    over = window_over(link, notices, day)
    if over is None:
        return "not_advised"
    return "presumed" if day >= over else "advised_waiting"


def states(
    links: Iterable[GuardianLink],
    answers: Iterable[Answer],
    purpose: AnswerPurpose,
    scope: Scope,
    notices: Iterable[Told] | None,
    day: date,
) -> tuple[ConsentState, ...]:
    """The distinct states of all guardians who may consent for one child, in order."""
    kept = tuple(notices) if notices is not None else None
    return tuple(
        sorted({guardian_state(link, answers, purpose, scope, kept, day) for link in links if consents(link, day)})
    )
