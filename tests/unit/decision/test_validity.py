"""Until when a verdict holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hallpass.contracts.policy import EmergencyFacts, QuietWindow
from hallpass.decision.validity import local_instant, valid_until

CHICAGO = ZoneInfo("America/Chicago")
EVENING = QuietWindow(start=1200, until=420)


def local(hour: int, minute: int, day: int = 4) -> datetime:
    return datetime(2031, 3, day, hour, minute, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    "start, until",
    [
        (local(10, 0), local(10, 15)),
        (local(19, 50), local(20, 0)),
        (local(20, 0), local(20, 15)),
        (local(23, 50), local(0, 0, 5)),
        (local(6, 59), local(7, 0)),
    ],
)
def test_it_ends_where_the_clock_alone_could_change_it(start: datetime, until: datetime) -> None:
    assert valid_until(start, CHICAGO, [EVENING], []) == until


def test_it_ends_where_an_emergency_begins_or_ends() -> None:
    start = local(10, 0)
    for change in (timedelta(minutes=-60), timedelta(minutes=3)):
        emergency = EmergencyFacts(
            id="e", declared_by="p", start=start + change, until=start + change + timedelta(minutes=65)
        )
        assert valid_until(start, CHICAGO, [], [emergency]) == start + timedelta(minutes=5 if change.days < 0 else 3)


def test_a_local_time_that_the_clock_skips_moves_forward() -> None:
    skipped = local_instant(date(2031, 3, 9), 150, CHICAGO)
    assert skipped == datetime(2031, 3, 9, 8, 30, tzinfo=UTC)
    assert (skipped.hour, skipped.minute) == (3, 30)
