"""One transaction on the database file."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, RootTransaction

from kiosk.cases.ports import (
    AuditRepository,
    CaseRepository,
    CommandRepository,
    CorrectionRepository,
    FileRepository,
    LinkRepository,
    NoticeRepository,
    NumberRepository,
    OutboxRepository,
    TerminalRepository,
)
from kiosk.clock import Clock
from kiosk.errors import BugError
from kiosk.store.audit import SqlAuditRepository
from kiosk.store.commands import SqlCommandRepository
from kiosk.store.corrections import SqlCorrectionRepository
from kiosk.store.engine import BUSY_SECONDS
from kiosk.store.faults import busy, faults_named
from kiosk.store.files import SqlFileRepository
from kiosk.store.notices import SqlNoticeRepository
from kiosk.store.outbox import SqlOutboxRepository
from kiosk.store.repositories import (
    SqlCaseRepository,
    SqlLinkRepository,
    SqlNumberRepository,
    SqlTerminalRepository,
)
from kiosk.store.turns import Turns


class SqlUnitOfWork:
    """See `kiosk.cases.ports.UnitOfWork`. May be entered again after it was left.

    Args:
        engine: whose options say whether the transaction begins IMMEDIATE or DEFERRED.
        path: the database file, for messages.
        turns: of the threads that write; None for one that only reads.
        start: where this opening of the store counts deposit numbers from.
        clock: time of what is noted.
    """

    terminal: TerminalRepository
    numbers: NumberRepository
    cases: CaseRepository
    outbox: OutboxRepository
    files: FileRepository
    commands: CommandRepository
    notices: NoticeRepository
    corrections: CorrectionRepository
    audit: AuditRepository
    link: LinkRepository

    def __init__(
        self, engine: Engine, path: Path, turns: Turns | None, *, start: int, clock: Clock
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._start = start
        self._path = path
        self._turns = turns
        self._connection: Connection | None = None
        self._transaction: RootTransaction | None = None

    def __enter__(self) -> Self:
        if self._connection is not None:
            raise BugError("a unit of work was entered twice")
        if self._turns is not None and not self._turns.take(BUSY_SECONDS):
            raise busy(self._path)
        try:
            connection = self._begin()
        except BaseException:
            self._leave_turn()
            raise
        self._connection = connection
        cursor = connection.connection.cursor()
        self.terminal = SqlTerminalRepository(connection, cursor)
        self.numbers = SqlNumberRepository(cursor, self._start)
        self.cases = SqlCaseRepository(connection, cursor)
        self.outbox = SqlOutboxRepository(connection, cursor)
        self.files = SqlFileRepository(connection, cursor)
        self.commands = SqlCommandRepository(connection)
        self.notices = SqlNoticeRepository(connection)
        self.corrections = SqlCorrectionRepository(connection)
        self.audit = SqlAuditRepository(connection, self._clock)
        self.link = SqlLinkRepository(connection)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection, self._connection, self._transaction = self._connection, None, None
        if connection is None:
            raise BugError("a unit of work was left that was not entered")
        # the error first: what broke the statement says more than what then broke the rollback
        with faults_named(self._path):
            try:
                if error is not None:
                    raise error
            finally:
                try:
                    connection.close()  # rolls back what was not committed
                finally:
                    self._leave_turn()

    def commit(self) -> None:
        """Make everything since entering durable."""
        if self._transaction is None:
            raise BugError("a unit of work was committed that was not entered, or twice")
        transaction, self._transaction = self._transaction, None
        with faults_named(self._path):
            transaction.commit()

    def _begin(self) -> Connection:
        with faults_named(self._path):
            connection = self._engine.connect()
            try:
                self._transaction = connection.begin()
            except BaseException:
                connection.close()
                raise
        return connection

    def _leave_turn(self) -> None:
        if self._turns is not None:
            self._turns.give()
