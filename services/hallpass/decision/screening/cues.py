"""What the words around a phone number say about it."""

import re
from dataclasses import dataclass
from typing import Any, Final

_REACH: Final = 90
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s)|\n")
_JOINS: Final = re.compile(
    r"[^a-z0-9]*(?:(?:or|and|also|then|else|at|on|try|even|cell|mobile|home|work|days|evenings|nights|weekends|y|o|al)"
    r"[^a-z0-9]*){0,4}"
)


@dataclass(frozen=True, slots=True)
class Cues:
    """Reviewed phrases. `before` and `behind` a number they say that it is the writer's own; `label` before it says
    that it is no phone number at all (an order, a page, a code).
    """

    before: Any
    behind: Any
    label: Any


@dataclass(frozen=True, slots=True)
class Surrounding:
    """The words of the same sentence on both sides of a number, up to the numbers next to it."""

    before: str
    behind: str
    follows_number: bool

    def joins_previous(self) -> bool:
        """Whether nothing but "or", "and", "home" stands between this number and the one before."""
        return self.follows_number and _JOINS.fullmatch(self.before) is not None

    def claims(self, cues: Cues) -> bool:
        """Whether the text offers the number as the writer's own."""
        return any(
            pattern.search(words.encode("ascii")) is not None
            for pattern, words in ((cues.before, self.before), (cues.behind, self.behind))
        )

    def labels(self, cues: Cues) -> bool:
        """Whether the words just before call it something else than a phone number."""
        return cues.label.search(self.before.encode("ascii")) is not None


def surrounding(text: str, start: int, end: int, previous_end: int, next_start: int) -> Surrounding:
    """The words around the number from `start` to `end`, bounded by its neighbours and by the sentence."""
    first = max(previous_end, start - _REACH)
    before = text[first:start]
    # A number that is a sentence of its own ("Text me. 608 ...") belongs to the sentence before it.
    breaks = [found.end() for found in _SENTENCE_END.finditer(before) if before[found.end() :].strip(" (+")]
    behind = text[end : min(next_start, end + _REACH)]
    stop = _SENTENCE_END.search(behind)
    return Surrounding(
        before=before[breaks[-1] :] if breaks else before,
        behind=behind[: stop.start()] if stop else behind,
        follows_number=first == previous_end > 0,
    )
