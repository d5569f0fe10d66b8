"""When a promised limit ends, and when nine tenths of it are gone.

A limit in days begins on the day after (Civil Code, article 201), ends with the end of its last
day (article 203), and one in calendar days that ends on a day off ends with the next working day.
While the applicant is asked for something it stands still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sync.platform.supervision.working_days import WorkingDays
from sync.protocol.numbers import LOCAL_TIME, local_day

_DAY = timedelta(days=1)
_TENTHS = 9
"""Tenths of a limit after which a case is yellow (domain.md, 电子监察: 90 %)."""


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Limit:
    """A promised limit, such as 22 working days; at least 1."""

    number: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Run:
    """A time in which a limit runs; `end` is None while it still does."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a case turns yellow and when red."""

    yellow: datetime
    red: datetime


def deadline(limit: Limit, runs: Sequence[Run], calendar: WorkingDays) -> Deadline | None:
    """When a limit ends.

    Args:
        limit: what was promised.
        runs: when it ran, oldest first; only the last may still run.
        calendar: the working days.

    Returns:
        None while it stands still, or where it never ran. A limit that ended before it was made
        to stand still has ended: it keeps its deadline when it runs again.
    """
    if not runs:
        return None
    if limit.unit is Unit.HOUR:
        return _by_the_hour(limit.number, runs)
    count = _Count(limit, calendar)
    used = 0
    for run in runs:
        first = local_day(run.start)
        if run.end is None or count.passed(first, limit.number - used) < run.end:
            return count.deadline(first, used)
        used += count.between(first, local_day(run.end))
    return None


def _by_the_hour(hours: int, runs: Sequence[Run]) -> Deadline | None:
    whole = timedelta(hours=hours)
    left, yellow_left = whole, whole * _TENTHS / 10
    for run in runs:
        if run.end is None or run.end - run.start > left:
            return Deadline(run.start + max(yellow_left, timedelta()), run.start + left)
        left -= run.end - run.start
        yellow_left -= run.end - run.start
    return None


@dataclass(frozen=True, slots=True)
class _Count:
    """Counts the days of one limit."""

    limit: Limit
    calendar: WorkingDays

    def between(self, first: date, last: date) -> int:
        if self.limit.unit is Unit.DAY:
            return (last - first).days
        return self.calendar.between(first, last)

    def after(self, first: date, days: int) -> date:
        if self.limit.unit is Unit.DAY:
            return first + _DAY * days
        return self.calendar.after(first, days)

    def passed(self, first: date, days: int) -> datetime:
        last = self.after(first, max(days, 0))
        return _end_of(self.calendar.not_before(last) if self.limit.unit is Unit.DAY else last)

    def deadline(self, first: date, used: int) -> Deadline:
        """The deadline of a limit that runs from a day on, with so many days gone before."""
        whole, tenths = divmod(self.limit.number * _TENTHS, 10)
        if whole < used:
            yellow = _end_of(first)
        else:
            yellow = _end_of(self.after(first, whole - used))
            if tenths:
                yellow = _start_of(self.after(first, whole - used + 1)) + _DAY * tenths / 10
        return Deadline(yellow, self.passed(first, self.limit.number - used))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_TIME)


def _end_of(day: date) -> datetime:
    return _start_of(day + _DAY)
