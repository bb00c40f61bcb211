"""Screening as pure functions: the same text, rules and numbers always give the same findings."""

from collections.abc import Callable
from dataclasses import dataclass

from hallpass.decision.screening.disguises import undisguise
from hallpass.decision.screening.folding import fold
from hallpass.decision.screening.model import Screened, Signal
from hallpass.decision.screening.numbers import REGION, NumberBook, Numerals, numerals, phone_numbers
from hallpass.decision.screening.phrases import merged, phrases
from hallpass.decision.screening.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says by itself, before anybody knows the district's numbers."""

    signals: tuple[Signal, ...] = ()
    numerals: Numerals | None = None


def read(text: str, rules: Ruleset, checkpoint: Callable[[], None] = lambda: None, region: str = REGION) -> Reading:
    """Read it. `checkpoint` is called between small steps and may raise to give up."""
    view = fold(text)
    checkpoint()
    found = list(phrases(view, rules.rules, checkpoint))
    written_out = undisguise(view, rules.disguised)
    if written_out is not None:
        found.extend(phrases(written_out, rules.rules, checkpoint))
    return Reading(merged(found), numerals(view, region, checkpoint))


def attributed(
    reading: Reading, rules: Ruleset, numbers: NumberBook, checkpoint: Callable[[], None] = lambda: None
) -> Screened:
    """With whose its numbers are."""
    found = reading.numerals
    whose = tuple(phone_numbers(found, numbers, rules.cues, checkpoint)) if found is not None else ()
    return Screened(signals=reading.signals, numbers=whose)


def screen(text: str, rules: Ruleset, numbers: NumberBook, checkpoint: Callable[[], None] = lambda: None) -> Screened:
    """Both at once: what the text carries."""
    return attributed(read(text, rules, checkpoint, numbers.region), rules, numbers, checkpoint)
