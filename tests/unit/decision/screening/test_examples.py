"""Every rule finds its own examples and leaves its counter-examples alone: for its category, in the whole rule set."""

from __future__ import annotations

from pathlib import Path

import pytest

from hallpass.decision.screening import CATEGORIES, NumberBook, Ruleset, screen
from hallpass.decision.screening.rules import Rule

RULES = Ruleset.load(Path(__file__).parents[4] / "policies" / "hallpass" / "screening")
NOBODY = NumberBook(district=frozenset(), staff_hashes=frozenset(), key=b"k" * 32)


def found(text: str) -> set[str]:
    return {signal.category for signal in screen(text, RULES, NOBODY).signals}


def test_every_category_has_rules() -> None:
    assert {rule.category for rule in RULES.rules} == set(CATEGORIES)


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_a_rule_finds_its_examples_and_no_counter_example(rule: Rule) -> None:
    assert rule.examples
    assert rule.counter_examples
    assert [text for text in rule.examples if rule.category not in found(text)] == []
    assert [text for text in rule.counter_examples if rule.category in found(text)] == []


def test_a_signal_spans_the_words_in_the_original_text() -> None:
    text = "Ça va? 😀 i want to kill myself."
    (signal,) = screen(text, RULES, NOBODY).signals
    assert signal.category == "self_harm"
    assert "kill myself" in text[signal.start : signal.end]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00\x01", "\ud800", "\u202e\u200b", "a" * 5_000, "f*" * 2_000, "(((" * 1_000, "608-555-" * 500],
)
def test_odd_texts_are_screened_without_an_error(text: str) -> None:
    screen(text, RULES, NOBODY)
