"""Opening the database, and its transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, IntegrityError

from kiosk.errors import BugError, EnvironmentFault
from sync.platform.store.faults import faults_named
from sync.platform.store.transaction import Transaction

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0027"
"""The newest step; known here so that a database that is up to date needs no Alembic."""

_MIGRATING = 0x6269616E6D696E
"""The number of PostgreSQL's advisory lock around changes of the tables; any would do."""
_BUSY_S = 10.0
_THREADS, _MORE_THREADS = 16, 32
"""Connections a process keeps, and opens in a rush; more threads than that never ask."""
_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"platform_begin": "DEFERRED"},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""How a transaction that only reads begins: it sees one state of everything and stops nobody."""
_FIRST_BROKEN, _FIRST_MENDED = (3, 7, 0), (3, 51, 3)
_BACKPORTS = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}


def require_safe_sqlite(version: tuple[int, int, int]) -> None:
    """Refuse SQLite versions whose WAL can corrupt when two processes use it.

    Raises:
        EnvironmentFault: ``store.unsafe_sqlite``.
    """
    mended = _BACKPORTS.get(version[:2])
    if not _FIRST_BROKEN <= version < _FIRST_MENDED or (mended and version >= mended):
        return
    raise EnvironmentFault(
        "store.unsafe_sqlite",
        f"SQLite {'.'.join(map(str, version))} can damage a database that two processes share.",
        "Install the packages of requirements.lock (sqlcipher3 with SQLite 3.53 or newer).",
    )


class CollisionError(BugError):
    """Somebody else wrote the same key since we looked; looking again shows it."""


class Database:
    """The platform's database.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/NAME``; with
            ``postgresql://USER@/NAME?host=FOLDER`` over the socket in that folder.

    Raises:
        EnvironmentFault: ``store.url``, ``store.unsafe_sqlite`` or ``library.missing``.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
            self.engine = _ENGINES[parsed.drivername](parsed)
        except (ArgumentError, KeyError) as error:
            raise EnvironmentFault(
                "store.url",
                "The database address cannot be used.",
                "Write sqlite:///FILE or postgresql://USER@HOST/NAME.",
            ) from error
        self.where = parsed.render_as_string(hide_password=True)

    def migrate(self) -> bool:
        """Bring the tables to this program's; True if there was something to do.

        Raises:
            EnvironmentFault: ``store.newer``, or the database is unusable.
        """
        with faults_named(self.where), self.altering() as connection:
            if connection.dialect.name == "postgresql":
                # workers start together: one makes the tables, the others find them made
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
            found = _revision(connection)
            if found == HEAD:
                return False
            from alembic import command  # slow to load, needed only when there is work
            from alembic.util import CommandError

            config = alembic_configuration()
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, HEAD)
            except CommandError as error:
                raise EnvironmentFault(
                    "store.newer",
                    f"The database {self.where} was made by a newer program (step {found}).",
                    "Install that version again; going back would lose data.",
                ) from error
            return True

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """A transaction that may copy a table others refer to, as SQLite alters one."""
        with self.engine.connect() as connection:
            line: Any = connection.connection.dbapi_connection
            references = connection.dialect.name == "sqlite"
            if references:
                line.execute("PRAGMA foreign_keys = OFF")  # which no transaction can
            try:
                with connection.begin():
                    yield connection
                    if (
                        references
                        and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                    ):
                        raise BugError("a step of the tables left references to nothing")
            finally:
                if references:
                    line.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """One transaction; committed when the block ends well, undone when it raises.

        Raises:
            CollisionError: a key was taken by another transaction meanwhile.
            EnvironmentFault: the database is unusable.
        """
        try:
            with faults_named(self.where), self.engine.begin() as connection:
                yield Transaction(connection)
        except IntegrityError as error:
            raise CollisionError("a key of this transaction is taken") from error

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One transaction that only reads and never makes a writer wait.

        Raises:
            EnvironmentFault: the database is unusable.
        """
        with faults_named(self.where), self.engine.connect() as connection:
            yield Transaction(connection.execution_options(**_READING[connection.dialect.name]))

    def answers(self) -> None:
        """Make sure that the database answers and has this program's tables.

        Raises:
            EnvironmentFault: it does not; ``store.tables``, it has others.
        """
        with faults_named(self.where), self.engine.connect() as connection:
            if _revision(connection) != HEAD:
                raise EnvironmentFault(
                    "store.tables",
                    f"The database {self.where} has the tables of another version.",
                    "Run: kiosk-platform migrate",
                )

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def alembic_configuration() -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config  # slow to load, needed only when there is work

    config = Config()
    config.set_main_option("script_location", "sync.platform.store:migrations")
    return config


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def _postgresql(url: URL) -> Engine:
    try:
        import psycopg  # platforms on SQLite need not have it
    except ImportError as error:
        raise _missing("psycopg") from error
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        module=psycopg,
        pool_size=_THREADS,
        max_overflow=_MORE_THREADS,
        hide_parameters=True,  # an error's text must not carry rows into a log
        connect_args={
            "connect_timeout": int(_BUSY_S),
            # a worker that was lost in the middle must not hold its rows until the machine ends;
            # and what a terminal says of the calendar's last day is past its end in other zones
            "options": f"-c lock_timeout={_BUSY_S:.0f}s -c idle_in_transaction_session_timeout=60s"
            " -c timezone=UTC",
        },
    )


def _missing(package: str) -> EnvironmentFault:
    return EnvironmentFault(
        "library.missing",
        f"The package {package} is missing or cannot be loaded.",
        "Install the packages of requirements.lock.",
    )


def _sqlite(url: URL) -> Engine:
    try:
        from sqlcipher3 import dbapi2  # PostgreSQL platforms need not have it
    except ImportError as error:
        raise _missing("sqlcipher3") from error
    require_safe_sqlite(dbapi2.sqlite_version_info)
    engine = create_engine(
        url,
        module=dbapi2,
        pool_size=_THREADS,
        max_overflow=_MORE_THREADS,
        hide_parameters=True,  # an error's text must not carry rows into a log
        # autocommit: the driver begins nothing by itself, the listener below does
        connect_args={"isolation_level": None, "timeout": _BUSY_S, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: Any) -> None:
    del record
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # a transaction that reads first and writes later would be refused at once if another wrote
    kind = connection.get_execution_options().get("platform_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {kind}")


_ENGINES = {"sqlite": _sqlite, "postgresql": _postgresql, "postgresql+psycopg": _postgresql}
