"""The same word is harmless in a lesson, in the school's rules, in sport, and as a mild oath in a quoted work."""

from __future__ import annotations

import pytest

from builders.screening_texts import categories


@pytest.mark.parametrize(
    "text",
    [
        "'Out, damned spot!' \u2014 Macbeth",
        '"Frankly, my dear, I don\'t give a damn," says Rhett in the film.',
        'Huck decides: "All right, then, I\'ll go to hell."',
        "Shakespeare writes 'the ass' for Bottom in the play.",
        "\u201cDamn the torpedoes, full speed ahead!\u201d is a famous line of Farragut.",
    ],
)
def test_a_mild_oath_inside_a_quoted_work_is_none(text: str) -> None:
    assert "profanity" not in categories(text)


@pytest.mark.parametrize(
    "text",
    [
        "This damn book is so boring.",
        'My teacher said "damn" in class.',
        "'Out, damned spot!' says Macbeth. I hate this damn play.",
        "The narrator says 'what the fuck' in chapter 2.",
    ],
)
def test_outside_the_quotation_or_strong_it_remains_one(text: str) -> None:
    assert "profanity" in categories(text)


@pytest.mark.parametrize(
    "text",
    [
        "In health class we learn about drugs, alcohol and vaping.",
        "Suicide prevention week: call or text 988 for help.",
        "The policy on sexual harassment is in the handbook.",
        "The anti-bullying assembly is on Monday.",
        "Our team will destroy the Tigers on Friday!",
        "The novel is about a boy whose father beats him.",
        "We were shooting hoops after a killer workout.",
        "Our campus is drug-free.",
        "The breast cancer walk starts at nine.",
        "We will visit the Beaver dam.",
        "Scunthorpe plays away.",
        "Please assess the class on Moby Dick.",
    ],
)
def test_a_harmless_look_alike_is_left_alone(text: str) -> None:
    assert categories(text) == set()


def test_a_lesson_excuses_its_own_sentence_only() -> None:
    assert "drugs_alcohol" in categories("The unit test is on Friday. Got any weed?")


def test_a_stranger_among_the_letters_does_not_hide_a_phrase() -> None:
    assert "threat" in categories("I'm going to \u2014 listen \u2014 kill you.")
