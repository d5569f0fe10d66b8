"""Files of cases in every store; runs on the fake and on the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from kiosk.cases import delivery
from kiosk.cases.delivery import LONGEST_WAIT, Delivered
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.files import PART_BYTES, OutboxFile
from kiosk.cases.messages import Lease, MessageState
from kiosk.cases.ports import CaseStore
from kiosk.cases.samples import NOON, SteppingClock, sample_submission

SMALL = sample_submission(strokes=1, png_bytes=10)
SEALED = bytes(range(256)) * (2 * PART_BYTES // 256) + b"the end"


@pytest.fixture
def done(store: CaseStore, clock: SteppingClock) -> Deposit:
    return deposit(store.unit_of_work(), SMALL, clock=clock)


def arrives(store: CaseStore, done: Deposit, clock: SteppingClock) -> None:
    delivered = [Delivered(done.message_id, "n")]
    delivery.acknowledge(store.unit_of_work(), b"{}", delivered, clock=clock)


def add(store: CaseStore, done: Deposit, content: bytes = SEALED) -> OutboxFile:
    name = sha256(content).hexdigest()
    file = OutboxFile(name, done.case_id, len(content), NOON)
    with store.unit_of_work() as uow:
        uow.files.add(file, content)
        uow.commit()
    return file


def save(store: CaseStore, file: OutboxFile) -> None:
    with store.unit_of_work() as uow:
        uow.files.save(file)
        uow.commit()


def due(store: CaseStore) -> OutboxFile | None:
    with store.reading() as uow:
        return uow.files.due(NOON, NOON + LONGEST_WAIT)


def test_a_file_is_kept_as_it_was_given(store: CaseStore, done: Deposit) -> None:
    file = add(store, done)
    with store.reading() as uow:
        assert uow.files.get(file.sha256) == file
        assert uow.files.get("0" * 64) is None
        assert uow.files.in_state(MessageState.QUEUED) == [file]


@pytest.mark.parametrize(
    "offset", [0, 1, PART_BYTES - 1, PART_BYTES, 2 * PART_BYTES, len(SEALED) - 1, len(SEALED)]
)
def test_its_bytes_come_part_by_part_from_anywhere(
    store: CaseStore, done: Deposit, offset: int
) -> None:
    file = add(store, done)
    end = (offset // PART_BYTES + 1) * PART_BYTES
    with store.reading() as uow:
        assert uow.files.part(file.sha256, offset) == SEALED[offset:end]


def test_past_the_end_and_of_others_there_are_no_bytes(store: CaseStore, done: Deposit) -> None:
    file = add(store, done)
    with store.reading() as uow:
        assert uow.files.part(file.sha256, 9 * PART_BYTES) == b""
        assert uow.files.part("0" * 64, 0) == b""


def test_dropped_bytes_are_gone_and_the_file_stays(store: CaseStore, done: Deposit) -> None:
    file, other = add(store, done), add(store, done, b"other")
    with store.unit_of_work() as uow:
        uow.files.drop_content(file.sha256)
        uow.commit()
    with store.reading() as uow:
        assert uow.files.get(file.sha256) == file
        assert uow.files.part(file.sha256, 0) == b""
        assert uow.files.part(other.sha256, 0) == b"other"


def test_every_change_of_a_file_comes_back(store: CaseStore, done: Deposit) -> None:
    file = add(store, done)
    with store.unit_of_work() as uow:
        number = uow.outbox.add_acknowledgement(b"{}")
        uow.commit()
    lease = Lease("run", NOON + timedelta(seconds=9))
    for changed in (
        replace(file, state=MessageState.SENDING, attempt=1, lease=lease, sent=7),
        replace(
            file, state=MessageState.RETRY_WAIT, attempt=2, due_at=NOON, reason="a", detail="b"
        ),
        replace(file, state=MessageState.ACKNOWLEDGED, sent=file.size, acknowledgement=number),
    ):
        save(store, changed)
        with store.reading() as uow:
            assert uow.files.get(file.sha256) == changed


def test_what_is_frozen_stays_whatever_is_saved(store: CaseStore, done: Deposit) -> None:
    file = add(store, done)
    save(store, replace(file, size=1, created_at=NOON + LONGEST_WAIT, sent=3))
    with store.reading() as uow:
        assert uow.files.get(file.sha256) == replace(file, sent=3)


def test_a_file_is_due_once_its_case_has_arrived(
    store: CaseStore, done: Deposit, clock: SteppingClock
) -> None:
    file, _ = add(store, done), add(store, done, b"younger")
    assert due(store) is None
    arrives(store, done, clock)
    assert due(store) == file


@pytest.mark.parametrize(
    ("change", "tried"),
    [
        ({"state": MessageState.RETRY_WAIT, "due_at": NOON}, True),
        ({"state": MessageState.RETRY_WAIT, "due_at": NOON + timedelta(seconds=1)}, False),
        ({"state": MessageState.RETRY_WAIT, "due_at": NOON + 2 * LONGEST_WAIT}, True),
        ({"state": MessageState.SENDING, "lease": Lease("run", NOON)}, False),
        ({"state": MessageState.QUARANTINED}, False),
    ],
)
def test_a_file_is_due_by_its_state(
    store: CaseStore,
    done: Deposit,
    clock: SteppingClock,
    change: dict[str, object],
    tried: bool,  # noqa: FBT001 -- whether it is
) -> None:
    arrives(store, done, clock)
    file = replace(add(store, done), **change)  # type: ignore[arg-type] # of every kind
    save(store, file)
    assert due(store) == (file if tried else None)


def test_waiting_files_are_made_due(store: CaseStore, done: Deposit, clock: SteppingClock) -> None:
    arrives(store, done, clock)
    later = NOON + timedelta(minutes=5)
    waiting = replace(add(store, done), state=MessageState.RETRY_WAIT, due_at=later)
    save(store, waiting)
    save(store, replace(add(store, done, b"refused"), state=MessageState.QUARANTINED))
    with store.unit_of_work() as uow:
        assert uow.files.make_due(NOON) == 1
        uow.commit()
    assert due(store) == replace(waiting, due_at=NOON)


def test_the_counts_say_what_is_still_to_go(store: CaseStore, done: Deposit) -> None:
    assert delivery.counts(store.reading()).pending == 1
    file = add(store, done)
    save(store, replace(file, sent=PART_BYTES))
    add(store, done, b"12345")
    save(store, replace(add(store, done, b"refused"), state=MessageState.QUARANTINED))
    with store.unit_of_work() as uow:
        number = uow.outbox.add_acknowledgement(b"{}")
        uow.commit()
    there = replace(add(store, done, b"there"), state=MessageState.ACKNOWLEDGED)
    save(store, replace(there, acknowledgement=number, sent=there.size))
    counts = delivery.counts(store.reading())
    assert (counts.files, counts.file_bytes) == (2, len(SEALED) - PART_BYTES + 5)
    assert counts.files_quarantined == 1
    assert counts.pending == 3


def test_the_reasons_say_why_what_is_held_is_held(
    store: CaseStore, done: Deposit, clock: SteppingClock
) -> None:
    def reasons() -> dict[str, int]:
        with store.reading() as uow:
            return uow.outbox.reasons()

    assert reasons() == {}
    for content in (b"one", b"two"):
        file = add(store, done, content)
        save(store, replace(file, state=MessageState.QUARANTINED, reason="file.hash"))
    assert reasons() == {"file.hash": 2}
    with store.unit_of_work() as uow:
        message = uow.outbox.get(done.message_id)
        assert message is not None
        uow.outbox.save([replace(message, state=MessageState.QUARANTINED, reason="body.invalid")])
        uow.commit()
    assert reasons() == {"file.hash": 2, "body.invalid": 1}
    arrives(store, done, clock)
    assert reasons() == {"file.hash": 2}, "what is acknowledged is held no more"


def test_a_case_is_unfinished_until_its_last_file_is_there(
    store: CaseStore, done: Deposit, clock: SteppingClock
) -> None:
    other = deposit(store.unit_of_work(), SMALL, clock=clock)
    files = [add(store, done), add(store, done, b"second"), add(store, other, b"other")]
    both = [done.case_id, other.case_id]
    with store.unit_of_work() as uow:
        assert uow.files.unfinished(both) == set(both)
        assert uow.files.unfinished([other.case_id]) == {other.case_id}
        number = uow.outbox.add_acknowledgement(b"{}")
        for file in files[:2]:
            assert done.case_id in uow.files.unfinished(both)
            uow.files.save(replace(file, state=MessageState.ACKNOWLEDGED, acknowledgement=number))
        assert uow.files.unfinished(both) == {other.case_id}
        assert uow.files.unfinished([]) == set()
