"""Screening as a pure function: the same text, rules and numbers always give the same findings."""

from collections.abc import Callable

from hallpass.decision.screening.disguises import undisguise
from hallpass.decision.screening.folding import fold
from hallpass.decision.screening.model import Screened
from hallpass.decision.screening.numbers import NumberBook, phone_numbers
from hallpass.decision.screening.phrases import merged, phrases
from hallpass.decision.screening.ruleset import Ruleset


def screen(text: str, rules: Ruleset, numbers: NumberBook, checkpoint: Callable[[], None] = lambda: None) -> Screened:
    """What the text carries. `checkpoint` is called between small steps and may raise to give up."""
    view = fold(text)
    checkpoint()
    found = list(phrases(view, rules.rules, checkpoint))
    written_out = undisguise(view, rules.disguised)
    if written_out is not None:
        found.extend(phrases(written_out, rules.rules, checkpoint))
    return Screened(signals=merged(found), numbers=tuple(phone_numbers(view, numbers, rules.cues, checkpoint)))
