"""Answers and moments the way people read them."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from kiosk.journey.fields import Kind
from kiosk.journey.ports import CHINA

TICK = "✓"


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
    if kind is Kind.DATE:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        locale = QLocale(language)
        written = locale.dateFormat(QLocale.FormatType.LongFormat)
        without_weekday = written.replace("dddd", "").strip(" ,")
        return locale.toString(QDate(day.year, day.month, day.day), without_weekday)
    return value
