"""Fills in the sentences of findings: names of platforms, classes and staff, dates and times. Never a family's name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hallpass.contracts.engine import HoldUntil, MessageFinding
from hallpass.contracts.verdict import Ask, Finding
from hallpass.decision.people import Asks, People
from hallpass.decision.validity import local_instant
from hallpass.decision.words import MEDIA, listed, plain

_GROUPED = ("about", "mentions", "pictured", "phone_numbers")
"""Arguments that are indexes into groups: they become ids elsewhere, never words."""


def asked(finding: MessageFinding, asks: Asks) -> Ask | None:
    """The person whom the finding's sentence names."""
    named = {"principal": asks.principal, "class_principal": asks.class_principal, "supervisor": asks.supervisor}
    return named[finding.ask] or asks.principal or asks.supervisor


def rendered(finding: MessageFinding, people: People, window_over: date | None) -> Finding:
    """The finding in plain words. Indexes into groups are no words: what they stand for is in the obligations."""
    values = _values(finding, people, window_over)
    detail = {name: value for name, value in finding.detail.items() if name not in _GROUPED}
    if "attachments" in finding.detail:
        detail["attachments"] = sorted(p for k in finding.detail["attachments"] for p in people.attachments[k])
    if speaks_of_window(finding) and window_over is not None:
        detail["window_over"] = window_over
    return Finding(
        clause=finding.clause,
        reason=finding.reason,
        effect=finding.effect,
        message=_sentence(finding.message, values),
        remedy=None if finding.remedy is None else _sentence(finding.remedy, values),
        remedy_code=finding.remedy_code,
        cites=finding.cites,
        detail=detail,
    )


def speaks_of_window(finding: MessageFinding) -> bool:
    """Whether the sentence names a date that differs from person to person."""
    return "{window_over}" in finding.message or "{window_over}" in (finding.remedy or "")


def _values(finding: MessageFinding, people: People, window_over: date | None) -> dict[str, str]:
    words = people.words
    kind = MEDIA[words.kind] if words.kind else "medium"
    whom = asked(finding, people.asks)
    values: dict[str, Any] = {
        "platform": words.platform or f"this {kind}",
        "medium": kind,
        "class": words.class_title or "this class",
        "organization": words.organization or "the organization",
        "sanctioned_media": listed(words.sanctioned) or "the district's own e-mail or phone",
        "reporting": f"{words.reporting.name}, {words.reporting.phone}",
        "ask": f"{whom.name} ({whom.role})" if whom else "the district office",
        "window_over": _day(window_over) if window_over else "the notice's window is over",
        "hold_until": _hold(finding, people),
    }
    for name, value in finding.detail.items():
        if name not in _GROUPED:
            values[name] = listed(value) if isinstance(value, list) else plain(value)
    return values


def _hold(finding: MessageFinding, people: People) -> str:
    for obligation in finding.obligations:
        if isinstance(obligation, HoldUntil):
            words = people.words
            day = words.day + timedelta(days=obligation.days)
            at = local_instant(day, obligation.minute, ZoneInfo(words.time_zone))
            return f"{at.strftime('%I:%M %p').lstrip('0')} on {_day(at.date())}"
    return "the quiet hours end"


def _day(day: date) -> str:
    return f"{day.strftime('%A, %B')} {day.day}, {day.year}"


def _sentence(template: str, values: dict[str, str]) -> str:
    text = template.format_map(values)
    return text[:1].upper() + text[1:]
