"""Words with letters hidden, replaced, spread or stretched are read as what they stand for."""

from __future__ import annotations

import pytest

from builders.screening_texts import categories, phrases_of, reviewed_rules
from hallpass.decision.screening.disguises import undisguise
from hallpass.decision.screening.folding import fold


@pytest.mark.parametrize(
    "text",
    [
        "sh*t", "s**t", "f**k", "f*ck", "f***ing bus", "a$$", "b!tch", "b*tches", "@sshole", "sh1t", "d@mn", "cr@p",
        "f u c k", "f.u.c.k", "f-u-c-k", "fuuuuck", "shiiit", "F*CK YOU", "bull****", "a**hole", "what the h*ll", "fck",
    ],
)  # fmt: skip
def test_a_masked_oath_is_an_oath(text: str) -> None:
    assert "profanity" in categories(text)


@pytest.mark.parametrize(
    "text, category",
    [
        ("you are st*pid", "demeaning"),
        ("Y0u are an 1d1ot", "demeaning"),
        ("I'm gonna k1ll you", "threat"),
        ("s3nd nud3s", "sexual"),
        ("I want to d1e", "self_harm"),
        ("you're all s.t.u.p.i.d", "demeaning"),
    ],
)
def test_other_words_may_hide_up_to_half_of_their_letters(text: str, category: str) -> None:
    assert category in categories(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wear a **bold** color and stand at the *front* of the stage.",
        "See the * for extra credit.",
        "Room B12, seat 4A, 7th grade at 3:15.",
        "a * b = c, and 2 * 3 = 6",
        "The answer is x_1 + x_2.",
        "Vitamin B12 and H2O",
        "Great job!!! So proud!!!",
        "U.S.A. and N.A.S.A.",
        "Sooooo excited for the zoo!",
        "A+ work @school #proud",
    ],
)
def test_markup_and_numbers_are_no_disguise(text: str) -> None:
    assert categories(text) == set()


def test_the_signal_covers_the_disguised_word_as_written() -> None:
    assert phrases_of("profanity", "oh s h i t, I forgot") == ["s h i t"]


@pytest.mark.parametrize("text", ["Bring a pencil.", "In the 1950s", "the 21st at 10am in room 204b"])
def test_a_text_without_disguises_is_not_read_twice(text: str) -> None:
    assert undisguise(fold(text), reviewed_rules().disguised) is None
