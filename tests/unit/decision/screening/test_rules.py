"""Every reviewed rule finds its examples and leaves its counter-examples alone."""

from __future__ import annotations

import pytest

from builders.screening_texts import categories, reviewed_rules
from hallpass.decision.screening import CATEGORIES
from hallpass.decision.screening.disguises import undisguise
from hallpass.decision.screening.folding import fold
from hallpass.decision.screening.phrases import phrases
from hallpass.decision.screening.rules import Rule

RULES = reviewed_rules().rules


def test_every_category_has_rules() -> None:
    assert {rule.category for rule in RULES} == set(CATEGORIES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_shows_what_it_means_and_what_it_does_not(rule: Rule) -> None:
    assert rule.examples
    assert rule.counter_examples


@pytest.mark.parametrize(
    "category, text", [(rule.category, text) for rule in RULES for text in rule.examples], ids=lambda part: part[:40]
)
def test_an_example_is_found(category: str, text: str) -> None:
    assert category in categories(text)


@pytest.mark.parametrize(
    "category, text",
    [(rule.category, text) for rule in RULES for text in rule.counter_examples],
    ids=lambda part: part[:40],
)
def test_a_counter_example_is_not(category: str, text: str) -> None:
    assert category not in categories(text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_example_needs_its_rule(rule: Rule) -> None:
    """A rule whose examples all belong to other rules would be untested."""
    for text in rule.examples:
        view = fold(text)
        written_out = undisguise(view, reviewed_rules().disguised)
        views = [view] if written_out is None else [view, written_out]
        assert any(list(phrases(each, [rule], lambda: None)) for each in views), text
