"""Where a phrase stands: in which sentence, and whether between quotation marks."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from hallpass.decision.screening.rules import Frame

_SENTENCE_END: Final = re.compile(r"[.!?]+(?=[\s\"')]|$)|\n")
_MARK: Final = re.compile(r"[\"'\n]")


class Surroundings:
    """Answers about one spelling of a text, worked out once and only when a rule asks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bytes = text.encode("ascii")
        self._answers: dict[tuple[str, int, int], bool] = {}

    def excuse(self, frame: Frame, start: int, end: int) -> bool:
        """Whether the frame makes the phrase from `start` to `end` harmless."""
        if frame.quoted and not self._is_quoted(start, end):
            return False
        first, last = (0, len(self._text)) if frame.whole_text else self._sentence(start, end)
        key = (frame.name, first, last)
        if key not in self._answers:
            self._answers[key] = frame.pattern.search(self._bytes[first:last]) is not None
        return self._answers[key]

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """From the last end of a sentence before the phrase to the first one behind it."""
        before = bisect_right(self._sentence_ends, start)
        behind = bisect_right(self._sentence_ends, max(start, end - 1))
        return (
            self._sentence_ends[before - 1] if before else 0,
            self._sentence_ends[behind] if behind < len(self._sentence_ends) else len(self._text),
        )

    def _is_quoted(self, start: int, end: int) -> bool:
        place = bisect_right(self._quotations, (start, len(self._text))) - 1
        return place >= 0 and end <= self._quotations[place][1]

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [found.end() for found in _SENTENCE_END.finditer(self._text)]

    @cached_property
    def _quotations(self) -> list[tuple[int, int]]:
        return sorted(self._quoted_parts())

    def _quoted_parts(self) -> Iterator[tuple[int, int]]:
        """Pairs of double marks, and of single ones that are no apostrophes, within a paragraph."""
        double: int | None = None
        single: int | None = None
        for found in _MARK.finditer(self._text):
            at, mark = found.start(), found.group()
            if mark == "\n":
                double = single = None
            elif mark == '"':
                if double is not None:
                    yield double, at
                double = at if double is None else None
            elif single is not None and not self._is_letter(at + 1) and not self._text[at - 1].isspace():
                yield single, at
                single = None
            elif not self._is_letter(at - 1) and self._is_letter(at + 1):
                single = at

    def _is_letter(self, at: int) -> bool:
        return 0 <= at < len(self._text) and self._text[at].isalnum()
