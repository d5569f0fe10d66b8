"""The public notices of a unit of work, over one connection."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.cases.records import PostedNotice
from kiosk.store.tables import notices

# Statements are built once: building one costs as much as running it.

_ADD = upsert(notices).on_conflict_do_nothing()
_REMOVE = delete(notices).where(notices.c.notice_id == bindparam("which"))
_DROP_ENDED = delete(notices).where(notices.c.ends_at <= bindparam("now"))
_ENDING_AFTER = (
    select(notices)
    .where(notices.c.ends_at > bindparam("now"))
    .order_by(notices.c.ends_at, notices.c.position)
)


class SqlNoticeRepository:
    """See `kiosk.cases.ports.NoticeRepository`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notice: PostedNotice) -> bool:
        """Keep a notice once."""
        values = {
            "position": notice.position,
            "notice_id": notice.notice_id,
            "begins_at": notice.begins_at,
            "ends_at": notice.ends_at,
            "title": dict(notice.title),
            "text": dict(notice.text),
        }
        return self._connection.execute(_ADD, values).rowcount == 1

    def remove(self, notice_id: UUID) -> bool:
        """Forget a notice."""
        return self._connection.execute(_REMOVE, {"which": notice_id}).rowcount == 1

    def drop_ended(self, now: datetime) -> None:
        """Forget what is over."""
        self._connection.execute(_DROP_ENDED, {"now": now})

    def ending_after(self, now: datetime) -> list[PostedNotice]:
        """What is not over, what ends first coming first."""
        return [
            PostedNotice(
                notice_id=row["notice_id"],
                position=row["position"],
                begins_at=row["begins_at"],
                ends_at=row["ends_at"],
                title=row["title"],
                text=row["text"],
            )
            for row in self._connection.execute(_ENDING_AFTER, {"now": now}).mappings()
        ]
