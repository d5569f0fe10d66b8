"""Rows of files that cases name, inside a transaction.

What decides is always an update that finds the row as it was seen, so that any number of workers
may take pieces of one file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, delete, func, literal, select, update

from sync.platform.store import tables as t
from sync.platform.store.records import CaseRow

COMPARED, MISSING, UNKNOWN = "files_compared", "files_missing", "files_unknown"
"""Counters: when storage and database were last compared (Unix time), and what was found."""


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file some case names.

    Args:
        terminal: whose it is.
        sha256: of its sealed bytes; its name.
        case_id: the case that names it.
        size: of its sealed bytes.
        received: bytes that are here without a gap.
        begun_at: when its upload was begun; None before, and once it was thrown away.
        expires_at: when an unfinished upload is thrown away.
        completed_at: when it was here whole.
    """

    terminal: str
    sha256: str
    case_id: UUID
    size: int
    received: int = 0
    begun_at: datetime | None = None
    expires_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece of a file as it came; `name` is the object that holds its bytes."""

    terminal: str
    sha256: str
    start: int
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A file that has just become whole.

    Args:
        case: the case that names it.
        last: whether it was the last file this case waited for.
    """

    case: CaseRow
    last: bool


class Uploads:
    """Statements about files; `Transaction.uploads`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def name(self, files: Sequence[UploadRow]) -> None:
        """Keep what new cases name."""
        if files:
            self._connection.execute(t.uploads.insert(), [_values(one) for one in files])

    def named(self, terminal: str, names: Collection[str]) -> set[str]:
        """Which of these names are taken."""
        found = self._connection.execute(
            select(t.uploads.c.sha256).where(
                t.uploads.c.terminal == terminal, t.uploads.c.sha256.in_(list(names))
            )
        )
        return set(found.scalars())

    def get(self, terminal: str, sha256: str) -> UploadRow | None:
        """A file of a terminal."""
        row = self._connection.execute(select(t.uploads).where(_this(terminal, sha256)))
        found = row.mappings().first()
        return None if found is None else UploadRow(**found)

    def of_case(self, case_id: UUID) -> dict[str, UploadRow]:
        """The files a case names, by name."""
        rows = self._connection.execute(
            select(t.uploads).where(t.uploads.c.case_id == case_id)
        ).mappings()
        return {row["sha256"]: UploadRow(**row) for row in rows}

    def of_terminal(self, terminal: str) -> dict[str, UploadRow]:
        """The files of a terminal, by name."""
        rows = self._connection.execute(
            select(t.uploads).where(t.uploads.c.terminal == terminal)
        ).mappings()
        return {row["sha256"]: UploadRow(**row) for row in rows}

    def terminals(self) -> list[str]:
        """The terminals that have files."""
        found = self._connection.execute(
            select(t.uploads.c.terminal).distinct().order_by(t.uploads.c.terminal)
        )
        return list(found.scalars())

    def begin(self, file: UploadRow, now: datetime, expires_at: datetime) -> None:
        """Begin an upload, from nothing; left alone if it was begun meanwhile."""
        self._connection.execute(
            update(t.uploads)
            .where(
                _this(file.terminal, file.sha256),
                t.uploads.c.begun_at.is_(None),
                t.uploads.c.completed_at.is_(None),
            )
            .values(begun_at=now, expires_at=expires_at, received=0)
        )

    def take(self, file: UploadRow, piece: PieceRow, expires_at: datetime) -> bool:
        """Count a piece; False if the file no longer stands where the piece begins."""
        counted = self._connection.execute(
            update(t.uploads)
            .where(
                _this(file.terminal, file.sha256),
                t.uploads.c.begun_at == file.begun_at,
                t.uploads.c.received == piece.start,
                t.uploads.c.completed_at.is_(None),
            )
            .values(received=piece.start + piece.size, expires_at=expires_at)
        )
        if counted.rowcount != 1:
            return False
        self._connection.execute(t.upload_pieces.insert().values(**_values(piece)))
        return True

    def pieces(self, file: UploadRow) -> list[PieceRow]:
        """The pieces of a file in their order."""
        rows = self._connection.execute(
            select(t.upload_pieces)
            .where(
                t.upload_pieces.c.terminal == file.terminal,
                t.upload_pieces.c.sha256 == file.sha256,
            )
            .order_by(t.upload_pieces.c.start)
        ).mappings()
        return [PieceRow(**row) for row in rows]

    def forget(self, file: UploadRow) -> bool:
        """Throw an unfinished upload away; False if it is another by now."""
        forgotten = self._connection.execute(
            update(t.uploads)
            .where(
                _this(file.terminal, file.sha256),
                t.uploads.c.begun_at == file.begun_at,
                t.uploads.c.received == file.received,
                t.uploads.c.completed_at.is_(None),
            )
            .values(begun_at=None, received=0)
        )
        if forgotten.rowcount != 1:
            return False
        self._drop_pieces(file)
        return True

    def complete(self, file: UploadRow, now: datetime) -> Completion | None:
        """Count a file as here, whichever upload it came by; None if it was counted before."""
        # locked first, so that of two last files one is later and sees the other
        case = (
            self._connection.execute(
                select(t.cases).where(t.cases.c.case_id == file.case_id).with_for_update()
            )
            .mappings()
            .one()
        )
        # the upload it came by may have been thrown away, and another begun, since it was seen
        done = self._connection.execute(
            update(t.uploads)
            .where(_this(file.terminal, file.sha256), t.uploads.c.completed_at.is_(None))
            .values(
                received=t.uploads.c.size,
                begun_at=func.coalesce(t.uploads.c.begun_at, literal(now, t.UtcMoment)),
                completed_at=now,
                expires_at=None,
            )
        )
        self._drop_pieces(file)
        if done.rowcount != 1:
            return None
        return Completion(CaseRow(**case), last=not self.missing(file.case_id))

    def missing(self, case_id: UUID) -> int:
        """How many files of a case are not here."""
        counted = self._connection.execute(
            select(func.count()).where(
                t.uploads.c.case_id == case_id, t.uploads.c.completed_at.is_(None)
            )
        )
        return int(counted.scalar_one())

    def arrival(self, case_id: UUID) -> tuple[int, datetime | None]:
        """How many files of a case are not here, and when the last one came that is."""
        here = t.uploads.c.completed_at
        named, arrived, last = self._connection.execute(
            select(func.count(), func.count(here), func.max(here)).where(
                t.uploads.c.case_id == case_id
            )
        ).one()
        return named - arrived, last

    def expired(self, now: datetime, terminal: str | None = None) -> list[UploadRow]:
        """Unfinished uploads of a terminal, or of all, that nothing came for any more."""
        these = select(t.uploads).where(
            t.uploads.c.begun_at.is_not(None),
            t.uploads.c.completed_at.is_(None),
            t.uploads.c.expires_at <= now,
        )
        if terminal is not None:
            these = these.where(t.uploads.c.terminal == terminal)
        return [UploadRow(**row) for row in self._connection.execute(these).mappings()]

    def totals(self) -> tuple[int, int]:
        """How many files are here, and how many are named and are not."""
        here, all_of_them = self._connection.execute(
            select(func.count(t.uploads.c.completed_at), func.count()).select_from(t.uploads)
        ).one()
        return here, all_of_them - here

    def case_number(self, file: UploadRow) -> str:
        """The number of the case that names a file."""
        found = select(t.cases.c.case_number).where(t.cases.c.case_id == file.case_id)
        number: str = self._connection.execute(found).scalar_one()
        return number

    def compared(self) -> tuple[int, int]:
        """How many files were missing, and how many objects unknown, when that was looked at."""
        rows = self._connection.execute(
            select(t.counters.c.name, t.counters.c.last).where(
                t.counters.c.name.in_([MISSING, UNKNOWN])
            )
        )
        found = {row.name: row.last for row in rows}
        return found.get(MISSING, 0), found.get(UNKNOWN, 0)

    def _drop_pieces(self, file: UploadRow) -> None:
        self._connection.execute(
            delete(t.upload_pieces).where(
                t.upload_pieces.c.terminal == file.terminal,
                t.upload_pieces.c.sha256 == file.sha256,
            )
        )


def _this(terminal: str, sha256: str) -> Any:
    return and_(t.uploads.c.terminal == terminal, t.uploads.c.sha256 == sha256)


def _values(row: UploadRow | PieceRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in fields(row)}
