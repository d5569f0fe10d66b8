"""Answers and moments the way people read them."""

from __future__ import annotations

import re
from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from kiosk.journey.fields import Kind
from kiosk.journey.ports import CHINA
from kiosk.journey.spelling import grouped

TICK = "✓"
_REST_OF_DATE = "0000-01-01"
_DAY = re.compile(r"[ ,]*d+日?,?")
_MONTH = re.compile(r"[ ,]*M+月?")


def moment_in_words(moment: datetime, language: str) -> str:
    """A moment at the terminal's place, short, as the language writes it."""
    local = moment.astimezone(CHINA)
    shown = QDateTime(
        QDate(local.year, local.month, local.day), QTime(local.hour, local.minute, local.second)
    )
    return QLocale(language).toString(shown, QLocale.FormatType.ShortFormat)


def in_words(value: str, kind: Kind, language: str) -> str:
    """An answer the way the language writes it; a date that is none is shown as it was typed."""
    if kind is Kind.ACKNOWLEDGE:
        return TICK if value else ""
    if kind is Kind.DIGITS:
        return grouped(value)
    if kind is Kind.DATE:
        return _date(value, QLocale(language))
    if kind is Kind.TIME:
        return _time(value, QLocale(language))
    if kind is Kind.DATE_TIME:
        day, _, clock = value.partition("T")
        locale = QLocale(language)
        return f"{_date(day, locale)} {_time(clock, locale)}".rstrip()
    return value


def _date(value: str, locale: QLocale) -> str:
    """A date as far as it is written: the whole day, a month or a year."""
    try:
        day = date.fromisoformat(value + _REST_OF_DATE[len(value) :])
    except ValueError:
        return value
    pattern = locale.dateFormat(QLocale.FormatType.LongFormat).replace("dddd", "")
    if len(value) < len(_REST_OF_DATE):
        pattern = _DAY.sub("", pattern)
    if len(value) <= len("2026"):
        pattern = _MONTH.sub("", pattern)
    return locale.toString(QDate(day.year, day.month, day.day), pattern.strip(" ,"))


def _time(value: str, locale: QLocale) -> str:
    found = QTime.fromString(value, "HH:mm")
    return locale.toString(found, QLocale.FormatType.ShortFormat) if found.isValid() else value
