"""What makes a fact of consent complete."""

from datetime import date
from typing import Any

import msgspec
import pytest

from hallpass.consent.checks import LONGEST_TEXT, MOST_PEOPLE, faults_of
from hallpass.consent.model import Fact

GOOD: dict[str, dict[str, Any]] = {
    "notice_written": {"id": "n-1", "kind": "classroom_media", "class_id": "c-1", "platform_id": "blog"},
    "notice_delivered": {"notice": "n-1", "date": date(2026, 9, 1), "to": ["g-1"]},
    "answered": {
        "guardian": "g-1",
        "student": "s-1",
        "purpose": "photo",
        "scope": "class",
        "scope_id": "c-1",
        "answer": "opt_in",
        "date": date(2026, 9, 1),
    },
    "directory_opted_out": {"student": "s-1"},
    "consulted": {
        "class_id": "c-1",
        "platform_id": "blog",
        "principal": "p-1",
        "date": date(2026, 9, 1),
        "outcome": "agreed",
    },
    "objected": {"class_id": "c-1", "platform_id": "blog", "by": "t-1", "reason": "words", "date": date(2026, 9, 1)},
    "reminded": {"platform_id": "blog", "class_id": "c-1", "date": date(2026, 9, 1)},
}
DIRECT = {"kind": "direct_contact", "class_id": None, "platform_id": None, "staff_id": "t-1"}


def faults(kind: str, changes: dict[str, Any]) -> list[tuple[str | None, str]]:
    fact: Fact = msgspec.convert({"fact": kind} | GOOD[kind] | changes, Fact)
    return [(fault.member, fault.code) for fault in faults_of(fact)]


@pytest.mark.parametrize("kind", GOOD)
def test_a_complete_fact_has_no_faults(kind: str) -> None:
    assert faults(kind, {}) == []


@pytest.mark.parametrize(
    "kind,changes,expected",
    [
        ("notice_written", DIRECT, []),
        ("notice_written", {"class_id": None}, [("class", "missing")]),
        ("notice_written", {"platform_id": None}, [("platform", "missing")]),
        ("notice_written", {"staff_id": "t-1"}, [("staff", "not_here")]),
        ("notice_written", DIRECT | {"staff_id": None}, [("staff", "one_of")]),
        ("notice_written", DIRECT | {"class_id": "c-1"}, [("staff", "one_of")]),
        ("notice_written", DIRECT | {"platform_id": "blog"}, [("platform", "not_here")]),
        ("notice_written", {"window_days": -1}, [("window_days", "window")]),
        ("notice_written", {"parts": {"example": "x" * (LONGEST_TEXT + 1)}}, [("parts.example", "too_long")]),
        ("notice_written", {"parts": {"example": "\x00"}}, [("parts.example", "text")]),
        ("notice_written", {"id": " "}, [("id", "id")]),
        ("notice_delivered", {"bounced": ["g-2"]}, [("bounced", "not_addressed")]),
        ("notice_delivered", {"to": None, "bounced": ["g-2"]}, []),
        ("notice_delivered", {"to": ["g-1", ""]}, [("to[1]", "id")]),
        ("notice_delivered", {"to": ["g"] * (MOST_PEOPLE + 1)}, [("to", "too_many")]),
        ("answered", {"scope": "all"}, [("scope", "scope")]),
        ("answered", {"scope_id": None}, [("scope", "scope")]),
        ("answered", {"student": "x" * 256}, [("student", "id")]),
        ("directory_opted_out", {"student": "a\x00"}, [("student", "id")]),
        ("consulted", {"principal": ""}, [("principal", "id")]),
        ("objected", {"reason": " \n"}, [("reason", "empty")]),
        ("reminded", {"class_id": None}, [("class", "one_of")]),
        ("reminded", {"students": ["s-1"]}, [("class", "one_of")]),
        ("reminded", {"class_id": None, "students": ["s-1"]}, []),
    ],
)
def test_what_is_incomplete_or_contradicts_itself_is_told_by_member(
    kind: str, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults(kind, changes) == expected
