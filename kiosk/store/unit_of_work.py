"""One transaction on the database file."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, RootTransaction

from kiosk.cases.ports import (
    CaseRepository,
    FileRepository,
    LinkRepository,
    NumberRepository,
    OutboxRepository,
    TerminalRepository,
)
from kiosk.errors import BugError
from kiosk.store.faults import faults_named
from kiosk.store.files import SqlFileRepository
from kiosk.store.repositories import (
    SqlCaseRepository,
    SqlLinkRepository,
    SqlNumberRepository,
    SqlOutboxRepository,
    SqlTerminalRepository,
)


class SqlUnitOfWork:
    """See `kiosk.cases.ports.UnitOfWork`. May be entered again after it was left.

    Args:
        engine: whose options say whether the transaction begins IMMEDIATE or DEFERRED.
        path: the database file, for messages.
    """

    terminal: TerminalRepository
    numbers: NumberRepository
    cases: CaseRepository
    outbox: OutboxRepository
    files: FileRepository
    link: LinkRepository

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._connection: Connection | None = None
        self._transaction: RootTransaction | None = None

    def __enter__(self) -> Self:
        if self._connection is not None:
            raise BugError("a unit of work was entered twice")
        with faults_named(self._path):
            connection = self._engine.connect()
            try:
                self._transaction = connection.begin()
            except BaseException:
                connection.close()
                raise
        self._connection = connection
        cursor = connection.connection.cursor()
        self.terminal = SqlTerminalRepository(connection, cursor)
        self.numbers = SqlNumberRepository(connection, cursor)
        self.cases = SqlCaseRepository(connection, cursor)
        self.outbox = SqlOutboxRepository(connection, cursor)
        self.files = SqlFileRepository(connection)
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
                connection.close()  # rolls back what was not committed

    def commit(self) -> None:
        """Make everything since entering durable."""
        if self._transaction is None:
            raise BugError("a unit of work was committed that was not entered, or twice")
        transaction, self._transaction = self._transaction, None
        with faults_named(self._path):
            transaction.commit()
