"""Until when a verdict holds: the first instant at which the clock alone could change it, 15 minutes at most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from hallpass.contracts.policy import EmergencyFacts, QuietWindow

LONGEST = timedelta(minutes=15)


def local_instant(day: date, minute: int, zone: tzinfo) -> datetime:
    """A local day and minute as an instant with the zone's offset; a time that the clock skips moves forward."""
    local = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone)


def valid_until(
    start: datetime, zone: tzinfo, windows: Iterable[QuietWindow], emergencies: Iterable[EmergencyFacts]
) -> datetime:
    """`start` is the later of now and `send_at`.

    At midnight dates change (ages, notices' windows, links); at the bounds of quiet hours holds begin and end; an
    emergency begins and ends.
    """
    today = start.astimezone(zone).date()
    days = (today, today + timedelta(days=1))
    changes = [local_instant(days[1], 0, zone)]
    for window in windows:
        changes += [local_instant(day, bound, zone) for day in days for bound in (window.start, window.until)]
    for emergency in emergencies:
        changes += [emergency.start, emergency.until]
    return min([start + LONGEST, *(change for change in changes if change > start)])
