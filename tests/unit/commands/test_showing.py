"""A verdict on a terminal is for people: no brackets, quotes or braces of a programming language."""

import io
import re
from typing import Any

import pytest
from rich.console import Console

from hallpass.showing import show_verdict

FINDING = {
    "clause": "copyright",
    "effect": "advise",
    "cites": ["6441"],
    "message": "Say whose [work] it is.",
    "remedy": "Write the name below.",
}
VERDICT: dict[str, Any] = {
    "effect": "permit",
    "summary": "This recipient may get this message.",
    "recipients": [{"person_id": "s-1", "kind": "student", "effect": "permit", "findings": [0], "obligations": [0, 1]}],
    "findings": [FINDING],
    "obligations": [],
    "ask": [{"person_id": "p-1", "name": "Pat Principal", "role": "principal"}],
    "resources": {"link": "https://example.org", "phone": "+16085550100"},
    "decision_id": "d-1",
    "valid_until": "2026-11-24T20:24:03-06:00",
}


def printed(obligations: list[dict[str, Any]], **members: Any) -> str:
    out = io.StringIO()
    show_verdict(VERDICT | {"obligations": obligations} | members, Console(file=out, width=100))
    return out.getvalue()


@pytest.mark.parametrize(
    "due, words",
    [
        (
            {"type": "include_guardians", "student_id": "s-1", "guardian_ids": ["g-1", "g-2"]},
            "include_guardians  student s-1; guardians g-1, g-2",
        ),
        ({"type": "leave_out", "student_ids": ["s-1"]}, "leave_out  student s-1"),
        ({"type": "hold_until", "at": "2026-11-25T07:00:00-06:00"}, "hold_until  at 2026-11-25T07:00:00-06:00"),
        ({"type": "remove_span", "start": 4, "end": 9, "reason": "own number"}, "start 4; end 9; reason own number"),
        (
            {"type": "report", "duty": ["4510"], "to": {"name": "Desk", "phone": "+1608"}},
            "report  duty 4510; to Desk, +1608",
        ),
        (
            {"type": "remind_families", "class_id": None, "student_ids": ["s-1"], "platform_id": "blog"},
            "remind_families  student s-1; platform blog",
        ),
        ({"type": "carry_disclaimer", "text": "My own [words]."}, "carry_disclaimer  text My own [words]."),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_what_is_due_is_a_row_in_words(due: dict[str, Any], words: str) -> None:
    (row,) = [line for line in printed([due]).splitlines() if line.startswith("O1")]
    assert words in re.sub(r"(?<=\w)\s{2,}", "  ", row)
    assert not re.search(r"\['|'\]|[{}]|None", row)


def test_a_long_list_of_ids_is_cut_and_says_by_how_much() -> None:
    due = {"type": "include_guardians", "student_id": "s-1", "guardian_ids": [f"g-{n}" for n in range(30)]}
    text = printed([due])
    assert "and 18 more" in " ".join(text.split())
    assert "g-12" not in text


def test_there_is_no_table_of_what_is_due_where_nothing_is() -> None:
    assert not re.search(r"^due\b", printed([]), re.MULTILINE)


def test_brackets_in_a_sentence_are_shown_as_they_are() -> None:
    assert "Say whose [work] it is." in printed([])


def test_rows_beyond_fifty_are_counted() -> None:
    recipients = [
        {"person_id": f"s-{n}", "kind": "student", "effect": "permit", "findings": [], "obligations": []}
        for n in range(52)
    ]
    due = [{"type": "leave_out", "student_ids": [f"s-{n}"]} for n in range(53)]
    text = printed(due, recipients=recipients)
    assert "… and 2 more" in text
    assert "… and 3 more" in text
