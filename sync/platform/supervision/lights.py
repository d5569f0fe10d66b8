"""The colour of a case's clock."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Light(StrEnum):
    """How much of a time limit is gone."""

    GREEN = "green"
    YELLOW = "yellow"
    """Nine tenths."""
    RED = "red"
    """All of it."""


class Limited(Protocol):
    """A case, or a department's part of one."""

    @property
    def yellow_at(self) -> datetime | None:
        """When nine tenths are gone; None while no limit runs."""

    @property
    def red_at(self) -> datetime | None:
        """When all of it is."""


def light_of(limited: Limited, now: datetime) -> Light | None:
    """The colour at a moment; None while no limit runs."""
    if limited.yellow_at is None:
        return None
    if now < limited.yellow_at:
        return Light.GREEN
    return Light.YELLOW if limited.red_at is None or now < limited.red_at else Light.RED
