"""What a generated district is made of, before it is written to files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

Row = dict[str, Any]
ZONES = (
    "America/Chicago",
    "America/New_York",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Phoenix",
    "America/Denver",
)
# School days of a year that no clock reaches soon, since a planned time may not lie in the past; two are the days on
# which daylight saving time begins and ends.
DAYS = (date(2035, 9, 18), date(2035, 11, 4), date(2036, 1, 15), date(2036, 3, 9), date(2036, 5, 6))
GRADES = {
    "elementary": ("KG", "01", "02", "03", "04", "05"),
    "middle": ("06", "07", "08"),
    "k8": ("KG", "03", "05", "06", "08"),
    "six12": ("06", "08", "09", "11", "12"),
    "high": ("09", "10", "11", "12"),
}
LEVELS = {
    **dict.fromkeys(GRADES["elementary"], "elementary"),
    **dict.fromkeys(GRADES["middle"], "middle"),
    **dict.fromkeys(GRADES["high"], "high"),
}


@dataclass
class Plan:
    """A district in the making: rows for each file, and the ids from which requests choose."""

    name: str
    chance: Random
    day: date
    zone: str
    version: str
    schools: dict[str, str] = field(default_factory=dict)
    staff: list[Row] = field(default_factory=list)
    students: list[Row] = field(default_factory=list)
    guardians: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    classes: dict[str, str] = field(default_factory=dict)
    seats: list[Row] = field(default_factory=list)
    raw: Row = field(default_factory=dict)
    consent: Row = field(default_factory=dict)

    def maybe(self, share: float) -> bool:
        """True this often."""
        return self.chance.random() < share

    def days(self, first: int, last: int) -> date:
        """A day at a random distance from the plan's own."""
        return self.day + timedelta(days=self.chance.randint(first, last))

    def teachers(self, group: str) -> list[str]:
        return [seat["person"] for seat in self.seats if seat["class"] == group and seat["role"] == "teacher"]

    def members(self, group: str) -> list[str]:
        return [seat["person"] for seat in self.seats if seat["class"] == group and seat["role"] == "student"]
