"""Signals: exact places, one where several overlap, in the order of the text, and only so many."""

from __future__ import annotations

from builders.screening_texts import number_book, phrases_of, reviewed_rules
from hallpass.decision.screening import Signal, screen
from hallpass.decision.screening.phrases import merged


def test_overlapping_signals_of_a_category_become_one() -> None:
    found = merged([Signal("threat", 5, 9), Signal("threat", 0, 6), Signal("profanity", 4, 8), Signal("threat", 9, 12)])
    assert found == (Signal("threat", 0, 9), Signal("profanity", 4, 8), Signal("threat", 9, 12))


def test_the_order_is_that_of_the_text() -> None:
    found = screen("Damn it. I want to die. Send nudes.", reviewed_rules(), number_book()).signals
    assert [signal.category for signal in found] == ["profanity", "self_harm", "sexual"]
    assert [signal.start for signal in found] == sorted(signal.start for signal in found)


def test_nothing_is_found_in_nothing() -> None:
    assert screen("", reviewed_rules(), number_book()).signals == ()


def test_a_phrase_without_end_is_reported_a_hundred_times() -> None:
    assert len(phrases_of("profanity", "shit. " * 1_000)) == 100


def test_the_same_text_gives_the_same_answer() -> None:
    text = "Shut up loser, I'm going to kill you at 608-345-2211."
    answers = {screen(text, reviewed_rules(), number_book()) for _ in range(5)}
    assert len(answers) == 1
