"""The labelled sentences: enough of them, half harmless, and found as labelled where rules may be tuned on them."""

from __future__ import annotations

import pytest
from bench.screening import Score, scores, sentences

from builders.screening_texts import reviewed_rules
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
    harmless = [each for each in every if not each.expect]
    assert len(every) >= 480
    assert 0.4 <= len(harmless) / len(every) <= 0.6
    assert {each.part for each in every} == {"tuned", "held_out"}
    assert {category for each in every for category in each.expect} == set(CATEGORIES)


def test_a_sentence_is_in_the_corpus_once() -> None:
    every = [each.text for each in sentences()]
    assert len(every) == len(set(every))


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
