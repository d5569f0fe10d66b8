"""The store: one encrypted SQLite file, opened, brought up to date and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, Self

from sqlalchemy import Engine, insert, select

from kiosk.cases.numbering import any_start
from kiosk.cases.ports import UnitOfWork
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock, SystemClock
from kiosk.store.engine import BEGIN, connector, open_engine
from kiosk.store.faults import faults_named
from kiosk.store.tables import database, link
from kiosk.store.turns import Turns
from kiosk.store.unit_of_work import SqlUnitOfWork
from kiosk.store.upgrade import upgrade

_SECRET_BYTES = 32


class Store:
    """The database of this terminal; threads and processes may use it at the same time."""

    def __init__(self, path: Path, connect: Callable[[], Any], clock: Clock) -> None:
        self._path = path
        self._engine = open_engine(connect)
        self._reading = self._engine.execution_options(**{BEGIN: "DEFERRED"})
        with faults_named(path):
            try:
                upgrade(self._engine, path)
                self._fill(clock)
                self._watch = connect()
            except BaseException:
                self._engine.dispose()
                raise
        self._watch_lock = Lock()
        self._turns = Turns()
        self._start = any_start(clock)
        self._clock = clock

    @classmethod
    def open(cls, path: Path, key: bytes, *, clock: Clock | None = None) -> Self:
        """Open or create the database and run missing migrations.

        Args:
            path: the database file; its folder must exist.
            key: 32 bytes of `kiosk.store.key.load_or_create_key`.
            clock: source of the secrets of a new database, of where it counts from, and of the
                time of what is noted.

        Raises:
            EnvironmentFault: ``store.*`` of `kiosk.store.faults`, ``store.unsafe_sqlite``,
                ``store.newer``, ``store.key_damaged``.
        """
        return cls(path, connector(path, key), clock or SystemClock())

    @classmethod
    def open_unencrypted(cls, path: Path, *, clock: Clock | None = None) -> Self:
        """The same without file encryption, to prove what sealing alone protects."""
        return cls(path, connector(path, None), clock or SystemClock())

    def unit_of_work(self) -> UnitOfWork:
        """A new transaction that may write, not entered yet."""
        return self._transaction(self._engine, self._turns)

    def reading(self) -> UnitOfWork:
        """A new transaction that only reads and never makes a writer wait."""
        return self._transaction(self._reading, None)

    def _transaction(self, engine: Engine, turns: Turns | None) -> UnitOfWork:
        return SqlUnitOfWork(engine, self._path, turns, start=self._start, clock=self._clock)

    def data_version(self) -> int:
        """A number that changes when another connection has committed; 3 µs."""
        with self._watch_lock, faults_named(self._path):
            # one held connection that never writes: the pragma tells of others' commits only
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def terminal(self) -> TerminalIdentity | None:
        """The identity, None before enrolment."""
        with self.reading() as uow:
            return uow.terminal.get()

    def fold(self) -> None:
        """Fold the log beside the file into it and empty it, as far as nobody reads from it."""
        with faults_named(self._path), self._engine.connect() as connection:
            # by the driver: SQLAlchemy would begin a transaction, in which nothing can be folded
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection; the last one folds the WAL back into the file."""
        with self._watch_lock:
            self._watch.close()
        self._engine.dispose()

    def _fill(self, clock: Clock) -> None:
        """Give a new database its secrets and its one-row tables."""
        with self._engine.begin() as connection:
            if connection.execute(select(database.c.id)).first() is None:
                connection.execute(
                    insert(database),
                    {
                        "id": 1,
                        "person_secret": clock.token(_SECRET_BYTES),
                        "epoch": clock.uuid7(),
                        "last_seq": 0,
                    },
                )
                connection.execute(
                    insert(link),
                    {
                        "id": 1,
                        "online": 0,
                        "last_contact": None,
                        "problem": "",
                        "detail": "",
                        "clock_offset_s": 0.0,
                        "cursor": 0,
                    },
                )
