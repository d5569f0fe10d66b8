"""Dates and times as forms write them (XML Schema part 2), and their numbers.

A date is a calendar day; its number is whole days since 1970-01-01. A dateTime is an instant; its
number is days with fraction since 1970-01-01T00:00Z (forms.md §3, and the peers where it is
silent). A dateTime without offset is meant in the session's time zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_S = 86400.0
_OFFSET = r"(?P<offset>Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_TIME = r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?:\.(?P<fraction>\d+))?"
_DATE = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
_DATE_FORM = re.compile(rf"{_DATE}(?:T{_TIME}{_OFFSET})?\Z", re.ASCII)
_TIME_FORM = re.compile(rf"{_TIME}{_OFFSET}\Z", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def looks_like_date(text: str) -> bool:
    """Whether `text` begins like a date; cheap, for the way every comparison takes."""
    return text[4:5] == "-" and text[7:8] == "-"


def parse_date_form(text: str, zone: tzinfo) -> date | datetime | None:
    """Read ``2026-11-21`` as a date, ``2026-11-21T09:00:00+08:00`` as an aware datetime.

    Returns None when the text has no such form or names a day that does not exist.
    """
    match = _DATE_FORM.match(text)
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    if match["hour"] is None:
        return day
    return datetime.combine(day, _clock(match), tzinfo=_zone(match["offset"], zone))


def parse_time_form(text: str, zone: tzinfo) -> time | None:
    """Read ``22:02:00``, ``22:02:00.000+07:00`` or ``22:02:00Z``; None when it is none."""
    match = _TIME_FORM.match(text)
    if match is None:
        return None
    return _clock(match).replace(tzinfo=_zone(match["offset"], zone))


def _clock(match: re.Match[str]) -> time:
    microsecond = int(((match["fraction"] or "") + "000000")[:6])
    return time(int(match["hour"]), int(match["minute"]), int(match["second"]), microsecond)


def _zone(offset: str | None, zone: tzinfo) -> tzinfo:
    if not offset:
        return zone
    if offset == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6])))


def day_number(day: date) -> float:
    """Whole days since 1970-01-01 of the calendar day as written."""
    return float(day.toordinal() - _EPOCH_DAY)


def instant_number(moment: datetime) -> float:
    """Days with fraction since 1970-01-01T00:00Z."""
    return (moment - _EPOCH).total_seconds() / _DAY_S


def number_of(value: date) -> float:
    """The number of a date or datetime."""
    return instant_number(value) if isinstance(value, datetime) else day_number(value)


def as_instant(value: date, zone: tzinfo) -> datetime:
    """The instant of a dateTime, or the local midnight at which a date begins."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), tzinfo=zone)


def date_of_number(days: float) -> date | None:
    """The calendar day of a number of days; None outside the years 1 to 9999."""
    try:
        return date.fromordinal(int(days // 1) + _EPOCH_DAY)
    except (ValueError, OverflowError):
        return None


def moment_of_number(days: float, zone: tzinfo) -> datetime | None:
    """The instant of a number of days; None outside the years 1 to 9999."""
    try:
        return (_EPOCH + timedelta(days=days)).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def write(value: date) -> str:
    """The lexical form: ``2026-11-21`` or ``2026-11-21T09:00:00.000+08:00``."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat(timespec="milliseconds")


def format_with(pattern: str, value: date, zone: tzinfo) -> str:
    """Format as ODK's ``format-date`` and ``format-date-time`` do (ODK XForms §format-date).

    ``%Y %y %m %n %b %d %e %a %H %h %M %S %3 %W`` stand for parts of the local date and time; a
    letter that stands for nothing stays as written.
    """
    moment = as_instant(value, zone)
    if isinstance(value, datetime):
        moment = moment.astimezone(zone)
    parts = {
        "Y": f"{moment.year:04d}",
        "y": f"{moment.year % 100:02d}",
        "m": f"{moment.month:02d}",
        "n": str(moment.month),
        "b": _MONTHS[moment.month - 1],
        "d": f"{moment.day:02d}",
        "e": str(moment.day),
        "a": _WEEKDAYS[moment.weekday()],
        "W": f"{moment.isocalendar().week:02d}",
        "H": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02d}",
        "S": f"{moment.second:02d}",
        "3": f"{moment.microsecond // 1000:03d}",
        "%": "%",
    }
    return re.sub(r"%(.)", lambda match: parts.get(match[1], match[0]), pattern)
