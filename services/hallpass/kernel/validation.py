"""What the validation library found, in our words: the member as the caller wrote it, and a plain sentence, no value.

The library tells of its own inner parts too (`literal['all']`, `function-after[…]`, `[key]`). Walking the body that was
sent tells these from members: what is not in the body is none, unless it is what is missing from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hallpass.kernel.errors import Fault

LONGEST_NAME = 64
"""Characters. What is longer is no name of ours, and is not sent back."""

_KEY = "[key]"
_NO_CHOICE = "The value is not one of those that are allowed here."
_OTHERWISE = "The value is not valid here."
_TEXT = "A text is expected here."
_INTEGER = "A whole number is expected here."
_NUMBER = "A number is expected here."
_BOOLEAN = "true or false is expected here."
_LIST = "A list is expected here."
_OBJECT = "An object is expected here."
_DATE = "A date is expected here, written YYYY-MM-DD."
_INSTANT = "An instant with its offset is expected here, such as 2026-09-14T08:00:00-05:00."
_UUID = "A UUID is expected here."

SENTENCES: Mapping[str, str] = {
    "missing": "This member is required.",
    "string_type": _TEXT,
    "string_unicode": "The text holds a character that cannot be read.",
    "string_pattern_mismatch": "The text is blank, or holds a character that is not allowed here.",
    "string_too_short": "The text is too short: the least length is {min_length}.",
    "string_too_long": "At most {max_length} characters are allowed here.",
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_parsing_size": _INTEGER,
    "int_from_float": _INTEGER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "greater_than": "A number above {gt} is expected here.",
    "greater_than_equal": "A number from {ge} on is expected here.",
    "less_than": "A number below {lt} is expected here.",
    "less_than_equal": "A number of at most {le} is expected here.",
    "literal_error": "One of these is expected here: {expected}.",
    "enum": "One of these is expected here: {expected}.",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "too_short": "The list is too short: the least length is {min_length}.",
    "too_long": "At most {max_length} entries are allowed here.",
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_object_invalid": _INSTANT,
    "timezone_aware": _INSTANT,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
}
"""By the library's code. What stands in braces comes from our own schemas, never from what was sent."""

_OF_ANOTHER_KIND = frozenset({"literal_error", "enum", *(code for code in SENTENCES if code.endswith("_type"))})
"""Codes that say: this alternative was not meant."""


class _Found(NamedTuple):
    """An error with its member; `choice` is the member whose alternatives were tried, where there are several."""

    fault: Fault
    choice: str | None


def faults_of(found: Sequence[Mapping[str, Any]], body: object = None) -> tuple[Fault, ...]:
    """The library's list of errors about `body` as faults, each member once per thing that is wrong with it."""
    read = [_read(entry, body) for entry in found]
    said: list[Fault] = []
    told: set[str] = set()
    for one in read:
        if one.choice is None:
            said.append(one.fault)
        elif one.choice not in told:
            told.add(one.choice)
            said += _of_choice(one.choice, [each.fault for each in read if each.choice == one.choice])
    return tuple(said)


def _read(entry: Mapping[str, Any], body: object) -> _Found:
    code = entry["type"]
    if code == "json_invalid":
        return _Found(Fault(code, "The body is not JSON.", "body"), None)
    place, *parts = entry["loc"]
    # "body", "query" … says where the library looked, which the caller knows.
    kept, choice = _members(parts, body, code) if place == "body" else (parts, None)
    return _Found(
        Fault(code, _sentence(code, entry), _written(kept) or str(place)),
        None if choice is None else _written(choice) or str(place),
    )


def _members(parts: Sequence[str | int], body: object, code: str) -> tuple[list[str | int], list[str | int] | None]:
    """The parts that are members of the body, and those before the first part that names an alternative."""
    kept: list[str | int] = []
    choice = None
    if _KEY in parts:
        # A key that is not allowed is as good as a value: the object that holds it is named.
        parts = parts[: max(0, parts.index(_KEY) - 1)]
    for number, part in enumerate(parts):
        if isinstance(body, Mapping) and part in body:
            if not _is_name(str(part)):
                break
            body = body[part]
        elif isinstance(body, Sequence) and isinstance(part, int) and part < len(body):
            body = body[part]
        elif code != "missing" or number < len(parts) - 1:
            choice = choice or list(kept)
            continue
        kept.append(part)
    return kept, choice


def _is_name(part: str) -> bool:
    return 0 < len(part) <= LONGEST_NAME and part.isprintable()


def _written(parts: Sequence[str | int]) -> str:
    """`audience.student_ids[0]`, as everywhere in the suite."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _of_choice(member: str, faults: list[Fault]) -> list[Fault]:
    """Of several alternatives the caller hears of the one that was meant; where none was, that it is none of them."""
    meant = [fault for fault in faults if fault.member != member or fault.code not in _OF_ANOTHER_KIND]
    return meant or [Fault(faults[0].code, _NO_CHOICE, member)]


def _sentence(code: str, entry: Mapping[str, Any]) -> str:
    if code == "value_error":
        # Our own validators' words, which hold no value.
        words = str(entry["msg"]).removeprefix("Value error, ").rstrip(".")
        return f"{words[:1].upper()}{words[1:]}."
    return SENTENCES.get(code, _OTHERWISE).format_map(entry.get("ctx") or {})
