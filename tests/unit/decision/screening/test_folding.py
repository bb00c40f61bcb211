"""Letters however written are folded to what a reader sees, and spans still count the text as handed in."""

from __future__ import annotations

import pytest

from builders.screening_texts import categories, phrases_of
from hallpass.decision.screening.folding import fold


@pytest.mark.parametrize(
    "written, read",
    [
        ("SHIT", "shit"),
        ("\uff33\uff28\uff29\uff34", "shit"),
        ("\u0455h\u0456t", "shit"),
        ("sh\u00edt", "shit"),
        ("s\u200bh\u200bi\u200bt", "shit"),
        ("don\u2019t", "don't"),
        ("\u201cno\u201d", '"no"'),
        ("tab\there", "tab here"),
        ("one\ntwo", "one two"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("\u4f60 hi", "X hi"),
        ("\U0001f600 hi", "~ hi"),
        ("\ud800 hi", "  hi"),
        ("", ""),
    ],
)
def test_a_spelling_is_folded(written: str, read: str) -> None:
    assert fold(written).text == read


def test_a_span_counts_code_points_of_the_original() -> None:
    text = "\U0001f600\U0001f600 oh, f\u200b*ck, caf\u00e9!"
    assert phrases_of("profanity", text) == ["f\u200b*ck"]


def test_a_letter_that_becomes_two_keeps_its_place() -> None:
    view = fold("\ufb01ve fish")
    assert view.text == "five fish"
    assert view.original(0, 2) == (0, 1)
    assert view.original(5, 9) == (4, 8)


def test_a_place_is_found_in_the_folded_text() -> None:
    view = fold("\u200b\u200bab")
    assert view.text == "ab"
    assert (view.at(0), view.at(2), view.at(3), view.at(4)) == (0, 0, 1, 2)


def test_a_sentence_in_capitals_is_read_as_any_other() -> None:
    assert categories("I AM GOING TO KILL YOU") >= {"threat"}
