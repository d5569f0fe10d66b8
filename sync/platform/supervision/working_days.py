"""The working days of mainland China, with the days the State Council moves for its holidays.

The State Council announces the days off and the worked weekends of a year in the November before
it; the package `holidays` follows within weeks. For a year it does not know yet it has the holidays
themselves without the days moved around them, so that a limit that reaches over the new year is
reckoned again once the package is newer.
"""

from __future__ import annotations

from datetime import date, timedelta
from threading import Lock

from holidays import country_holidays

_DAY = timedelta(days=1)


class WorkingDays:
    """Counts days on which offices are open.

    Args:
        off: days off besides those of the whole country, such as the third day of the third
            month in Guangxi.
        on: days worked although the calendar of the country has them off.
    """

    def __init__(
        self, off: frozenset[date] = frozenset(), on: frozenset[date] = frozenset()
    ) -> None:
        self._off = off
        self._on = on
        self._country = country_holidays("CN")
        self._lock = Lock()

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open on that day."""
        if day in self._off or day in self._on:
            return day in self._on
        with self._lock:  # the package fills its years as they are asked for, one thread at a time
            return bool(self._country.is_working_day(day))

    def after(self, day: date, count: int) -> date:
        """The so many-th working day after a day; the day itself for 0."""
        for _ in range(count):
            day += _DAY
            while not self.is_working_day(day):
                day += _DAY
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days there are after `first`, up to and including `last`."""
        days = (first + _DAY * step for step in range(1, (last - first).days + 1))
        return sum(map(self.is_working_day, days))

    def not_before(self, day: date) -> date:
        """That day, or the first working day after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day
