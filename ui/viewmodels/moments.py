"""Moments and numbers the way people read them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from kiosk.journey.ports import CHINA


def moment_in_words(moment: datetime, language: str) -> str:
    """A moment at the terminal's place, short, as the language writes it."""
    local = moment.astimezone(CHINA)
    shown = QDateTime(
        QDate(local.year, local.month, local.day), QTime(local.hour, local.minute, local.second)
    )
    return QLocale(language).toString(shown, QLocale.FormatType.ShortFormat)
