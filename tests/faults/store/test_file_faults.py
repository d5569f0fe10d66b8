"""A store whose file, key or disk is not as it should be."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cases.deposit import deposit
from kiosk.cases.samples import SteppingClock, sample_submission, sample_terminal
from kiosk.errors import BugError, EnvironmentFault
from kiosk.store import Store
from kiosk.store.faults import fault_of, faults_named

KEY = bytes(range(32))
SMALL = sample_submission(strokes=1, png_bytes=10)


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


def enrolled(path: Path, clock: SteppingClock) -> Store:
    store = Store.open(path, KEY, clock=clock)
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    return store


def fault_at_opening(path: Path, key: bytes = KEY) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as caught:
        Store.open(path, key)
    assert caught.value.message
    assert caught.value.remedy
    return caught.value


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(file: Path) -> None:
    """Write until nothing more fits."""
    with file.open("wb", buffering=0) as writing, contextlib.suppress(OSError):
        while True:
            writing.write(bytes(4096))


def test_a_wrong_key_is_told_and_the_database_left_alone(
    tmp_path: Path, clock: SteppingClock
) -> None:
    path = tmp_path / "kiosk.db"
    enrolled(path, clock).close()
    before = path.read_bytes()
    assert fault_at_opening(path, bytes(32)).code == "store.wrong_key"
    assert path.read_bytes() == before
    Store.open(path, KEY).close()


def test_a_key_of_the_wrong_length_is_told(tmp_path: Path) -> None:
    assert fault_at_opening(tmp_path / "kiosk.db", b"short").code == "store.key_damaged"


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.db"
    path.write_bytes(b"this was a letter once " * 500)
    assert fault_at_opening(path).code == "store.wrong_key"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert fault_at_opening(tmp_path / "missing" / "kiosk.db").code == "store.cannot_open"


def test_pages_that_were_damaged_are_told(tmp_path: Path, clock: SteppingClock) -> None:
    path = tmp_path / "kiosk.db"
    store = enrolled(path, clock)
    for _ in range(10):
        deposit(store.unit_of_work(), SMALL, clock=clock)
    store.close()
    content = bytearray(path.read_bytes())
    for offset in range(4096 + 100, len(content), 4096):
        content[offset] ^= 0xFF
    path.write_bytes(content)
    assert fault_at_opening(path).code in {"store.corrupt", "store.wrong_key", "store.io_error"}


def test_a_full_disk_refuses_the_case_keeps_what_was_saved_and_recovers(
    small_disk: Path, clock: SteppingClock
) -> None:
    store = enrolled(small_disk / "kiosk.db", clock)
    saved = [deposit(store.unit_of_work(), SMALL, clock=clock).number]
    filler = small_disk / "log"
    fill(filler)

    def deposit_until_full() -> None:
        while True:
            done = deposit(store.unit_of_work(), SMALL, clock=clock)
            saved.append(done.number)

    with pytest.raises(EnvironmentFault) as caught:
        deposit_until_full()
    assert caught.value.code == "store.disk_full"
    assert "full" in caught.value.message
    filler.unlink()
    saved.append(deposit(store.unit_of_work(), SMALL, clock=clock).number)
    store.close()
    again = Store.open(small_disk / "kiosk.db", KEY)
    with again.unit_of_work() as uow:
        assert all(uow.cases.by_number(number) is not None for number in saved)
        assert uow.numbers.next_seq()[1] == len(saved) + 1
    again.close()


def test_a_disk_that_went_read_only_refuses_with_a_sentence_and_recovers(
    small_disk: Path, clock: SteppingClock
) -> None:
    path = small_disk / "kiosk.db"
    enrolled(path, clock).close()
    remount = ["mount", "-o", "remount", str(small_disk)]
    subprocess.run([*remount[:2], "remount,ro", str(small_disk)], check=True)
    assert fault_at_opening(path).code in {"store.read_only", "store.cannot_open"}
    subprocess.run([*remount[:2], "remount,rw", str(small_disk)], check=True)
    store = Store.open(path, KEY)
    deposit(store.unit_of_work(), SMALL, clock=clock)
    store.close()


def test_a_lock_that_is_never_given_back_is_told(tmp_path: Path, clock: SteppingClock) -> None:
    path = tmp_path / "kiosk.db"
    store, other = enrolled(path, clock), Store.open(path, KEY)
    with other.unit_of_work() as holding:
        holding.link.get()
        with pytest.raises(EnvironmentFault) as caught, store.unit_of_work():
            pass
    assert caught.value.code == "store.busy"
    store.close()
    other.close()


def test_what_contradicts_the_tables_is_our_own_mistake(
    tmp_path: Path, clock: SteppingClock
) -> None:
    path = tmp_path / "kiosk.db"
    store = enrolled(path, clock)
    done = deposit(store.unit_of_work(), SMALL, clock=clock)
    with store.reading() as uow:
        message = uow.outbox.get(done.message_id)
    assert message is not None
    with pytest.raises(BugError), store.unit_of_work() as uow:
        uow.outbox.add(message)
    store.close()


def test_other_errors_are_not_the_environments(tmp_path: Path) -> None:
    assert fault_of(ValueError("x"), tmp_path) is None
    with pytest.raises(ValueError, match="x"), faults_named(tmp_path):
        raise ValueError("x")
