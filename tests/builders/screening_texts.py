"""The reviewed rules, a number book, and what screening says in words that a test can compare."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from hallpass.decision.screening import NumberBook, Ruleset, number_hash, screen
from hallpass.decision.screening.model import Whose

RULES = Path(__file__).parents[2] / "policies" / "hallpass" / "screening"
KEY = b"k" * 32
DISTRICT = frozenset({"663-1879", "+1 608 204 5500"})
STAFF = "+1 608 231 0190"


@lru_cache(maxsize=1)
def reviewed_rules() -> Ruleset:
    """The rules that ship with the suite."""
    return Ruleset.load(RULES)


def number_book() -> NumberBook:
    """A district with two numbers of its own and one staff member whose number is known."""
    return NumberBook(DISTRICT, frozenset(number_hash(KEY, STAFF)), KEY)


def categories(text: str) -> set[str]:
    """The categories that the reviewed rules find in the text."""
    return {signal.category for signal in screen(text, reviewed_rules(), number_book()).signals}


def phrases_of(category: str, text: str) -> list[str]:
    """What the signals of a category cover, cut from the text as it was handed in."""
    found = screen(text, reviewed_rules(), number_book()).signals
    return [text[signal.start : signal.end] for signal in found if signal.category == category]


def numbers_in(text: str) -> list[tuple[str, Whose]]:
    """The phone numbers, cut from the text as it was handed in, and whose they are."""
    found = screen(text, reviewed_rules(), number_book()).numbers
    return [(text[number.start : number.end], number.whose) for number in found]
