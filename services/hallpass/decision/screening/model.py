"""What screening says about a text: spans and categories, never the words themselves."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from hallpass.contracts.contact import SignalCategory

# The vocabulary of `content.signals`; a rule file speaks for exactly one of these.
CATEGORIES: Final[tuple[SignalCategory, ...]] = get_args(SignalCategory)

# Whose a phone number is: the district's or its schools'; a staff member's known one; one that nobody has listed but
# that the text offers as the writer's own; any other.
Whose: TypeAlias = Literal["district", "staff", "claimed", "unlisted"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One phrase that a rule speaks of. `start` and `end` count code points of the text as it was handed in."""

    category: SignalCategory
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """One phone number, from its first to its last character, in code points of the text as it was handed in."""

    start: int
    end: int
    whose: Whose


@dataclass(frozen=True, slots=True)
class Screened:
    """Everything that was found, in the order of the text."""

    signals: tuple[Signal, ...]
    numbers: tuple[Number, ...]
