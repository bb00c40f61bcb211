"""What a rule is, once it is ready to be matched."""

from dataclasses import dataclass
from typing import Any

from hallpass.contracts.contact import SignalCategory


@dataclass(frozen=True, slots=True)
class Frame:
    """Surroundings in which a phrase is harmless: a lesson, a quoted work.

    `pattern` is looked for in the phrase's own sentence, or in the whole text; with `quoted` the phrase must also
    stand between quotation marks.
    """

    name: str
    pattern: Any
    whole_text: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of phrase that speaks for a category. A match that overlaps one of `unless` does not count."""

    id: str
    category: SignalCategory
    pattern: Any
    unless: Any | None
    frames: tuple[Frame, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
