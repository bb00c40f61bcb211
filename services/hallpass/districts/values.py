"""What a text in a district folder means: dates, instants, times of day, numbers. Pure; None means "it does not"."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTES_OF_A_DAY = 1440

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})[Tt ]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r"\s*(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_INTEGER = re.compile(r"[+-]?\d{1,9}")


def as_date(text: str) -> date | None:
    """`2026-08-20`."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_instant(text: str, zone: ZoneInfo) -> datetime | None:
    """`2026-01-12T06:00:00-06:00`; without an offset it is the clock on the district's wall."""
    found = _INSTANT.fullmatch(text)
    if not found:
        return None
    clock = found["time"] if len(found["time"].split(":")[0]) == 2 else f"0{found['time']}"  # noqa: PLR2004 - two digits
    offset = (found["zone"] or "").upper().replace("Z", "+00:00")
    try:
        instant = datetime.fromisoformat(f"{found['date']}T{clock}{offset}")
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in the district."""
    return datetime.combine(day, time(), zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after a day in the district."""
    return start_of(day + timedelta(days=1), zone)


def as_minute(text: str) -> int | None:
    """`20:00` as the minute of the day."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    minute = int(found[1]) * 60 + int(found[2])
    return minute if int(found[2]) < 60 and minute < MINUTES_OF_A_DAY else None  # noqa: PLR2004 - minutes of an hour


def as_integer(text: str) -> int | None:
    """A whole number of at most nine digits."""
    return int(text) if _INTEGER.fullmatch(text) else None


def as_zone(text: str) -> ZoneInfo | None:
    """A time zone of the IANA database."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # ValueError: a name that is no relative path; OSError: the name of a folder of the database.
        return None
