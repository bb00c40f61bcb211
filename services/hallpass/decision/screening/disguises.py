"""A second spelling of a text in which disguised words are written out: f*ck, sh1t, s.t.u.p.i.d, fuuuck.

Rules then need no thought for disguises. Only words of a reviewed list are restored where letters are hidden or
stretched; digits and signs that stand for letters are read as those letters everywhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hallpass.decision.screening.folding import View

# What a digit or sign may stand for, the likeliest letter first.
_STANDS_FOR: Final[Mapping[str, str]] = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "l", "+": "t", "(": "c",
}  # fmt: skip
_HIDES: Final = "*#%_.~-@$!?&"
_LONGEST_WORD: Final = 40

_HAS_DISGUISE: Final = re.compile(r"[a-z][^a-z\s,;:'\"]|[0-9@$!(][a-z]|([a-z])\1\1|\b[a-z][ _*/-][a-z]\b")
_TOKEN: Final = re.compile(r"[a-z0-9@$!|+(*#%_.~&-]*[a-z][a-z0-9@$!|+(*#%_.~&?-]*")
_SPELLED: Final = tuple(
    re.compile(rf"(?<![a-z0-9']){{0}}[a-z](?:{mark}[a-z]){{{{2,20}}}}(?![a-z0-9'])".format(""))
    for mark in (r"\.", " ", "-", "_", r"\*", r"\. ", "/", " - ")
)
_STRETCHED: Final = re.compile(r"([a-z])\1{2,}")
_RUN: Final = re.compile(r"([a-z])\1+")
