"""The small language in which phrase rules are written, translated to RE2.

A rule's pattern has one alternative a line, in small letters. Beside the signs of regular expressions it knows

| written        | means                                                                |
|----------------|----------------------------------------------------------------------|
| a space        | what may stand between two words of one sentence: space, comma, ...  |
| ` <3> `        | up to three words here, in the same sentence                         |
| `{kin}`        | an entry of the vocabulary; entries may use other entries            |
| `<` at the start, `>` at the end | this side need not be the edge of a word           |

Otherwise each alternative begins and ends at the edge of a word.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import re2

_BETWEEN: Final = r"""(?:[ ,;:'"()*_/&~-]{1,4}| ?\.\.\.? ?)"""
_WORD: Final = r"(?:(?:mrs?|ms|dr)\.|[a-z0-9X$@'+%#]+)"
_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_GAP: Final = re.compile(r" <(\d{1,2})>( ?)")
_GLUED_GAP: Final = re.compile(r" <\d{1,2}>[^ )|>]")
_LAST_GAP: Final = re.compile(r" <\d{1,2}>$")
_EDGE: Final = r"\b"
# A class, an escaped character, or the space that we translate.
_SPACES: Final = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.| ")
_DEEPEST: Final = 8


class Malformed(ValueError):
    """A pattern that cannot be read; the message says why, in the author's terms."""


def expand(pattern: str, vocabulary: Mapping[str, str]) -> str:
    """The pattern as a regular expression, without its edges."""
    for _ in range(_DEEPEST):
        if not _NAME.search(pattern):
            break
        pattern = _NAME.sub(lambda name: _entry(name[1], vocabulary), pattern)
    else:
        raise Malformed("vocabulary entries refer to each other without end")
    if _GLUED_GAP.search(pattern):
        raise Malformed("a gap is followed by a space, or ends its part")
    pattern = _GAP.sub(lambda gap: f"(?:{_MARK_GAP}){{0,{gap[1]}}}{_MARK_SPACE if gap[2] else ''}", pattern)
    pattern = _SPACES.sub(lambda part: _BETWEEN if part[0] == " " else part[0], pattern)
    return pattern.replace(_MARK_GAP, _BETWEEN + _WORD).replace(_MARK_SPACE, _BETWEEN)


# Hold the place of what a gap becomes while single spaces are translated.
_MARK_GAP: Final = "\x01"
_MARK_SPACE: Final = "\x02"


def compiled(pattern: str, vocabulary: Mapping[str, str]) -> Any:
    """One matcher for all alternatives, over bytes of ASCII; of two matches at one place the longer is taken."""
    alternatives = [_edged(line.strip(), vocabulary) for line in pattern.splitlines() if line.strip()]
    if not alternatives:
        raise Malformed("no alternative is given")
    try:
        return re2.compile("|".join(alternatives).encode(), options())
    except re2.error as error:
        raise Malformed(f"not a regular expression ({_text(error.args[0])})") from error


def _edged(line: str, vocabulary: Mapping[str, str]) -> str:
    open_before = line.startswith("<")
    open_behind = line.endswith(">") and not _LAST_GAP.search(line)
    inner = expand(line[1 if open_before else 0 : -1 if open_behind else None], vocabulary)
    return rf"{'' if open_before else _EDGE}(?:{inner}){'' if open_behind else _EDGE}"


def options() -> Any:
    """How every pattern of the suite is matched: linear time, bounded memory, nothing written to standard error."""
    chosen = re2.Options()
    chosen.encoding = chosen.Encoding.LATIN1
    chosen.longest_match = True
    chosen.never_capture = True
    chosen.log_errors = False
    # Room for the states of one matcher: with the usual 8 MB a large one forgets them and begins anew with each text.
    chosen.max_mem = 32 << 20
    return chosen


def _text(reason: bytes | str) -> str:
    return reason.decode(errors="replace") if isinstance(reason, bytes) else reason


def _entry(name: str, vocabulary: Mapping[str, str]) -> str:
    if name not in vocabulary:
        raise Malformed(f"the vocabulary has no entry {name}")
    return f"(?:{'|'.join(line.strip() for line in vocabulary[name].splitlines() if line.strip())})"
