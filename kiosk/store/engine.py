"""Connections to the one database file, each set up the same way.

docs/decisions/0002-one-sqlite.md says why it is this SQLite and these settings.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from kiosk.errors import EnvironmentFault
from kiosk.store.key import KEY_BYTES

BUSY_SECONDS = 20.0
"""How long a writer waits for the other process, and for other threads of its own (`Turns`).
Transactions last milliseconds, but a slow disk makes a queue of them."""

BEGIN = "kiosk_begin"
"""Execution option with the kind of transaction: IMMEDIATE (default) or DEFERRED."""


def require_safe_sqlite(version: tuple[int, int, int]) -> None:
    """Refuse SQLite versions whose WAL can corrupt when two processes use it.

    Broken from 3.7.0 to 3.51.2; mended in 3.51.3 and, as backports, in 3.44.6 and 3.50.7.

    Raises:
        EnvironmentFault: ``store.unsafe_sqlite``.
    """
    backport = (
        version[:2] in {(3, 44), (3, 50)}
        and version >= {44: (3, 44, 6), 50: (3, 50, 7)}[version[1]]
    )
    if (3, 7, 0) <= version <= (3, 51, 2) and not backport:
        text = ".".join(map(str, version))
        raise EnvironmentFault(
            "store.unsafe_sqlite",
            f"SQLite {text} can damage a database that two processes share.",
            "Install the packages of requirements.lock (sqlcipher3 with SQLite 3.53 or newer).",
        )


def connector(path: Path, key: bytes | None) -> Callable[[], Any]:
    """Make a function that opens one connection.

    Args:
        path: the database file.
        key: 32 bytes, or None for a file without encryption.
    """
    if key is not None and len(key) != KEY_BYTES:
        raise EnvironmentFault(
            "store.key_damaged",
            f"The database key has {len(key)} bytes instead of {KEY_BYTES}.",
            "Restore the key file from the backup made at enrolment.",
        )

    def connect() -> Any:
        # isolation_level=None: the driver begins nothing by itself, the listener below does
        connection = dbapi2.connect(
            str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            # the library writes its own log to stderr, beside ours; its errors reach us anyway
            connection.execute("PRAGMA cipher_log_level = NONE")
            if key is not None:
                # a raw key (x'…') skips the 256,000 rounds of PBKDF2 at every connection
                connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    return connect


def open_engine(connect: Callable[[], Any]) -> Engine:
    """An engine over `connect` whose transactions begin IMMEDIATE unless told otherwise.

    IMMEDIATE because a transaction that reads first and writes later may find that the other
    process wrote in between, and SQLite then refuses at once, whatever the busy time-out.
    """
    require_safe_sqlite(dbapi2.sqlite_version_info)
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,  # the URL names no file, which would mean one connection per thread
        pool_size=4,
        max_overflow=4,
        hide_parameters=True,  # an error's text must not carry the terminal's key into a log
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get(BEGIN, "IMMEDIATE")
    # on the driver's connection: 30 µs less than through SQLAlchemy, for every transaction
    connection.connection.dbapi_connection.execute(f"BEGIN {kind}")  # type: ignore[union-attr] # checked out, so there is one
