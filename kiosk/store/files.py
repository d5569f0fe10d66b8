"""The files of a unit of work, over one connection."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from kiosk.cases.files import PART_BYTES, OutboxFile
from kiosk.cases.messages import MessageState
from kiosk.store import rows
from kiosk.store.prepared import marks
from kiosk.store.tables import file_parts, files, outbox

# Statements are built once: building one costs as much as running it.

_CASE = "case"
"""The kind of message that brings a case; its enum is too heavy to load for a word."""
# said in each of them, so that SQLite uses the index on what is unsent
_UNSENT = files.c.state != MessageState.ACKNOWLEDGED.value
_WAITING = and_(_UNSENT, files.c.state == MessageState.RETRY_WAIT.value)
_THIS = files.c.sha256 == bindparam("which")

_ADD = insert(files).returning(files.c.position)
_ADD_PART = insert(file_parts)
_FILE = select(files).where(_THIS)
_PART = (
    select(file_parts.c.content)
    .join_from(file_parts, files, file_parts.c.position == files.c.position)
    .where(_THIS, file_parts.c.number == bindparam("number"))
)
_DROP = delete(file_parts).where(
    file_parts.c.position == select(files.c.position).where(_THIS).scalar_subquery()
)
_DUE = (
    select(files)
    .where(
        _UNSENT,
        or_(
            files.c.state == MessageState.QUEUED.value,
            and_(
                files.c.state == MessageState.RETRY_WAIT.value,
                or_(files.c.due_at <= bindparam("now"), files.c.due_at > bindparam("horizon")),
            ),
        ),
        exists().where(
            outbox.c.case_id == files.c.case_id,
            outbox.c.kind == _CASE,
            outbox.c.state == MessageState.ACKNOWLEDGED.value,
        ),
    )
    .order_by(files.c.position)
    .limit(1)
)
_IN_STATE = select(files).where(files.c.state == bindparam("which")).order_by(files.c.position)
_UNSENT_IN_STATE = _IN_STATE.where(_UNSENT)
_SAVE = (
    update(files)
    .where(_THIS)
    .values({name: bindparam(name) for name in rows.FILE_DELIVERY_COLUMNS})
)
_MAKE_DUE = update(files).where(_WAITING).values(due_at=bindparam("now"))
_UNFINISHED = "SELECT DISTINCT case_id FROM files WHERE state <> 'acknowledged' AND case_id IN ({})"


class SqlFileRepository:
    """See `kiosk.cases.ports.FileRepository`."""

    def __init__(self, connection: Connection, cursor: Any) -> None:
        self._connection = connection
        self._cursor = cursor

    def add(self, file: OutboxFile, content: bytes) -> None:
        """Append a file with its sealed bytes."""
        position = self._connection.execute(_ADD, rows.file_values(file)).scalar_one()
        self._connection.execute(
            _ADD_PART,
            [
                {
                    "position": position,
                    "number": number,
                    "content": content[start : start + PART_BYTES],
                }
                for number, start in enumerate(range(0, len(content), PART_BYTES))
            ],
        )

    def get(self, sha256: str) -> OutboxFile | None:
        """One file by the hash of its sealed bytes."""
        row = self._connection.execute(_FILE, {"which": sha256}).mappings().first()
        return None if row is None else rows.outbox_file(row)

    def part(self, sha256: str, offset: int) -> bytes:
        """Sealed bytes from `offset` to the end of the stored part it lies in."""
        number, within = divmod(offset, PART_BYTES)
        found = self._connection.execute(_PART, {"which": sha256, "number": number}).scalar()
        return b"" if found is None else bytes(found[within:])

    def drop_content(self, sha256: str) -> None:
        """Let go of the sealed bytes."""
        self._connection.execute(_DROP, {"which": sha256})

    def due(self, now: datetime, horizon: datetime) -> OutboxFile | None:
        """The oldest file that may be tried, if there is one."""
        found = self._connection.execute(_DUE, {"now": now, "horizon": horizon})
        row = found.mappings().first()
        return None if row is None else rows.outbox_file(row)

    def in_state(self, state: MessageState) -> list[OutboxFile]:
        """All files in one state, in the order they were written."""
        statement = _IN_STATE if state is MessageState.ACKNOWLEDGED else _UNSENT_IN_STATE
        found = self._connection.execute(statement, {"which": state.value}).mappings()
        return [rows.outbox_file(row) for row in found]

    def save(self, file: OutboxFile) -> None:
        """Keep what changed."""
        self._connection.execute(_SAVE, {"which": file.sha256, **rows.file_delivery_values(file)})

    def make_due(self, now: datetime) -> int:
        """Let every file that waits be tried at once."""
        return self._connection.execute(_MAKE_DUE, {"now": now}).rowcount

    def unfinished(self, case_ids: Collection[UUID]) -> set[UUID]:
        """Which of these cases have files that are not acknowledged."""
        found = self._cursor.execute(*marks(_UNFINISHED, case_ids))
        return {UUID(bytes=case_id) for (case_id,) in found}
