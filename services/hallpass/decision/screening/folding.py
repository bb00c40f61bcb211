"""One plain spelling for the many ways to write a letter, with the way back to the text as it was handed in.

Rules are written in small ASCII letters. Full-width letters, accents, look-alikes from other alphabets, curly quotes
and invisible characters are folded to what a reader sees, so that no rule has to think of them.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# A letter that no rule can mean, and a picture: both hold their place, so that words around them stay apart.
FOREIGN_LETTER: Final = "X"
PICTURE: Final = "~"

_LOOK_ALIKES: Final = str.maketrans(
    # Cyrillic and Greek letters that a reader takes for Latin ones, then Latin letters without a decomposition.
    "\u0430\u0431\u0432\u0435\u0437\u0456\u0457\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u04bb"
    "\u0501\u051b\u051d\u0261\u04cf\u03b1\u03b2\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c2\u03c4\u03c5\u03c7\u03c9"
    "\u0131\u0142\u00f8\u0111\u0127\u0192\u0268\u0289\u026a\u0280\u1d00\u1d04\u1d05\u1d07\u1d0b\u1d0d\u1d0f\u1d18\u1d1b",
    "abbeziijkmhopctyxshdqwgiabenikvopctuxwilodhfiuiracdekmopt",
)
_MARKS: Final = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4`\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u300c\u300d", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"),
    "\u2022": "*",
    "\u00b7": ".",
    "\u2019": "'",
}
_INVISIBLE: Final = ("Cf", "Mn", "Me")
# A line break inside a paragraph is a space; only an empty line ends a thought.
_LONE_BREAK: Final = re.compile(r"(?<!\n)\n(?![ \n])")


@dataclass(frozen=True, slots=True)
class View:
    """A spelling of a text: ASCII, small letters. `starts[i]` and `ends[i]` are what character i stands for.

    `None` means that the view counts as the original does, which saves the tables for plain ASCII.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a non-empty span of the view stands for."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def at(self, position: int) -> int:
        """The place in the view where the original's `position` begins; the view's end when it lies behind."""
        return position if self.starts is None else bisect_right(self.starts, position - 1)


def fold(text: str) -> View:
    """The plain spelling of a text of any kind: control characters and lone surrogates included."""
    if text.isascii():
        return View(_plain_breaks(text.lower().translate(_CONTROLS)))
    letters: list[str] = []
    starts: list[int] = []
    for position, character in enumerate(text):
        for letter in _fold_character(character):
            letters.append(letter)
            starts.append(position)
    return View(_plain_breaks("".join(letters)), starts, [start + 1 for start in starts])


def _plain_breaks(text: str) -> str:
    return _LONE_BREAK.sub(" ", text)


_CONTROLS: Final = {code: " " for code in (*range(32), 127) if chr(code) != "\n"} | {ord("`"): "'"}


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isascii():
        return character.lower().translate(_CONTROLS)
    if character in _MARKS:
        return _MARKS[character]
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    if category[0] in "ZC":
        return "\n" if category == "Zp" else " "
    decomposed = unicodedata.normalize("NFKD", character).casefold().translate(_LOOK_ALIKES)
    plain = "".join(letter for letter in decomposed if letter.isascii()).translate(_CONTROLS)
    if plain.strip():
        return plain
    return FOREIGN_LETTER if category[0] in "LN" else PICTURE
