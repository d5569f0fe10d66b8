"""Which SQLite is trusted, how PostgreSQL's complaints are told, and the steps of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect
from sqlalchemy.exc import DBAPIError

from kiosk.errors import BugError, EnvironmentFault
from sync.platform.store import CollisionError, Database, TerminalRow, TokenRow
from sync.platform.store.database import HEAD, alembic_configuration, require_safe_sqlite
from sync.platform.store.faults import faults_named
from sync.platform.store.tables import metadata

BEFORE_CHECKS = "0020"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def database(new_database: Callable[..., str]) -> Iterator[Database]:
    """A database with the tables in it."""
    made = Database(new_database())
    yield made
    made.close()


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


def test_commits_wait_for_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/platform.db")
    database.migrate()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    database.close()


def test_a_counter_remembers_what_was_committed_and_nothing_else(database: Database) -> None:
    with database.begin() as transaction:
        assert transaction.lock_counter("a") == 0
        transaction.set_counter("a", 3)
        assert transaction.lock_counter("b") == 0
    with pytest.raises(ZeroDivisionError), database.begin() as transaction:
        transaction.set_counter("a", 1 // (transaction.lock_counter("a") - 3))
    with database.begin() as transaction:
        assert transaction.lock_counter("a") == 3


def test_a_key_taken_meanwhile_is_a_collision(database: Database) -> None:
    token = TokenRow("0" * 64, "place", 0, NOW, NOW)
    with database.begin() as transaction:
        transaction.add_token(token)
    with pytest.raises(CollisionError), database.begin() as transaction:
        transaction.add_token(token)


def test_reading_never_waits_for_a_writer(database: Database) -> None:
    with database.begin() as writing:
        writing.lock_counter("a")
        with database.reading() as reading:
            assert reading.message(uuid4()) is None


def test_who_reads_sees_one_state_of_everything(database: Database) -> None:
    with database.reading() as reading:
        assert reading.totals()["terminals"] == 0
        token = TokenRow("0" * 64, "place", 0, NOW, NOW)
        with database.begin() as writing:
            writing.add_token(token)
            assert writing.add_terminal(TerminalRow("0001", b"key", "place", "{}", "0" * 64, NOW))
        assert reading.totals()["terminals"] == 0
    with database.reading() as reading:
        assert reading.totals()["terminals"] == 1


def test_who_only_reads_cannot_write_on_a_server(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":  # it lets a reader become a writer
        return
    with pytest.raises(EnvironmentFault) as caught, database.reading() as reading:
        reading.set_counter("a", 1)
    assert caught.value.code == "store.read_only"


def test_several_make_the_tables_at_once_and_one_has_to(new_database: Callable[..., str]) -> None:
    url = new_database(empty=True)

    def migrate(_: int) -> bool:
        database = Database(url)
        try:
            return database.migrate()
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(migrate, range(4))) == [False, False, False, True]


def test_the_steps_lead_to_the_tables_and_back(new_database: Callable[..., str]) -> None:
    database = Database(new_database(empty=True))
    assert ScriptDirectory.from_config(alembic_configuration()).get_heads() == [HEAD]
    for _ in range(2):
        assert database.migrate()
        assert not database.migrate()
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
        with database.altering() as connection:
            configuration = alembic_configuration()
            configuration.attributes["connection"] = connection
            command.downgrade(configuration, "base")
            assert inspect(connection).get_table_names() == ["alembic_version"]
    database.close()


def _upgrade(database: Database, step: str) -> None:
    configuration = alembic_configuration()
    with database.engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, step)


def _keep(connection: Connection, name: str, **known: Any) -> None:
    """A row of a table as it is at this step; what has to be there and is not known is made up."""
    table = Table(name, MetaData(), autoload_with=connection)
    row = dict(known)
    for column in table.columns:
        if column.name not in row and not column.nullable and column.server_default is None:
            kind = column.type.python_type
            made: dict[type, Any] = {datetime: NOW, bytes: b"x", int: 1, bool: False}
            row[column.name] = made.get(kind, "x")
    connection.execute(table.insert().values(**row))


def test_cases_keep_everything_when_their_deposit_number_ceases_to_be_a_key(
    new_database: Callable[..., str],
) -> None:
    database = Database(new_database(empty=True))
    _upgrade(database, BEFORE_CHECKS)
    ids = [uuid4() for _ in range(5)]
    on_server = database.engine.dialect.name == "postgresql"
    waiting, handed, epoch, first, second = ids if on_server else [one.hex for one in ids]
    with database.engine.begin() as connection:
        _keep(connection, "tokens", sha256="t")
        _keep(connection, "terminals", number="0001", token_sha256="t")
        for number, (case_id, message) in enumerate(((waiting, first), (handed, second)), 1):
            _keep(
                connection, "messages",
                id=message, terminal="0001", epoch=epoch, seq=number, sealed_epoch=epoch,
            )  # fmt: skip
            _keep(
                connection, "cases",
                case_id=case_id, case_number=f"c{number}", deposit_number=f"d{number}",
                terminal="0001", message_id=message,
            )  # fmt: skip
        _keep(connection, "unsorted_cases", case_id=waiting)
    assert database.migrate()
    with database.begin() as transaction:
        (one,) = transaction.cases_by_number("d1")
        (other,) = transaction.cases_by_number("d2")
        found = transaction.checks.of(other.case_id)
        assert found is not None
        assert found.result == "unchecked"
        assert [row.case.case_id for row in transaction.checks.free(NOW, 9)] == [one.case_id]
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cases SET deposit_number = 'd1'")
    with database.reading() as transaction:
        assert len(transaction.cases_by_number("d1")) == 2
        assert len(transaction.cases_by_number("c1")) == 1
    with pytest.raises(DBAPIError, match="first receiver"), database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cases SET terminal = '0002'")
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM messages")  # cases refer to them, as before
    configuration = alembic_configuration()
    with database.engine.connect() as connection:
        configuration.attributes["connection"] = connection
        with pytest.raises(EnvironmentFault, match="one deposit number"):
            command.downgrade(configuration, BEFORE_CHECKS)
    database.close()


def test_a_step_that_leaves_references_to_nothing_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'platform.db'}")

    def spoil(configuration: Any, _: str) -> None:
        connection = configuration.attributes["connection"]
        connection.exec_driver_sql("CREATE TABLE a (b INTEGER REFERENCES c (d))")
        connection.exec_driver_sql("CREATE TABLE c (d INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO a VALUES (1)")

    monkeypatch.setattr(command, "upgrade", spoil)
    with pytest.raises(BugError):
        database.migrate()
    assert inspect(database.engine).get_table_names() == []
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    database.close()


def test_a_server_nobody_reaches_is_said(tmp_path: Path) -> None:
    database = Database(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(EnvironmentFault) as caught:
        database.migrate()
    assert caught.value.code == "store.gone"
    database.close()


def test_a_database_the_server_does_not_have_is_said(postgresql: Any) -> None:
    url = postgresql.empty()
    postgresql.drop(url)
    database = Database(url)
    with pytest.raises(EnvironmentFault) as caught:
        database.migrate()
    assert caught.value.code == "store.gone"
    assert "password" not in str(caught.value)
    database.close()


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "store.disk_full"),
        ("53300", "store.crowded"),
        ("25006", "store.read_only"),
        ("55P03", "store.busy"),
        ("40P01", "store.busy"),
        ("57P01", "store.gone"),
        ("58030", "store.io_error"),
        ("XX001", "store.corrupt"),
        ("28P01", "store.cannot_open"),
    ],
)
def test_a_server_s_complaint_has_a_name(postgresql: Any, state: str, code: str) -> None:
    database = Database(postgresql.url)
    complain = f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(EnvironmentFault) as caught, database.begin() as transaction:
        transaction._connection.exec_driver_sql(complain)
    assert caught.value.code == code
    database.close()


def test_a_complaint_without_a_name_is_our_mistake(database: Database) -> None:
    with pytest.raises(DBAPIError), database.begin() as transaction:
        transaction._connection.exec_driver_sql("SELECT nothing FROM nowhere")


def test_connections_that_broke_are_made_anew(postgresql: Any) -> None:
    url = postgresql.ready()
    database = Database(url)
    end_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with database.reading() as transaction:
        transaction.totals()
        other = Database(url)
        with other.engine.connect() as connection:
            connection.exec_driver_sql(f"{end_all} AND datname = current_database()")
        other.close()
        with pytest.raises(EnvironmentFault) as caught, faults_named("here"):
            transaction.totals()
        assert caught.value.code == "store.gone"
    with database.reading() as transaction:
        assert transaction.totals()["terminals"] == 0
    database.close()
    postgresql.drop(url)
