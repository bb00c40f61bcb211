"""Finds phone numbers in a text and says whose they are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from hallpass.decision.screening.cues import Cues, surrounding
from hallpass.decision.screening.folding import View
from hallpass.decision.screening.model import Number, Whose
from hallpass.decision.screening.rewriting import Edit, rewritten
from hallpass.derive.numbers import LOCAL_DIGITS, e164, local, number_hash

# The matcher is slow on digits without end: it sees one piece at a time, so that the caller can give up in between.
_PIECE: Final = 1_000
_OVERLAP: Final = 60
REGION: Final = "US"
# Half a second's work: some nine hundred numbers close to each other. What a text has beyond is not told apart.
_MOST: Final = 20_000
_NO_DIGITS: Final = re.compile(r"[^0-9]{25,}")
_ENOUGH_DIGITS: Final = re.compile(r"(?:[0-9][^0-9]{0,24}){7}")

_WORDS: Final = {
    word: str(digit)
    for digit, words in enumerate(
        ("zero oh cero", "one uno", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
         "eight ocho", "nine nueve")
    )
    for word in words.split()
}  # fmt: skip
_DIGIT: Final = rf"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_SPOKEN: Final = re.compile(rf"\b(?:{_DIGIT}\b[ ,.-]{{0,3}}){{3,}}|(?<=[0-9]) (?:dash|dot|hyphen|point) (?=[0-9])")
_SPOKEN_DIGIT: Final = re.compile(rf"\b{_DIGIT}\b")
_DRAWN_DASH: Final = re.compile(r"(?<=[0-9])[_*~](?=[0-9])")

# Seven digits, with a dash or without; neither inside a longer number nor beside one.
_LOCAL: Final = re.compile(
    r"(?<![0-9$#+=])(?<![0-9][-./:])(?<![0-9]{3} )"
    r"[2-9][0-9]{2}(?P<dash> ?[-.] ?| )?[0-9]{4}"
    r"(?![0-9%=])(?![-./:][0-9])(?! [0-9]{3})"
    r"|(?<![0-9] )(?<![0-9])[2-9](?: [0-9]){6}(?! ?[0-9])"
)


@dataclass(frozen=True)
class NumberBook:
    """The numbers that a district knows.

    `district` holds the numbers of the district and its schools as somebody wrote them, with or without area code;
    `staff_hashes` those of staff, from `number_hash` under the same `key`. `region` is the country of numbers that are
    written without one.
    """

    district: frozenset[str]
    staff_hashes: frozenset[str]
    key: bytes
    region: str = REGION


class _Found(NamedTuple):
    start: int
    end: int
    e164: str | None
    local: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Numerals:
    """The phone numbers of a text, in a spelling of it; it does not say yet whose they are. None are in `unread`."""

    view: View
    found: tuple[_Found, ...]
    unread: tuple[int, int] | None


def numerals(view: View, region: str, checkpoint: Callable[[], None]) -> Numerals | None:
    """Every phone number in the view, needing no facts; None where there is none. `region` as in `NumberBook`."""
    if _ENOUGH_DIGITS.search(view.text) is None and _SPOKEN.search(view.text) is None:
        return None
    plain = _written_in_digits(view)
    whole, read = _whole(plain.text, region, checkpoint)
    found = tuple(sorted((*whole, *_local(plain.text[:read], whole))))
    unread = (read, len(plain.text)) if read < len(plain.text) else None
    return Numerals(plain, found, unread) if found or unread else None


def phone_numbers(given: Numerals, book: NumberBook, cues: Cues, checkpoint: Callable[[], None]) -> Iterator[Number]:
    """Whose they are, in places of the original text.

    What was too much to read is one number that the text claims as the writer's own: the strictest that it can be.
    """
    plain, found = given.view, given.found
    claimed = False
    edges = [0, *(edge for candidate in found for edge in candidate[:2]), len(plain.text)]
    for candidate, previous_end, next_start in zip(found, edges[0::2], edges[3::2], strict=False):
        checkpoint()
        around = surrounding(plain.text, candidate.start, candidate.end, previous_end, next_start)
        claimed = around.claims(cues) or (claimed and around.joins_previous())
        whose = _whose(candidate, book, claimed=claimed)
        if whose in ("claimed", "unlisted") and (
            around.labels(cues) or (whose == "unlisted" and not candidate.certain)
        ):
            continue
        yield Number(*plain.original(candidate.start, candidate.end), whose)
    if given.unread is not None:
        yield Number(*plain.original(*given.unread), "claimed")


def _written_in_digits(view: View) -> View:
    """Digits for spoken ones, and plain dashes."""
    edits: list[Edit] = []
    for run in _SPOKEN.finditer(view.text):
        if not _SPOKEN_DIGIT.search(run.group()):
            edits.append(Edit(*run.span(), "-"))
            continue
        edits.extend(
            Edit(run.start() + word.start(), run.start() + word.end(), _WORDS[word.group()])
            for word in _SPOKEN_DIGIT.finditer(run.group())
        )
    changed = rewritten(view, edits) or view
    return View(_DRAWN_DASH.sub("-", changed.text), changed.starts, changed.ends)


def _whole(text: str, region: str, checkpoint: Callable[[], None]) -> tuple[list[_Found], int]:
    """Numbers with their area code, and how far the text was read for them."""
    end = costs = 0
    found: list[_Found] = []
    for start, stop in _pieces(text):
        if costs + stop - start > _MOST:
            return found, max(end, start)
        costs += stop - start
        checkpoint()
        for match in PhoneNumberMatcher(text[start:stop], region, leniency=Leniency.VALID):
            checkpoint()
            if start + match.start < end or (start + match.end == stop < len(text)):
                continue  # seen already, or cut off: the next piece has it whole
            end = start + match.end
            number = format_number(match.number, PhoneNumberFormat.E164)
            found.append(_Found(start + match.start, end, number, number[-LOCAL_DIGITS:], certain=True))
    return found, len(text)


def _local(text: str, whole: list[_Found]) -> Iterator[_Found]:
    """Numbers without an area code, between the whole ones."""
    edges = [0, *(edge for found in whole for edge in found[:2]), len(text)]
    for start, stop in zip(edges[0::2], edges[1::2], strict=True):
        for match in _LOCAL.finditer(text, start, stop):
            digits = local(match.group())
            if digits is not None:
                yield _Found(*match.span(), None, digits, certain=match["dash"] == "-")


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Stretches with at least seven digits near each other, cut so that none is long."""
    edges = [0, *(edge for gap in _NO_DIGITS.finditer(text) for edge in (gap.start() + 12, gap.end() - 3)), len(text)]
    for start, stop in zip(edges[0::2], edges[1::2], strict=True):
        for at in range(start, max(stop - _OVERLAP, start + 1), _PIECE - _OVERLAP):
            end = min(at + _PIECE, stop)
            if _ENOUGH_DIGITS.search(text, at, end):
                yield at, end


def _whose(found: _Found, book: NumberBook, *, claimed: bool) -> Whose:
    whole, with_area_code_left_out, written_locally = _district_forms(book.district, book.region)
    if found.e164 in whole or found.local in (with_area_code_left_out if found.e164 is None else written_locally):
        return "district"
    if book.staff_hashes and _form_hash(found, book) in book.staff_hashes:
        return "staff"
    return "claimed" if claimed else "unlisted"


def _form_hash(found: _Found, book: NumberBook) -> str:
    """The hash of the form in which the number is written: a whole one must agree as a whole."""
    return number_hash(book.key, found.e164 or found.local, book.region)[0]


@lru_cache(maxsize=256)
def _district_forms(district: frozenset[str], region: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The district's numbers in E.164; the last seven digits of all; and of those written without an area code."""
    whole = {number: e164(number, region) for number in district}
    return (
        frozenset(form for form in whole.values() if form is not None),
        frozenset(form for number in district if (form := local(whole[number] or number)) is not None),
        frozenset(form for number in district if whole[number] is None and (form := local(number)) is not None),
    )
