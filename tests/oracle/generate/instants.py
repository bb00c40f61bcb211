"""Planned times around the instants at which something changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from oracle.generate.plan import Plan

SECOND = timedelta(seconds=1)
CLOCK = (
    time(0, 0),
    time(1, 30),
    time(2, 30),
    time(6, 0),
    time(7, 0),
    time(7, 30),
    time(10, 0),
    time(19, 30),
    time(20, 0),
)


def planned(plan: Plan) -> str:
    """A time in school hours, or one at an edge: of a day, a window, quiet hours, an emergency, a birthday."""
    zone = ZoneInfo(plan.zone)
    if plan.maybe(0.5):
        return _at(plan.day, time(plan.chance.randint(9, 15), plan.chance.randint(0, 59)), zone).isoformat()
    if plan.maybe(0.5):
        moment = _at(plan.chance.choice(_days(plan)), time(0, 0), zone)
        if plan.maybe(0.3):
            moment = moment.replace(hour=plan.chance.randint(0, 23))
    elif plan.maybe(0.3) and plan.raw["emergencies"]:
        one = plan.chance.choice(plan.raw["emergencies"])
        moment = plan.chance.choice([one["from"], one["until"]])
    else:
        moment = _at(plan.days(-1, 2), plan.chance.choice(_clock(plan)), zone)
    return (moment + plan.chance.choice([-SECOND, timedelta(0), timedelta(0), SECOND])).isoformat()


def later(plan: Plan, moment: str) -> str:
    """When a message is of no use any more: hours after it is planned."""
    return (datetime.fromisoformat(moment) + timedelta(hours=plan.chance.choice([0, 1, 6, 12, 30]))).isoformat()


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)


def _days(plan: Plan) -> list[date]:
    """The first day of something, and the day after the last: from midnight on it is another answer."""
    after = timedelta(days=1)
    window = timedelta(days=plan.raw["settings"]["consent"]["window_days"] + 1)
    found = [one["delivered"]["date"] + window for one in plan.consent["notices"] if one.get("delivered")]
    found += [one["date"] for one in plan.consent["answers"]]
    found += [day for one in plan.links if (day := one["from"])]
    found += [day + after for one in [*plan.links, *plan.raw["approvals"]] if (day := one["until"])]
    found += [day for one in plan.seats if (day := one["begin"])] + [
        day + after for one in plan.seats if (day := one["end"])
    ]
    found += [day for one in plan.students if (day := _birthday(plan, one["born"]))]
    near = [day for day in found if abs((day - plan.day).days) < 20]
    return near or [plan.day]


def _birthday(plan: Plan, born: date | None) -> date | None:
    leap = born is not None and (born.month, born.day) == (2, 29)
    return born.replace(year=plan.day.year) if born is not None and not leap else None


def _clock(plan: Plan) -> list[time]:
    hours: dict[str, Any] = plan.raw["settings"].get("quiet_hours") or {}
    return [*CLOCK, *(time.fromisoformat(text) for window in hours.values() for text in window.values())]
