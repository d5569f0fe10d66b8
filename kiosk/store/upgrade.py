"""Bringing a database to this program's tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from kiosk.errors import BugError, EnvironmentFault

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0010"
"""The newest step; known here so that a database that is up to date needs no Alembic."""


def upgrade(engine: Engine, path: Path) -> None:
    """Run the missing steps in one transaction; all of them or none.

    Args:
        engine: an engine whose connections nobody else uses yet: foreign keys are switched off.
        path: the database file, for messages.

    Raises:
        EnvironmentFault: ``store.newer`` if a newer program made the database.
        BugError: a step left rows that contradict each other.
    """
    with engine.connect() as connection:
        # switched off because batch steps drop and rename tables, which would cascade;
        # the switch does nothing inside a transaction, so it comes before
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                _upgrade(connection, path)
        finally:
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.close()


def _upgrade(connection: Connection, path: Path) -> None:
    revision = _revision(connection)
    if revision == HEAD:
        return
    from alembic import command  # 0.8 s, and needed only when there is something to do
    from alembic.util import CommandError

    config = configuration()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:
        raise EnvironmentFault(
            "store.newer",
            f"The database {path} was made by a newer program (step {revision}).",
            "Install that version again; going back would lose data.",
        ) from error
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise BugError(f"a migration left {len(broken)} rows without their parent")


def _revision(connection: Connection) -> str | None:
    """The step the database is at, None for a new one."""
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).first()
    if known is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def configuration() -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config  # see above

    config = Config()
    config.set_main_option("script_location", "kiosk.store:migrations")
    return config
