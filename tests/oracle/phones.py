"""Phone numbers in a text, for the plain American notations that the generated texts use."""

from __future__ import annotations

import re

from oracle.folder import District

NUMBER = re.compile(r"(?<![\d+])(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ]?)?\d{3}[-. ]?\d{4}(?!\d)")
OFFERED = re.compile(r"(?:my cell|text me at|my number)[^.!?]{0,20}$", re.IGNORECASE)


def spans(text: str, district: District) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The spans of personal numbers, and of others that are not the district's own.

    Section 5: a staff member's known number (seven digits without the area code too), or any unlisted number that the
    text offers as one's own. The district's own are settings.phone_numbers, the toolkit's, the reporting line's.
    """
    settings = district.settings
    listed = [
        *(settings.get("phone_numbers") or []),
        (settings.get("toolkit") or {}).get("phone"),
        (settings.get("reporting") or {}).get("phone"),
    ]
    ours = {_digits(one) for one in listed if one}
    staff = {
        _digits(number)
        for one in district.many("staff")
        if district.people[one["id"]].is_staff
        for number in one.get("personal_numbers") or []
    }
    personal, others = [], []
    for match in NUMBER.finditer(text):
        digits = _digits(match.group())
        if _among(digits, ours):
            continue
        if _among(digits, staff) or OFFERED.search(text[: match.start()]):
            personal.append(match.span())
        else:
            others.append(match.span())
    return personal, others


def _digits(text: str) -> str:
    """Ten digits, or seven where there is no area code."""
    return re.sub(r"\D", "", text)[-10:]


def _among(digits: str, numbers: set[str]) -> bool:
    return any(number.endswith(digits) for number in numbers)
