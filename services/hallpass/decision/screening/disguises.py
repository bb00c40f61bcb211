"""A second spelling of a text in which disguised words are written out: f*ck, sh1t, s.t.u.p.i.d, fuuuck.

Rules then need no thought for disguises. Only words of a reviewed list are restored where letters are hidden; digits
and signs that stand for letters are read as those letters everywhere, and a stretched letter counts once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hallpass.decision.screening.folding import View
from hallpass.decision.screening.rewriting import Edit, rewritten

# What a digit or sign may stand for, the likeliest letter first.
_STANDS_FOR: Final[Mapping[str, str]] = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "il",
    "+": "t",
}
_HIDES: Final = frozenset("*#%_.~-@$!?&+")
_LONGEST_WORD: Final = 40
_SIGNS: Final = r"@$!|+*#%_.~&?-"

_TOKEN: Final = re.compile(rf"[a-z0-9{_SIGNS}]+")
_SPELLED: Final = tuple(
    re.compile(rf"(?<![a-z0-9'])[a-z](?:{mark}[a-z]){{2,20}}(?![a-z0-9'])")
    for mark in (r"\.", " ", "-", "_", r"\*", r"\. ", "/", " - ", "~")
)
_STRETCHED: Final = re.compile(r"([a-z])\1\1+")
_RUN: Final = re.compile(r"([a-z])\1+")
_ENDING: Final = "*_~.!?-"


@dataclass(frozen=True)
class Disguised:
    """The words worth restoring. `words` must show at least half of their letters, `swearing` only the first."""

    words: frozenset[str]
    swearing: frozenset[str]
    _by_shape: Mapping[tuple[int, str], tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _by_run: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the words by what can be seen of them."""
        shapes: dict[tuple[int, str], list[str]] = {}
        for word in (*sorted(self.swearing), *sorted(self.words - self.swearing)):
            shapes.setdefault((len(word), word[0]), []).append(word)
        object.__setattr__(self, "_by_shape", {shape: tuple(words) for shape, words in shapes.items()})
        runs = {_RUN.sub(r"\1", word): word for word in sorted(self.words | self.swearing)}
        object.__setattr__(self, "_by_run", runs)

    def restore(self, token: str) -> str | None:
        """The word behind a token with digits or signs among its letters, or None."""
        for first in _STANDS_FOR.get(token[0], token[0]):
            for word in self._by_shape.get((len(token), first), ()):
                if self._fits(token, word):
                    return word
        return None

    def unstretch(self, token: str) -> str:
        """A token of letters with each stretched letter counted once, as the listed word where it is one."""
        known = self._by_run.get(_RUN.sub(r"\1", token))
        return known if known is not None else _STRETCHED.sub(r"\1", token)

    def _fits(self, token: str, word: str) -> bool:
        seen = 0
        for sign, letter in zip(token, word, strict=True):
            if sign == letter or letter in _STANDS_FOR.get(sign, ""):
                seen += 1
            elif sign not in _HIDES:
                return False
        return seen * 2 >= len(word) or (word in self.swearing and seen >= 1)


def undisguise(view: View, disguised: Disguised) -> View | None:
    """The view with disguised words written out; None when there are none."""
    return rewritten(view, (*_spelled(view.text), *_masked(view.text, disguised)))


def _spelled(text: str) -> Iterator[Edit]:
    for letters in _SPELLED:
        for found in letters.finditer(text):
            yield Edit(*found.span(), re.sub(r"[^a-z]", "", found.group()))


def _masked(text: str, disguised: Disguised) -> Iterator[Edit]:
    for found in _TOKEN.finditer(text):
        token = found.group()
        if len(token) > _LONGEST_WORD:
            continue
        if token.isalpha():
            if _STRETCHED.search(token):
                yield Edit(*found.span(), disguised.unstretch(token))
            continue
        edit = _unmask(token, found.start(), disguised)
        if edit is not None:
            yield edit


def _unmask(token: str, start: int, disguised: Disguised) -> Edit | None:
    """Signs around a word are punctuation or markup first, and part of the word only where that leads nowhere."""
    bare = token.strip(_ENDING)
    if not any(letter.isalpha() for letter in bare):
        return None
    inset = start + token.index(bare)
    whole = token.rstrip(".!?")
    for candidate, at, end in (
        (bare, inset, inset + len(bare)),
        (whole, start, start + len(whole)),
        *((wide, start, start + len(whole)) for wide in _widened(whole)),
    ):
        if not candidate.isalpha() and (word := disguised.restore(candidate)) is not None:
            return Edit(at, end, word)
    letters = sum(letter.isalpha() for letter in bare)
    if letters * 2 < len(bare) + bare[0].isdigit():
        return None  # 1950s, 10am: a number with letters, no word with digits
    plain = "".join(_STANDS_FOR.get(sign, sign)[0] for sign in bare)
    return Edit(inset, inset + len(bare), plain) if plain != bare and plain.isalpha() else None


def _widened(token: str) -> Iterator[str]:
    """One star can hide two or three letters: f*k."""
    if token.count("*") == 1:
        yield token.replace("*", "**")
        yield token.replace("*", "***")
