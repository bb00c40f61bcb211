"""The first sentence counts, the second says what to do; neither says why a family is left out."""

from __future__ import annotations

from typing import Any

import pytest

from builders.answers import PRINCIPAL
from hallpass.contracts.contact import Effect
from hallpass.decision.summary import summary


def said(permit: int = 0, review: int = 0, deny: int = 0, *due: str, ask: Any = (PRINCIPAL,)) -> str:
    people: dict[Effect, list[str]] = {"permit": ["a"] * permit, "review": ["b"] * review, "deny": ["c"] * deny}
    effect: Effect = "deny" if deny else "review" if review else "permit"
    return summary(effect, people, [{"type": kind} for kind in due], ask)


@pytest.mark.parametrize(
    "counts, words",
    [
        ((1, 0, 0), "This recipient may get this message."),
        ((2, 0, 0), "Both recipients may get this message."),
        ((0, 0, 2), "Neither recipient may get this message. "),
        ((21, 0, 0), "All 21 recipients may get this message."),
        ((0, 1, 0), "The message to this recipient waits for Pat Principal (principal)."),
        ((0, 17, 0), "The message to all 17 recipients waits for Pat Principal (principal)."),
        ((0, 0, 1), "This recipient may not get this message. "),
        ((0, 0, 3), "None of the 3 recipients may get this message. "),
    ],
)
def test_one_answer_for_everybody_is_not_counted_out(counts: tuple[int, int, int], words: str) -> None:
    text = said(*counts)
    assert text.startswith(words)
    assert " of " not in text.removeprefix("None of the ")


@pytest.mark.parametrize(
    "counts, words",
    [
        ((2, 1, 0), "2 of 3 recipients may get this message; for 1 it waits for Pat Principal (principal)."),
        ((57, 0, 2), "57 of 59 recipients may get this message; 2 may not get it. "),
        ((0, 2, 1), "For 2 of 3 recipients this message waits for Pat Principal (principal); 1 may not get it. "),
        (
            (1, 1, 1),
            "1 of 3 recipients may get this message; for 1 it waits for Pat Principal (principal); 1 may not get it. ",
        ),
    ],
)
def test_different_answers_are_counted(counts: tuple[int, int, int], words: str) -> None:
    assert said(*counts).startswith(words)


def test_after_a_denial_somebody_can_be_asked() -> None:
    assert said(permit=1, deny=2).endswith(
        " See what each finding says to do instead, or ask Pat Principal (principal)."
    )
    assert said(deny=1, ask=()).endswith("or ask the district office.")


def test_what_must_be_done_first_is_said_once_each() -> None:
    assert said(2, 0, 0, "include_guardians", "remove_span", "remove_span") == (
        "Both recipients may get this message. "
        "Before it goes: include the guardians named, take out the personal phone number."
    )


def test_nothing_is_to_be_done_for_a_message_that_reaches_nobody() -> None:
    assert "Before it goes" not in said(0, 0, 2, "report")
    assert "Before it goes: make the report that the law asks for." in said(0, 1, 0, "report")


@pytest.mark.parametrize(
    "due",
    [
        *("include_guardians", "hold_until", "remove_span", "carry_disclaimer"),
        *("record_disclosure", "remind_families", "report", "leave_out"),
    ],
)
def test_every_obligation_has_its_words(due: str) -> None:
    assert said(1, 0, 0, due).startswith("This recipient may get this message. Before it goes: ")


@pytest.mark.parametrize(
    "effect, words",
    [
        ("permit", "Nobody is in this audience, and nothing stands in the way of the message."),
        ("review", "Nobody is in this audience; the message waits for Pat Principal (principal)."),
        ("deny", "Nobody is in this audience, and the message may not go. Ask Pat Principal (principal)."),
    ],
)
def test_an_empty_audience_is_said_to_be_empty(effect: Effect, words: str) -> None:
    assert summary(effect, {"permit": [], "review": [], "deny": []}, [], [PRINCIPAL]) == words
