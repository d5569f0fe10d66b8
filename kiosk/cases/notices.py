"""The platform's public notices: kept here, shown for their time, with or without the network."""

from __future__ import annotations

from datetime import timedelta

from kiosk.cases.ports import UnitOfWork
from kiosk.cases.records import PostedNotice
from kiosk.clock import Clock


def notices_in_force(uow: UnitOfWork, *, clock: Clock) -> list[PostedNotice]:
    """What is to be shown now, what ends first coming first.

    Args:
        uow: reading is enough.
        clock: this machine's time; the platform's is reckoned from it.
    """
    with uow:
        now = clock.now() + timedelta(seconds=uow.link.get().clock_offset_s)
        return [one for one in uow.notices.ending_after(now) if one.begins_at <= now]
