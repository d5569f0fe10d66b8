"""What a long queue must not make dearer, in instructions of SQLite's machine: they are the same
on every computer."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.cases import delivery, file_delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.files import OutboxFile
from kiosk.cases.messages import MessageState
from kiosk.cases.samples import NOON, SteppingClock, sample_submission, sample_terminal
from kiosk.store import Store
from kiosk.store.engine import connector

KEY = bytes(range(32))
SMALL = sample_submission(strokes=1, png_bytes=10)
FEW, MANY = 20, 400


def filled(path: Path, messages: int) -> Path:
    """A store in which so many messages and files wait, and as many have arrived."""
    clock = SteppingClock()
    store = Store.open(path, KEY, clock=clock)
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    done = deposit(store.unit_of_work(), SMALL, clock=clock)
    with store.unit_of_work() as uow:
        first = uow.outbox.get(done.message_id)
        assert first is not None
        answer = uow.outbox.add_acknowledgement(b"{}")
        for number in range(2 * messages):
            epoch, seq = uow.numbers.next_seq()
            arrived = number % 2 == 0
            state = MessageState.ACKNOWLEDGED if arrived else MessageState.QUEUED
            acknowledgement = answer if arrived else None
            uow.outbox.add(
                replace(
                    first,
                    message_id=clock.uuid7(),
                    case_id=None,
                    epoch=epoch,
                    seq=seq,
                    state=state,
                    acknowledgement=acknowledgement,
                )
            )
            file = OutboxFile(f"{number:064x}", done.case_id, 3, NOON)
            uow.files.add(file, b"abc")
            uow.files.save(replace(file, state=state, acknowledgement=acknowledgement))
        uow.commit()
    store.close()
    return path


def steps(path: Path, work: Callable[[Store], object]) -> int:
    """How many instructions it takes to open a store and do something with it."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    def connect() -> Any:
        connection = connector(path, KEY)()
        connection.set_progress_handler(count, 1)
        return connection

    store = Store(path, connect, SteppingClock())
    work(store)
    store.close()
    return counted


def home(store: Store) -> None:
    """What the first page and the first look of an agent ask."""
    clock = SteppingClock()
    assert delivery.counts(store.reading()).pending > 0
    assert store.terminal() is not None
    delivery.release_abandoned(store.unit_of_work(), "me", clock=clock)
    delivery.release_expired(store.unit_of_work(), clock=clock)
    delivery.quarantined(store.reading())
    file_delivery.release_abandoned_files(store.unit_of_work(), "me", clock=clock)
    delivery.lease_batch(
        store.unit_of_work(), owner="me", limit=5, max_bytes=10**6, lease_s=60, clock=clock
    )


def test_opening_a_store_and_showing_home_costs_the_same_in_a_long_queue(tmp_path: Path) -> None:
    few = steps(filled(tmp_path / "few.db", FEW), home)
    many = steps(filled(tmp_path / "many.db", MANY), home)
    assert few > 100
    assert many < few * 1.1


@pytest.mark.parametrize("state", MessageState)
def test_the_counts_are_those_of_the_rows(tmp_path: Path, state: MessageState) -> None:
    store = Store.open(filled(tmp_path / "kiosk.db", 3), KEY)
    with store.reading() as uow:
        counts = uow.outbox.counts()
        found = len(uow.outbox.in_state(state))
        going = uow.files.in_state(MessageState.QUEUED)
    assert getattr(counts, state.value) == found
    assert (counts.files, counts.file_bytes) == (len(going), 9)
    store.close()
