"""How an answer is written: for the control that enters it, in the instance, and for who reads it.

Words and the order of a date belong to the screen's language (`ui.viewmodels.words`); here is what
is the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, tzinfo

MASK = "••••••••"
"""Stands for a masked answer, whatever its length."""
LONG_NUMBER = 12
"""From this many digits on a number is read in groups of four, as on a bank card."""
_GROUP = 4
_PHONE = re.compile(r"(1[3-9]\d)(\d{1,4})(\d{0,4})\Z", re.ASCII)
_CITIZEN_NUMBER = re.compile(r"(\d{6})(\d{4})(\d{4})(\d{3}[\dX])\Z", re.ASCII)
_THREE = re.compile(r"\B(?=(?:\d{3})+\Z)", re.ASCII)
_MINUTES = "minutes"


# --- for the control ----------------------------------------------------------------------------


def entered_time(value: str, zone: tzinfo) -> str:
    """A time of day as the wheels have it, ``09:30``; empty for none."""
    try:
        found = time.fromisoformat(value)
    except ValueError:
        return ""
    if found.tzinfo is None:
        return found.isoformat(_MINUTES)
    there = datetime.combine(date(2000, 1, 1), found)  # an offset is the same on every day
    return there.astimezone(zone).time().isoformat(_MINUTES)


def entered_moment(value: str, zone: tzinfo) -> str:
    """A date and time as the wheels have it, ``2026-11-21T09:30``; empty for none."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return ""
    local = found if found.tzinfo is None else found.astimezone(zone)
    return local.replace(tzinfo=None).isoformat("T", _MINUTES)


def entered_number(value: str) -> str:
    """A number without the zeros XForms ends a decimal with: 23.0 is 23."""
    return value.rstrip("0").rstrip(".") if "." in value and "e" not in value else value


# --- in the instance ----------------------------------------------------------------------------


def stored_time(text: str, zone: tzinfo, day: date) -> str:
    """``09:30:00.000+08:00`` of ``09:30`` (XForms time, as ODK Collect writes it); empty for none.

    Args:
        text: hours and minutes.
        zone: in which they are meant.
        day: on which the offset of the zone is taken.
    """
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return ""
    if found.tzinfo is not None:
        return text
    moment = datetime.combine(day, found, tzinfo=zone)
    return moment.timetz().replace(tzinfo=None).isoformat("milliseconds") + _offset(moment)


def stored_moment(text: str, zone: tzinfo) -> str:
    """``2026-11-21T09:30:00.000+08:00`` of ``2026-11-21T09:30`` (XForms dateTime); empty for none.

    Args:
        text: local date, hours and minutes.
        zone: in which they are meant.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if found.tzinfo is not None:
        return text
    moment = found.replace(tzinfo=zone)
    return found.isoformat("T", "milliseconds") + _offset(moment)


def _offset(moment: datetime) -> str:
    """Such as ``+08:00``."""
    return moment.isoformat("T", "seconds")[len("2026-11-21T09:30:00") :]


# --- for who reads it ---------------------------------------------------------------------------


def part_of_date(value: str, appearances: Collection[str]) -> str:
    """A date as far as it was asked for: ``2026-11`` or ``2026``."""
    if "year" in appearances:
        return value[: len("2026")]
    return value[: len("2026-11")] if "month-year" in appearances else value


def grouped(digits: str, appearances: Collection[str] = ()) -> str:
    """Digits in the groups people read them in: 138 0538 0000, 6228 4804 0256 4890 018.

    Args:
        digits: as typed, perhaps not all of them yet.
        appearances: of the control; ``citizen_number`` and ``thousands-sep`` group their own way.
    """
    if "thousands-sep" in appearances:
        return with_thousands(digits)
    if not digits.isdecimal() and "citizen_number" not in appearances:
        return digits
    citizen = _CITIZEN_NUMBER.match(digits) if "citizen_number" in appearances else None
    phone = _PHONE.match(digits)
    found = citizen or phone
    if found:
        return " ".join(filter(None, found.groups()))
    if len(digits) < LONG_NUMBER:
        return digits
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def with_thousands(number: str) -> str:
    """12,345.6 of 12345.6; what is no plain number stays."""
    whole, point, fraction = number.partition(".")
    return _THREE.sub(",", whole) + point + fraction
