"""Reads a request body strictly; what is wrong is told by member, never by value."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import msgspec

from hallpass.contracts.contact import ContactRequest
from hallpass.kernel.errors import Fault, Invalid, TooLarge

LONGEST_TEXT = 100_000
"""Bytes of UTF-8."""
OLDEST = timedelta(minutes=5)
YEARS = range(1900, 9001)
"""Beyond these, local times and windows would leave the calendar."""

_DECODER = msgspec.json.Decoder(ContactRequest, strict=True)
_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<member>[^`]+)`")
_VALUE = re.compile(r"'[^']*'")


def read_request(body: bytes, now: datetime) -> ContactRequest:
    """The request, checked whole. Raises `Invalid` (400) and `TooLarge` (413)."""
    try:
        request = _DECODER.decode(body)
    except msgspec.ValidationError as error:
        raise Invalid((_fault(str(error)),)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid.member("body", "malformed_json", "The body is not well-formed JSON in UTF-8.") from None
    if len(request.content.text.encode("utf-8", "surrogatepass")) > LONGEST_TEXT:
        raise TooLarge("content.text")
    faults = [*_audience(request), *_medium(request), *_spans(request), *_times(request, now)]
    if faults:
        raise Invalid(tuple(faults))
    return request


def _fault(said: str) -> Fault:
    """The library's sentence as a fault; the value that it may quote is left out."""
    place = _PATH.search(said)
    path = place["path"] if place else ""
    reason = _PATH.sub("", said)
    missing = _MISSING.search(reason)
    if missing:
        member = f"{path}.{missing['member']}" if path else missing["member"]
        return Fault("missing", "This member is required.", member=member)
    if reason.startswith("Invalid enum value"):
        return Fault("unknown_value", "This is none of the values that are known here.", member=path or "body")
    code = "wrong_type"
    if reason.startswith("Expected") and ("length" in reason or ">=" in reason or "<=" in reason):
        code = "out_of_range"
    return Fault(code, f"{_VALUE.sub('the value', reason).replace('`', '')}.", member=path or "body")


def _audience(request: ContactRequest) -> list[Fault]:
    asked = request.audience
    named = (asked.student_ids, asked.guardian_ids, asked.staff_ids, asked.guardians_of, asked.classes, asked.schools)
    if any(named) or asked.public:
        return []
    return [Fault("empty", "Name somebody, a group or the public.", member="audience")]


def _medium(request: ContactRequest) -> list[Fault]:
    if request.medium.platform_id is not None or request.medium.kind is not None:
        return []
    return [Fault("missing", "The kind is required where there is no platform.", member="medium.kind")]


def _spans(request: ContactRequest) -> list[Fault]:
    length = len(request.content.text)
    return [
        Fault("span", "A span starts before it ends, within the text.", member=f"content.signals[{n}]")
        for n, signal in enumerate(request.content.signals)
        if not signal.start <= signal.end <= length
    ]


def _times(request: ContactRequest, now: datetime) -> list[Fault]:
    told = (("send_at", request.send_at), ("content.expires_at", request.content.expires_at))
    beyond = [
        Fault("out_of_range", "The year lies outside 1900 to 9000.", member=member)
        for member, instant in told
        if instant is not None and instant.year not in YEARS
    ]
    if beyond:
        return beyond
    if request.send_at is not None and request.send_at < now - OLDEST:
        return [Fault("past", "The planned time lies more than 5 minutes back.", member="send_at")]
    return []
