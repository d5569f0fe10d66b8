from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from kiosk.cases import delivery
from kiosk.cases.delivery import Delivered
from kiosk.cases.deposit import deposit
from kiosk.cases.messages import Counts
from kiosk.cases.samples import SteppingClock, sample_submission
from kiosk.cases.submission import Attachment
from kiosk.errors import BugError, EnvironmentFault
from kiosk.store import Store
from kiosk.store.engine import connector, open_engine
from kiosk.store.tables import metadata
from kiosk.store.upgrade import HEAD, configuration, upgrade

KEY = bytes(range(32))


def test_the_steps_make_exactly_the_tables_the_program_uses(path: Path) -> None:
    engine = open_engine(connector(path, KEY))
    upgrade(engine, path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
        found = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
        )
        made = dict(iter(found))
    engine.dispose()
    assert "WHERE state <> 'acknowledged'" in made["ix_outbox_unsent"]
    assert "WHERE platform_number <> ''" in made["ix_cases_platform_number"]


def test_the_program_knows_the_newest_step() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [HEAD]


def test_foreign_keys_are_on_again_after_the_steps(path: Path) -> None:
    engine = open_engine(connector(path, KEY))
    upgrade(engine, path)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_a_database_of_a_newer_program_is_left_alone(path: Path, clock: SteppingClock) -> None:
    Store.open(path, KEY, clock=clock).close()
    connection = connector(path, KEY)()
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(EnvironmentFault) as caught:
        Store.open(path, KEY, clock=clock)
    assert caught.value.code == "store.newer"
    assert "9999" in caught.value.message


def test_rows_without_their_parent_stop_the_upgrade(path: Path) -> None:
    engine = open_engine(connector(path, KEY))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (p INTEGER REFERENCES parent (id))")
    connection = connector(path, KEY)()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO child VALUES (7)")
    connection.close()
    with pytest.raises(BugError):
        upgrade(engine, path)
    with engine.connect() as after:
        tables = after.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
    engine.dispose()
    assert "outbox" not in tables


def test_a_database_comes_back_with_everything_in_it(path: Path, store: Store) -> None:
    done = deposit(store.unit_of_work(), sample_submission(), clock=SteppingClock())
    identity = store.terminal()
    store.close()
    again = Store.open(path, KEY)
    assert again.terminal() == identity
    with again.reading() as uow:
        assert uow.cases.get(done.case_id) is not None
        assert uow.outbox.get(done.message_id) is not None
    again.close()


def test_a_store_from_before_there_were_files_keeps_everything(path: Path) -> None:
    engine = open_engine(connector(path, KEY))
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO database VALUES (1, ?, ?, 7)", (b"\xab" * 32, b"\x01" * 16)
        )
        connection.exec_driver_sql("INSERT INTO link VALUES (1, 0, NULL, '', '', 0.0, 5)")
    engine.dispose()
    store = Store.open(path, KEY)
    with store.unit_of_work() as uow:
        assert uow.terminal.person_secret() == b"\xab" * 32
        assert uow.numbers.next_seq()[1] == 8
        assert uow.link.cursor() == 5
        assert uow.outbox.counts().files == 0
    store.close()


def test_numbers_of_a_day_given_before_there_were_rows_are_not_given_again(path: Path) -> None:
    day, used = date(2026, 11, 22), 9998
    engine = open_engine(connector(path, KEY))
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.exec_driver_sql("INSERT INTO day_sequences VALUES (?, ?)", (str(day), used))
    engine.dispose()
    store = Store.open(path, KEY)
    with store.unit_of_work() as uow:
        assert [uow.numbers.next_of_day(day) for _ in range(2)] == [9999, 10_000]
    store.close()


def test_a_store_from_before_there_were_tallies_is_counted_once(path: Path, store: Store) -> None:
    paper = Attachment("paper", "image/jpeg", bytes(20_000))
    with_file = replace(sample_submission(), attachments=(paper,))
    done = [deposit(store.unit_of_work(), with_file, clock=SteppingClock(seed=n)) for n in (1, 2)]
    delivered = [Delivered(done[0].message_id)]
    delivery.acknowledge(store.unit_of_work(), b"{}", delivered, clock=SteppingClock())
    before = delivery.counts(store.reading())
    store.close()
    connection = connector(path, KEY)()
    for trigger in ("insert", "update", "delete"):
        connection.execute(f"DROP TRIGGER tally_outbox_{trigger}")
        connection.execute(f"DROP TRIGGER tally_files_{trigger}")
    connection.execute("DROP TABLE commands")
    connection.execute("DROP TABLE notices")
    connection.execute("ALTER TABLE terminal DROP COLUMN revoked_at")
    connection.execute("DROP TABLE corrections")
    connection.execute("DROP TABLE audit")
    connection.execute("ALTER TABLE terminal DROP COLUMN next_key")
    connection.execute("DROP TABLE tallies")
    connection.execute("DROP INDEX ix_outbox_unsent_state")
    connection.execute("DROP INDEX ix_files_unsent_state")
    connection.execute("DROP TABLE day_sequences")
    connection.execute("CREATE TABLE day_sequences (day DATE PRIMARY KEY, last INTEGER NOT NULL)")
    connection.execute("UPDATE alembic_version SET version_num = '0002'")
    connection.close()
    again = Store.open(path, KEY)
    assert delivery.counts(again.reading()) == before
    assert (before.queued, before.acknowledged, before.files) == (1, 1, 2)
    deposit(again.unit_of_work(), with_file, clock=SteppingClock(seed=3))
    assert delivery.counts(again.reading()).queued == 2
    again.close()


def test_what_is_removed_is_not_counted_any_more(path: Path, store: Store) -> None:
    paper = Attachment("paper", "image/jpeg", bytes(20_000))
    with_file = replace(sample_submission(), attachments=(paper,))
    deposit(store.unit_of_work(), with_file, clock=SteppingClock())
    connection = connector(path, KEY)()
    for table in ("file_parts", "files", "bodies", "outbox"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 # names of our own
    connection.close()
    assert delivery.counts(store.reading()) == Counts()
