"""Text screening: which phrases of a text speak of a category of `content.signals`, and which phone numbers it gives.

    fold (one plain spelling) -> phrases (rules as policy data, on RE2) -> merged signals
                              -> undisguise (f*ck, sh1t) -> the same rules once more
                              -> numerals (phone numbers) -> phone_numbers (whose they are)

All but the last step needs no facts, and so goes on while they are read.

Nothing here decides: the policy sees categories only, never a word of the text.
"""

from hallpass.decision.screening.model import CATEGORIES, Number, Screened, Signal, Whose
from hallpass.decision.screening.numbers import NumberBook
from hallpass.decision.screening.ruleset import Ruleset
from hallpass.decision.screening.screen import Reading, screen
from hallpass.decision.screening.screener import Screener
from hallpass.derive.numbers import number_hash

__all__ = [
    "CATEGORIES",
    "Number",
    "NumberBook",
    "Reading",
    "Ruleset",
    "Screened",
    "Screener",
    "Signal",
    "Whose",
    "number_hash",
    "screen",
]
