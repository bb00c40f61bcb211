"""Quiet hours: who waits, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from oracle.emergencies import is_emergency
from oracle.folder import instant
from oracle.message import Message, Recipient
from oracle.said import Said

MINUTES = 24 * 60
NEVER = datetime.max.replace(tzinfo=UTC)


def quiet_hours(message: Message, who: Recipient) -> Iterator[Said]:
    """Section 5: quiet hours are permit with `hold_until`, per recipient: students by their level, guardians by the
    union of the windows of the students they are addressed for. `time_critical` lifts them for guardians, with advice.
    Held past `expires_at` is held for a person. An emergency lifts them."""
    if who.kind not in {"student", "guardian"} or is_emergency(message, who):
        return
    if who.kind == "student" and message.own_and_private(who.id):
        return
    students = {who.id} if who.kind == "student" else set(who.children)
    windows = _windows(message, {message.level(s) for s in students if message.student(s)})
    until = _end(message.at, windows)
    if until is None:
        return
    if who.kind == "guardian" and message.body.get("urgency") == "time_critical":
        yield Said("quiet-hours", "advise")
        return
    duty = ({"type": "hold_until", "at": until},)
    expires = message.content.get("expires_at")
    late = until == NEVER or (expires is not None and instant(expires, message.district.zone) < until)
    yield Said("quiet-hours", "review" if late else "oblige", () if late else duty)


def _windows(message: Message, levels: set[str]) -> list[tuple[int, int]]:
    hours: dict[str, Any] = message.district.settings.get("quiet_hours") or {}
    return [(_minute(hours[level]["from"]), _minute(hours[level]["until"])) for level in levels if hours.get(level)]


def _minute(text: str) -> int:
    hour, minute = text.split(":")[:2]
    return int(hour) * 60 + int(minute)


def _inside(minute: int, window: tuple[int, int]) -> bool:
    """`from` inclusive, `until` exclusive; a window may go over midnight."""
    start, end = window
    return start <= minute < end if start < end else minute >= start or minute < end


def _end(at: datetime, windows: list[tuple[int, int]]) -> datetime | None:
    """The first minute outside of every window, found by walking the wall clock; None if `at` is outside already, and
    NEVER where the windows leave none."""
    wall = at.replace(tzinfo=None)
    if not any(_inside(wall.hour * 60 + wall.minute, window) for window in windows):
        return None
    if all(any(_inside(minute, window) for window in windows) for minute in range(MINUTES)):
        return NEVER
    wall = wall.replace(second=0, microsecond=0)
    while any(_inside(wall.hour * 60 + wall.minute, window) for window in windows):
        wall += timedelta(minutes=1)
    return wall.replace(tzinfo=at.tzinfo, fold=0).astimezone(UTC)


EACH = (quiet_hours,)
