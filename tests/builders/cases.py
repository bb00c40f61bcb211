"""A request prepared against a district, and the parts of that which a test looks at alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from builders.worlds import DAY, MORNING, District
from hallpass.contracts.consent import Answer, Delivery, NoticeFacts
from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.situation import MessageView, Situation
from hallpass.decision.prepare import Case, Instants, Query
from hallpass.decision.screening import Screened
from hallpass.decision.students import Students

QUIET = Screened((), ())
"""A text in which nothing was found."""


def query(district: District, asked: ContactRequest, sending: datetime = MORNING, found: Screened = QUIET) -> Query:
    """The first question to the engine."""
    return Case(asked, district.world(), found, Instants(MORNING, sending), "d-1", "key").first()


def message(district: District, asked: ContactRequest, sending: datetime = MORNING) -> MessageView:
    """The message as the engine sees it."""
    return query(district, asked, sending).input.message


def recipients(district: District, asked: ContactRequest) -> list[Situation]:
    """The situations of recipients, without those who might have to be included."""
    found = query(district, asked)
    return found.input.situations[: found.people.situations]


def students(district: District, asked: ContactRequest, day: date = DAY) -> Students:
    """What the message means for each student."""
    return Students(asked, district.world(), day)


def said(guardian: str, purpose: Any, answer: Any, on: date = date(2031, 2, 1), **scope: str) -> Answer:
    """A guardian's answer; `staff="t"` (or `class_`, `platform`) scopes it, else it holds for everything."""
    kind, scope_id = next(iter(scope.items()), ("all", None))
    named: Any = kind.rstrip("_")
    return Answer(guardian=guardian, purpose=purpose, scope=named, scope_id=scope_id, answer=answer, date=on)


def notice(notice_id: str, kind: Any, *on: date, to: tuple[str, ...] | None = None, **members: Any) -> NoticeFacts:
    """A notice that was delivered on these days, to everybody unless said."""
    deliveries = tuple(Delivery(date=day, to=to) for day in on)
    return NoticeFacts(id=notice_id, kind=kind, deliveries=deliveries, **members)
