"""What a cell may say: for each kind of value the letter of the specification, and what else can be understood.

A kind has two readers. `exact` accepts what the specification allows; where it answers REJECTED, `lenient` may still
understand what real exporters write, and the difference is reported under `code`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final


class _Rejected:
    """The answer of a reader that cannot make sense of a cell; None would be a value."""

    def __repr__(self) -> str:
        return "REJECTED"


REJECTED: Final = _Rejected()

Reader = Callable[[str], Any]

LONGEST_ID = 255
LONGEST_TEXT = 2_000
DATE_LENGTH = len("2030-08-19")

_ID = re.compile(r"[A-Za-z0-9.\-_/@]{1,255}").fullmatch
# Control characters, and those that turn the direction of text: a name must not reorder the sentence around it.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_STARTS_WITH_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}").match

_BOOLEANS = {"true": True, "false": False}
_LOOSE_BOOLEANS = _BOOLEANS | {
    "1": True,
    "0": False,
    "yes": True,
    "no": False,
    "y": True,
    "n": False,
    "t": True,
    "f": False,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: its two readers, the code of a deviation, and what the sender should have written."""

    code: str
    exact: Reader
    lenient: Reader
    wanted: str


def _identifier(cell: str) -> Any:
    return cell if _ID(cell) else REJECTED


def _loose_identifier(cell: str) -> Any:
    found = cell.strip()
    return found if 0 < len(found) <= LONGEST_ID and not _UNSEEN.search(found) else REJECTED


def _list_of(read: Reader, *, empties: bool) -> Reader:
    def read_list(cell: str) -> Any:
        items = [read(part) for part in cell.split(",") if part.strip() or not empties]
        return REJECTED if REJECTED in items else tuple(items)

    return read_list


def _text(cell: str) -> Any:
    return cell if len(cell) <= LONGEST_TEXT and not _UNSEEN.search(cell) else REJECTED


def _loose_text(cell: str) -> Any:
    return _UNSEEN.sub(" ", cell).strip() if len(cell) <= LONGEST_TEXT else REJECTED


def _boolean(cell: str) -> Any:
    return _BOOLEANS.get(cell, REJECTED)


def _loose_boolean(cell: str) -> Any:
    return _LOOSE_BOOLEANS.get(cell.strip().lower(), REJECTED)


def _date(cell: str) -> Any:
    # fromisoformat alone would take 20300819 and 2030-W34-1 too.
    if len(cell) != DATE_LENGTH or cell[4] != "-" or cell[7] != "-":
        return REJECTED
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return REJECTED


def _loose_date(cell: str) -> Any:
    found = cell.strip()
    # A date written as an instant (2010-05-01T00:00:00.000Z): its date part is the date that was meant.
    return _date(found[:DATE_LENGTH] if _STARTS_WITH_DATE(found) else found)


def _never(_cell: str) -> Any:
    """In a bulk file the cell must be empty, so that whatever stands there is a deviation."""
    return REJECTED


def _loose_instant(cell: str) -> Any:
    try:
        datetime.fromisoformat(cell.strip())
    except ValueError:
        return REJECTED
    return cell


OTHER = "other"


def one_of(
    code: str,
    words: tuple[str, ...],
    *,
    extensible: bool = False,
    also: tuple[str, ...] = (),
    unknown_is_other: bool = False,
) -> Kind:
    """A word of a vocabulary; where it is extensible, `ext:…` passes as it is.

    Lenient readers ignore case, know the words in `also`, and may take every unknown word for OTHER.
    """
    known = frozenset(words)
    spelled = {word.lower(): word for word in words + also}
    otherwise: Any = OTHER if unknown_is_other else REJECTED

    def exact(cell: str) -> Any:
        return cell if cell in known or (extensible and cell.startswith("ext:")) else REJECTED

    def lenient(cell: str) -> Any:
        return spelled.get(cell.strip().lower(), otherwise)

    return Kind(code, exact, lenient, f"one of: {', '.join(words)}")


def _loose_status(cell: str) -> Any:
    found = cell.strip().lower()
    # Early editions said inactive where today's say tobedeleted.
    return {"active": "active", "tobedeleted": "tobedeleted", "inactive": "tobedeleted"}.get(found, REJECTED)


def _grades(cell: str) -> Any:
    """The first grade of the list, as given: the district's grade map knows what it means."""
    first = cell.split(",", maxsplit=1)[0].strip()
    return first if 0 < len(first) <= LONGEST_ID and not _UNSEEN.search(first) else REJECTED


def _year(cell: str) -> Any:
    return cell if re.fullmatch(r"[12]\d{3}", cell) else REJECTED


ID = Kind("sourced_id", _identifier, _loose_identifier, "1 to 255 letters, digits, or . - _ / @")
IDS = Kind(
    "sourced_ids",
    _list_of(_identifier, empties=False),
    _list_of(_loose_identifier, empties=True),
    "ids of 1 to 255 letters, digits, or . - _ / @, separated by commas",
)
TEXT = Kind("text", _text, _loose_text, f"text of at most {LONGEST_TEXT} characters without control characters")
BOOLEAN = Kind("boolean", _boolean, _loose_boolean, "true or false")
DATE = Kind("date", _date, _loose_date, "a date as YYYY-MM-DD")
INSTANT = Kind("date_time", _never, _loose_instant, "empty, as it must be in a bulk file")
YEAR = Kind("year", _year, _year, "a year as YYYY")
GRADES = Kind("grades", _grades, _grades, "grades, separated by commas")
STATUS = Kind(
    "status", _never, _loose_status, "empty, as it must be in a bulk file (active and tobedeleted are understood)"
)
