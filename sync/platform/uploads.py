"""Taking files that cases name, piece by piece, from however many workers they come in at.

A piece becomes an object of its own in the storage and a row in the database; whichever worker's
row finds the file where its piece begins was first. When all are there they are read once, checked
against the file's name and written as one object, and a case whose last file it was goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.decisions import Decisions
from sync.platform.problems import ProblemError
from sync.platform.routing import accepted_at_receipt, rule_of
from sync.platform.settings import Acceptance
from sync.platform.storage import AbsentObjectError, FullStorageError, Storage
from sync.platform.store import CollisionError, Database, PieceRow, UploadRow
from sync.protocol.uploads import CHECKSUM_MISMATCH, MIN_PIECE_BYTES

LIFE = timedelta(days=7)
"""How long an unfinished upload is kept since its last piece."""
RESERVE_BYTES = 256 * 1024 * 1024
"""What files leave of the disk, on which the database may be, too: messages have to go on."""


@dataclass(frozen=True, slots=True)
class FileHere:
    """How much there is of a file.

    Args:
        row: the file.
        arrived: whether this call made it whole.
        told: whether its terminal has to be told that a case went on.
    """

    row: UploadRow
    arrived: bool = False
    told: bool = False


def whole_name(file: UploadRow) -> str:
    """The object with all sealed bytes of a file; its name ends with their SHA-256."""
    return f"{file.terminal}/{file.sha256}"


def pieces_name(file: UploadRow) -> str:
    """What the objects with the pieces of an upload are below.

    Each upload has a folder of its own, so that to remove one's pieces never takes another's.
    """
    return f"{file.terminal}/{file.sha256}.{file.begun_at:%Y%m%dT%H%M%S%f}.pieces"


class _OtherBytesError(Exception):
    """The bytes do not fit the name of their file."""


class Receiving:
    """The use-cases of ``/v1/files``.

    Args:
        database: what is named and how far it is.
        storage: the sealed bytes.
        decisions: moves cases on.
        acceptance: who accepts them.
        clock: the platform's time.
    """

    def __init__(
        self,
        database: Database,
        storage: Storage,
        decisions: Decisions,
        *,
        acceptance: Acceptance,
        clock: Clock,
    ) -> None:
        self._database = database
        self.storage = storage
        self._decisions = decisions
        self._acceptance = acceptance
        self._clock = clock

    def begin(self, terminal: str, name: str, size: int) -> UploadRow:
        """Begin an upload, or find that it was begun.

        Raises:
            ProblemError: 422 ``file.unknown``, ``file.size``.
            EnvironmentFault: ``files.full``.
        """
        now = self._clock.now()
        self._throw_away_expired(now, terminal)
        self._require_room()
        with self._database.begin() as transaction:
            row = transaction.uploads.get(terminal, name)
            if row is None:
                raise ProblemError(
                    HTTPStatus.UNPROCESSABLE_ENTITY,
                    "file.unknown",
                    "No case of this terminal names this file.",
                )
            if row.size != size:
                raise ProblemError(
                    HTTPStatus.UNPROCESSABLE_ENTITY,
                    "file.size",
                    f"Its case says that this file has {row.size} bytes.",
                )
            transaction.uploads.begin(row, now, now + LIFE)
            return transaction.uploads.get(terminal, name) or row

    def look(self, terminal: str, name: str) -> UploadRow:
        """How much there is of a file, which may still have to be checked.

        Raises:
            ProblemError: 404 ``file.absent``, 410 ``file.expired``.
        """
        return self._begun(terminal, name)

    def state(self, terminal: str, name: str) -> FileHere:
        """How much there is of a file, checked once all of it is here.

        Raises:
            ProblemError: 404 ``file.absent``, 410 ``file.expired``, 460 ``file.hash``.
        """
        row = self._begun(terminal, name)
        return self._whole(row) if row.received == row.size else FileHere(row)

    def take(self, terminal: str, name: str, offset: int, piece: bytes) -> FileHere:
        """Take a piece of a file.

        Args:
            terminal: whose file it is.
            name: SHA-256 of its sealed bytes.
            offset: where the piece begins.
            piece: its bytes.

        Raises:
            ProblemError: 409 ``file.offset``, 413 ``file.too_long``, 422 ``file.piece_size``, and
                those of `state`.
            EnvironmentFault: ``files.full``.
        """
        row = self._begun(terminal, name)
        if row.received != offset or row.completed_at is not None:
            raise _elsewhere(row.received)
        end = offset + len(piece)
        if end > row.size:
            raise ProblemError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "file.too_long",
                f"The file has {row.size} bytes, and this piece would end at {end}.",
            )
        if len(piece) < MIN_PIECE_BYTES and end < row.size:
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "file.piece_size",
                f"A piece has at least {MIN_PIECE_BYTES} bytes, unless it is the last.",
            )
        if piece:
            self._require_room()
            self._keep(row, offset, piece)
        return self.state(terminal, name)

    def answers(self) -> None:
        """Find out soon whether files can be taken.

        Raises:
            EnvironmentFault: ``files.storage``, ``files.full``.
        """
        self.storage.answers()
        self._require_room()

    def sweep(self) -> int:
        """Throw away the uploads of all terminals that nothing came for; how many there were.

        A terminal that begins a file does this for itself; one that is gone never does.
        """
        return self._throw_away_expired(self._clock.now())

    def _require_room(self) -> None:
        free = self.storage.free_bytes()
        if free is not None and free < RESERVE_BYTES:
            raise FullStorageError

    def _keep(self, row: UploadRow, offset: int, piece: bytes) -> None:
        # named by its content, too: of two that begin here the later one must not replace the first
        digest = hashlib.sha256(piece).hexdigest()
        object_name = f"{pieces_name(row)}/{offset}-{digest}"
        self.storage.put(object_name, [piece])
        kept = PieceRow(row.terminal, row.sha256, offset, len(piece), object_name)
        try:
            with self._database.begin() as transaction:
                taken = transaction.uploads.take(row, kept, self._clock.now() + LIFE)
        except CollisionError:
            taken = False
        if not taken:
            raise _elsewhere(self._begun(row.terminal, row.sha256).received)

    def _begun(self, terminal: str, name: str) -> UploadRow:
        with self._database.reading() as transaction:
            row = transaction.uploads.get(terminal, name)
        if row is None or row.begun_at is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "file.absent", "The upload of this file was not begun."
            )
        expires_at = row.expires_at if row.completed_at is None else None
        if expires_at is not None and expires_at <= self._clock.now():
            self._throw_away(row)
            raise ProblemError(
                HTTPStatus.GONE, "file.expired", "Nothing came of this file for too long."
            )
        return row

    # --- the end of an upload -----------------------------------------------------------------

    def _whole(self, row: UploadRow) -> FileHere:
        """A file all of whose bytes are here, checked and made one object if that was not done."""
        if row.completed_at is not None:
            return FileHere(row)
        with self._database.reading() as transaction:
            pieces = transaction.uploads.pieces(row)
        try:
            self.storage.put(whole_name(row), self._checked(row, pieces))
        except _OtherBytesError:
            if self._throw_away(row):
                raise ProblemError(
                    CHECKSUM_MISMATCH, "file.hash", "The bytes received do not fit the file's name."
                ) from None
            # another worker was first: made it whole and removed the pieces, or threw it away
            return FileHere(self._begun(row.terminal, row.sha256))
        except AbsentObjectError:
            if self._throw_away(row):
                raise ProblemError(
                    HTTPStatus.NOT_FOUND,
                    "file.absent",
                    "A piece of this file was lost: begin anew.",
                ) from None
            return FileHere(self._begun(row.terminal, row.sha256))
        return self.count(row)

    def count(self, row: UploadRow) -> FileHere:
        """Count a file as here, the whole object of which is in the storage and was checked."""
        now = self._clock.now()
        with self._database.begin() as transaction:
            completion = transaction.uploads.complete(row, now)
            told = False
            if completion is not None and completion.last:
                case = completion.case
                rule = rule_of(transaction, case.item_id, case.item_version)
                told = self._decisions.files_are_here(
                    transaction, case, now, by_rule=accepted_at_receipt(rule, self._acceptance)
                )
            whole = transaction.uploads.get(row.terminal, row.sha256) or row
        for upload in (row, whole):
            if upload.begun_at is not None:
                self.storage.remove(pieces_name(upload))
        return FileHere(whole, arrived=completion is not None, told=told)

    def _checked(self, row: UploadRow, pieces: list[PieceRow]) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for piece in pieces:
            for chunk in self.storage.read(piece.name):
                digest.update(chunk)
                yield chunk
        if digest.hexdigest() != row.sha256:
            raise _OtherBytesError

    def _throw_away_expired(self, now: datetime, terminal: str | None = None) -> int:
        with self._database.reading() as transaction:
            expired = transaction.uploads.expired(now, terminal)
        return sum(self._throw_away(row) for row in expired)

    def _throw_away(self, row: UploadRow) -> bool:
        """Forget what came of a file; False if it is no longer as it was seen."""
        with self._database.begin() as transaction:
            forgotten = transaction.uploads.forget(row)
        if forgotten:
            self.storage.remove(pieces_name(row))
        return forgotten


def _elsewhere(received: int) -> EnvironmentFault:
    return ProblemError(
        HTTPStatus.CONFLICT, "file.offset", f"The file stands at {received}, not there."
    )
