"""Which SQLite is trusted, and what SQL the platform would speak to PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from kiosk.errors import EnvironmentFault
from sync.platform.store import CollisionError, TokenRow
from sync.platform.store.database import Database, require_safe_sqlite
from sync.platform.store.tables import metadata


@pytest.mark.parametrize(
    "version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
)
def test_a_sqlite_that_can_damage_a_shared_database_is_refused(
    version: tuple[int, int, int],
) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        require_safe_sqlite(version)
    assert caught.value.code == "store.unsafe_sqlite"


@pytest.mark.parametrize(
    "version", [(3, 6, 23), (3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 51, 3), (3, 53, 4)]
)
def test_a_mended_sqlite_is_taken(version: tuple[int, int, int]) -> None:
    require_safe_sqlite(version)


def test_the_tables_can_be_made_in_postgresql() -> None:
    dialect = postgresql.dialect()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    assert len(made) == 9
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in made)


def test_commits_wait_for_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/platform.db")
    database.migrate()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    database.close()


def test_a_counter_remembers_what_was_committed_and_nothing_else(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/platform.db")
    database.migrate()
    with database.begin() as transaction:
        assert transaction.lock_counter("a") == 0
        transaction.set_counter("a", 3)
        assert transaction.lock_counter("b") == 0
    with pytest.raises(ZeroDivisionError), database.begin() as transaction:
        transaction.set_counter("a", 1 // (transaction.lock_counter("a") - 3))
    with database.begin() as transaction:
        assert transaction.lock_counter("a") == 3
    database.close()


def test_a_key_taken_meanwhile_is_a_collision(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/platform.db")
    database.migrate()
    now = datetime(2026, 11, 21, tzinfo=UTC)
    token = TokenRow("0" * 64, "place", 0, now, now)
    with database.begin() as transaction:
        transaction.add_token(token)
    with pytest.raises(CollisionError), database.begin() as transaction:
        transaction.add_token(token)
    database.close()


def test_reading_never_waits_for_a_writer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/platform.db")
    database.migrate()
    with database.begin() as writing:
        writing.lock_counter("a")
        with database.reading() as reading:
            assert reading.message(uuid4()) is None
    database.close()
