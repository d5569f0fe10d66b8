"""The fake store's public notices; see `kiosk.cases.fakes`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kiosk.cases.records import PostedNotice


class FakeNoticeRepository:
    """See `kiosk.cases.ports.NoticeRepository`.

    Args:
        kept: what there is.
    """

    def __init__(self, kept: dict[UUID, PostedNotice]) -> None:
        self._kept = kept

    def add(self, notice: PostedNotice) -> bool:
        """Keep a notice once."""
        positions = {one.position for one in self._kept.values()}
        if notice.notice_id in self._kept or notice.position in positions:
            return False
        self._kept[notice.notice_id] = notice
        return True

    def remove(self, notice_id: UUID) -> bool:
        """Forget a notice."""
        return self._kept.pop(notice_id, None) is not None

    def drop_ended(self, now: datetime) -> None:
        """Forget what is over."""
        for notice in list(self._kept.values()):
            if notice.ends_at <= now:
                del self._kept[notice.notice_id]

    def ending_after(self, now: datetime) -> list[PostedNotice]:
        """What is not over, what ends first coming first."""
        left = (one for one in self._kept.values() if one.ends_at > now)
        return sorted(left, key=lambda one: (one.ends_at, one.position))
