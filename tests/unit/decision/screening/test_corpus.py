"""The labelled sentences: enough of them, half harmless, and found as labelled where rules may be tuned on them."""

from __future__ import annotations

import pytest
from bench.screening import Score, scores, sentences

from builders.screening_texts import categories, reviewed_rules
from hallpass.decision.screening import CATEGORIES

# These deny a message, so that a false alarm stops a harmless one.
DENYING = ("profanity", "demeaning")
# These only hold it for a person's review, so that silence is what must not happen.
HOLDING = ("abuse", "neglect", "enticement", "self_harm", "threat")


@pytest.fixture(scope="module")
def tuned() -> dict[str, Score]:
    return {score.category: score for score in scores(reviewed_rules()) if score.part == "tuned"}


def test_there_are_enough_sentences_and_half_are_harmless() -> None:
    every = sentences()
    parts = [each.part for each in every]
    assert len(every) >= 480
    assert [bool(each.expect) for each in every].count(False) >= len(parts) / 2
    assert set(parts) == {"tuned", "held_out"}
    assert parts.count("held_out") >= len(parts) / 3
    assert {category for each in every for category in each.expect} == set(CATEGORIES)


def test_what_is_held_out_is_no_example_of_a_rule_and_not_practised() -> None:
    examples = [text for rule in reviewed_rules().rules for text in (*rule.examples, *rule.counter_examples)]
    known = {_letters(text) for text in (*examples, *(each.text for each in sentences("practice")))}
    used = [each for each in sentences() if each.part == "held_out" and _letters(each.text) in known]
    assert used == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_category_has_held_out_sentences_written_without_sight_of_the_rules(category: str) -> None:
    later = [each for each in sentences() if each.written == "later" and category in each.expect]
    assert len(later) >= 4
    assert {each.part for each in later} == {"held_out"}


def test_a_sentence_is_in_the_corpus_once() -> None:
    every = [each.text for folder in ("screening", "practice") for each in sentences(folder)]
    assert len(every) == len(set(every))


def test_what_was_found_in_practice_is_found_again() -> None:
    lost = [each for each in sentences("practice") if not set(each.expect) <= categories(each.text)]
    assert lost == []


def test_what_was_harmless_in_practice_stays_so() -> None:
    alarms = [each for each in sentences("practice") if not each.expect and categories(each.text)]
    assert alarms == []


@pytest.mark.parametrize("category", DENYING)
def test_what_denies_is_right_almost_always(tuned: dict[str, Score], category: str) -> None:
    assert tuned[category].precision > 0.95


@pytest.mark.parametrize("category", HOLDING)
def test_what_holds_misses_almost_nothing(tuned: dict[str, Score], category: str) -> None:
    assert tuned[category].recall > 0.95


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_category_is_noise(tuned: dict[str, Score], category: str) -> None:
    assert tuned[category].precision > 0.9
    assert tuned[category].recall > 0.9


def _letters(text: str) -> str:
    """The text without what differs when it is only copied with another case or other points."""
    return "".join(character for character in text.casefold() if character.isalnum())
