"""The district's calendar around one day. Every date of the district is so many days away from that day."""

from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.generator.chance import Chance

_FIRST_MONTH = 7
"""A school year begins in July at the earliest."""
_CUT_OFF = (9, 1)
"""Who is five on this day goes to kindergarten."""
_AGE_IN_KINDERGARTEN = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """`today` is the day around which the district is described."""

    today: date

    def day(self, offset: int) -> date:
        """So many days after today; before it where negative."""
        return self.today + timedelta(days=offset)

    @property
    def year(self) -> int:
        """The year in which the school year began."""
        return self.today.year if self.today.month >= _FIRST_MONTH else self.today.year - 1

    def first_day(self) -> date:
        """The first day of school."""
        return date(self.year, 8, 31)

    def middle(self) -> date:
        """The last day of the first semester."""
        return date(self.year + 1, 1, 22)

    def last_day(self) -> date:
        """The last day of school."""
        return date(self.year + 1, 6, 11)

    def birth(self, years_of_school: int, chance: Chance) -> date:
        """A birth date for a student with so many years of school behind them (0 in kindergarten)."""
        youngest = date(self.year - _AGE_IN_KINDERGARTEN - years_of_school, *_CUT_OFF)
        return youngest - timedelta(days=chance.below(365))

    def birthday(self, age: int, days_ago: int) -> date:
        """The birth date of somebody who became so old that many days ago."""
        day = self.day(-days_ago)
        return day.replace(year=day.year - age, day=min(day.day, 28))
