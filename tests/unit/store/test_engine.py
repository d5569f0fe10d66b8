import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from sqlcipher3 import dbapi2

from kiosk.cases.samples import SteppingClock
from kiosk.errors import BugError, EnvironmentFault
from kiosk.store import Store
from kiosk.store import __getattr__ as attribute_of_package
from kiosk.store.engine import connector, require_safe_sqlite

KEY = bytes(range(32))


@pytest.mark.parametrize(
    "version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 2)]
)
def test_sqlite_versions_that_can_corrupt_a_shared_wal_are_refused(
    version: tuple[int, int, int],
) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        require_safe_sqlite(version)
    assert caught.value.code == "store.unsafe_sqlite"
    assert ".".join(map(str, version)) in caught.value.message
    assert "requirements.lock" in caught.value.remedy


@pytest.mark.parametrize(
    "version", [(3, 6, 23), (3, 44, 6), (3, 44, 7), (3, 50, 7), (3, 51, 3), (3, 53, 4), (4, 0, 0)]
)
def test_mended_sqlite_versions_are_taken(version: tuple[int, int, int]) -> None:
    require_safe_sqlite(version)


def test_the_library_in_use_is_safe() -> None:
    require_safe_sqlite(dbapi2.sqlite_version_info)


def test_every_connection_is_durable_shared_and_strict(path: Path) -> None:
    connection = connector(path, KEY)()
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    connection.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


def test_the_file_is_encrypted(store: Store, path: Path) -> None:
    assert store.terminal() is not None
    assert not path.read_bytes().startswith(b"SQLite format 3")


def test_a_writer_holds_the_lock_from_the_beginning_and_a_reader_does_not(
    store: Store, path: Path
) -> None:
    other = connector(path, KEY)()
    other.execute("PRAGMA busy_timeout = 0")
    with store.reading() as uow:
        uow.link.get()
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    with store.unit_of_work(), pytest.raises(dbapi2.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    with store.reading() as reader:
        before = reader.link.cursor()
        with store.unit_of_work() as uow:
            uow.link.save_cursor(9)
            uow.commit()
        assert reader.link.cursor() == before
    with store.reading() as reader:
        assert reader.link.cursor() == 9


def test_threads_take_turns(store: Store) -> None:
    def count() -> None:
        for _ in range(20):
            with store.unit_of_work() as uow:
                uow.numbers.next_seq()
                uow.commit()

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.unit_of_work() as uow:
        assert uow.numbers.next_seq()[1] == 81


def test_leaving_a_unit_of_work_that_was_not_entered_is_a_bug(store: Store) -> None:
    with pytest.raises(BugError):
        store.unit_of_work().__exit__(None, None, None)


def test_committing_twice_is_a_bug(store: Store) -> None:
    with store.unit_of_work() as uow:
        uow.commit()
        with pytest.raises(BugError):
            uow.commit()


def test_two_processes_may_make_the_same_new_database_at_once(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kiosk.store import Store;"
        "store = Store.open(Path(sys.argv[1]), bytes(range(32)));"
        "uow = store.reading(); uow.__enter__(); print(uow.terminal.person_secret().hex())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    secrets = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(secrets) == 1


def test_the_screen_may_import_cases_and_store_without_their_heavy_libraries() -> None:
    script = (
        "import sys; import kiosk.store, kiosk.cases.deposit, kiosk.cases.enquiry;"
        "heavy = {'sqlalchemy', 'alembic', 'pydantic', 'cryptography', 'sqlcipher3'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_opening_an_up_to_date_database_needs_no_alembic(path: Path, clock: SteppingClock) -> None:
    Store.open(path, KEY, clock=clock).close()
    script = (
        "import sys; from pathlib import Path; from kiosk.store import Store;"
        "Store.open(Path(sys.argv[1]), bytes(range(32))).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 0


def test_the_package_has_nothing_else_to_give() -> None:
    with pytest.raises(AttributeError):
        attribute_of_package("Shop")
