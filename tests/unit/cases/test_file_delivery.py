"""What becomes of files between terminal and platform."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from kiosk.cases import delivery, file_delivery
from kiosk.cases.delivery import LONGEST_WAIT, Delivered
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.files import PART_BYTES, OutboxFile
from kiosk.cases.messages import MessageState
from kiosk.cases.mirror import apply_feed
from kiosk.cases.records import CaseEvent, CaseRecord, CaseState
from kiosk.cases.samples import NOON, SteppingClock, sample_submission

SMALL = sample_submission(strokes=1, png_bytes=10)
LEASE_S = 180.0


def add(store: FakeStore, done: Deposit, content: bytes) -> OutboxFile:
    file = OutboxFile(sha256(content).hexdigest(), done.case_id, len(content), NOON)
    with store.unit_of_work() as uow:
        uow.files.add(file, content)
        uow.commit()
    return file


@pytest.fixture
def done(store: FakeStore, clock: SteppingClock) -> Deposit:
    """A case with two files that is not at the platform yet."""
    made = deposit(store.unit_of_work(), SMALL, clock=clock)
    add(store, made, b"one" * PART_BYTES)
    add(store, made, b"two")
    return made


def arrives(store: FakeStore, done: Deposit, clock: SteppingClock) -> None:
    delivered = [Delivered(done.message_id, "c-1")]
    delivery.acknowledge(store.unit_of_work(), b"{}", delivered, clock=clock)


def lease(store: FakeStore, clock: SteppingClock, owner: str = "run-1") -> OutboxFile | None:
    return file_delivery.lease_file(store.unit_of_work(), owner=owner, lease_s=LEASE_S, clock=clock)


def leased(store: FakeStore, clock: SteppingClock, owner: str = "run-1") -> OutboxFile:
    file = lease(store, clock, owner)
    assert file is not None
    return file


def kept(store: FakeStore, file: OutboxFile) -> OutboxFile:
    with store.reading() as uow:
        found = uow.files.get(file.sha256)
    assert found is not None
    return found


def case_of(store: FakeStore, done: Deposit) -> CaseRecord:
    with store.reading() as uow:
        case = uow.cases.get(done.case_id)
    assert case is not None
    return case


def test_no_file_goes_before_its_case(
    store: FakeStore, done: Deposit, clock: SteppingClock
) -> None:
    assert lease(store, clock) is None
    arrives(store, done, clock)
    file = leased(store, clock)
    assert file.state is MessageState.SENDING
    assert file.attempt == 1
    assert kept(store, file) == file


def test_a_case_counts_as_received_with_its_last_file(
    store: FakeStore, done: Deposit, clock: SteppingClock
) -> None:
    arrives(store, done, clock)
    case = case_of(store, done)
    assert (case.state, case.acknowledged_at) == (CaseState.QUEUED, None)
    assert case.platform_number == "c-1"
    event = CaseEvent(done.case_id, 1, "accepted", NOON)
    apply_feed(store.unit_of_work(), [event], 1)
    for number in range(2):
        assert case_of(store, done).acknowledged_at is None
        file = leased(store, clock)
        file_delivery.file_received(
            store.unit_of_work(), file.sha256, b'{"n":%d}' % number, clock=clock
        )
        with store.reading() as uow:
            acknowledgement = kept(store, file).acknowledgement
            assert acknowledgement is not None
            assert uow.outbox.acknowledgement(acknowledgement) == b'{"n":%d}' % number
            assert uow.files.part(file.sha256, 0) == b""
    case = case_of(store, done)
    assert (case.state, case.acknowledged_at) == (CaseState.ACCEPTED, NOON)
    assert case.platform_number == "c-1"
    assert delivery.counts(store.reading()).pending == 0


def test_a_word_that_comes_twice_or_of_a_stranger_changes_nothing(
    store: FakeStore, done: Deposit, clock: SteppingClock
) -> None:
    arrives(store, done, clock)
    file = leased(store, clock)
    file_delivery.file_received(store.unit_of_work(), file.sha256, b"first", clock=clock)
    before = store.version
    file_delivery.file_received(store.unit_of_work(), file.sha256, b"second", clock=clock)
    file_delivery.file_received(store.unit_of_work(), "0" * 64, b"third", clock=clock)
    assert store.version == before


def test_a_file_is_sent_from_where_it_was_left(
    store: FakeStore, done: Deposit, clock: SteppingClock
) -> None:
    arrives(store, done, clock)
    file = leased(store, clock)
    assert file_delivery.next_piece(store.reading(), file, 1, 5) == b"neone"
    over_parts = file_delivery.next_piece(store.reading(), file, 7, PART_BYTES)
    assert over_parts == (b"one" * PART_BYTES)[7 : PART_BYTES + 7]
    assert file_delivery.next_piece(store.reading(), file, file.size - 2, 9) == b"ne"
    clock.advance(LEASE_S - 1)
    on = file_delivery.note_progress(store.unit_of_work(), file, 12, lease_s=LEASE_S, clock=clock)
    assert on is not None
    assert on.sent == 12
    clock.advance(LEASE_S - 1)
    assert file_delivery.release_expired_files(store.unit_of_work(), clock=clock) == 0
    clock.advance(2)
    assert file_delivery.release_expired_files(store.unit_of_work(), clock=clock) == 1
    assert kept(store, file).state is MessageState.RETRY_WAIT
    assert leased(store, clock).sent == 12


def test_whoever_lost_the_lease_changes_nothing(
    store: FakeStore, done: Deposit, clock: SteppingClock
) -> None:
    arrives(store, done, clock)
    file = leased(store, clock)
    assert file_delivery.release_abandoned_files(store.unit_of_work(), "run-1", clock=clock) == 0
    assert file_delivery.release_abandoned_files(store.unit_of_work(), "run-2", clock=clock) == 1
    file_delivery.quarantine_file(store.unit_of_work(), file, reason="a", detail="b")
    assert kept(store, file).state is MessageState.RETRY_WAIT
    again = leased(store, clock, "run-2")
    note = file_delivery.note_progress(store.unit_of_work(), file, 3, lease_s=1, clock=clock)
    assert note is None
    file_delivery.retry_file_later(
        store.unit_of_work(), file, reason="a", detail="b", retry_after_s=0, clock=clock
    )
    file_delivery.quarantine_file(store.unit_of_work(), file, reason="a", detail="b")
    assert kept(store, file) == again


def test_a_failed_file_waits_with_its_reason_and_goes_when_the_network_returns(
    store: FakeStore, done: Deposit, clock: SteppingClock
) -> None:
    arrives(store, done, clock)
    for _ in range(2):  # both files
        file = leased(store, clock)
        file_delivery.retry_file_later(
            store.unit_of_work(),
            file,
            reason="network.unreachable",
            detail="nobody",
            retry_after_s=7200,
            clock=clock,
        )
        waiting = kept(store, file)
        assert waiting.due_at == NOON + LONGEST_WAIT
        assert (waiting.reason, waiting.detail) == ("network.unreachable", "nobody")
    assert lease(store, clock) is None
    assert delivery.wake(store.unit_of_work(), clock=clock) == 2
    assert lease(store, clock) is not None


def test_a_clock_put_back_does_not_hold_a_file_for_ever(
    store: FakeStore, done: Deposit, clock: SteppingClock
) -> None:
    arrives(store, done, clock)
    leased(store, clock)
    clock.set_wall(NOON - timedelta(days=400))
    assert file_delivery.release_expired_files(store.unit_of_work(), clock=clock) == 1


def test_a_refused_file_stays_until_a_person_sends_it_again(
    store: FakeStore, done: Deposit, clock: SteppingClock
) -> None:
    arrives(store, done, clock)
    file = leased(store, clock)
    file_delivery.quarantine_file(store.unit_of_work(), file, reason="file.hash", detail="no")
    assert delivery.counts(store.reading()).files_quarantined == 1
    assert file_delivery.next_piece(store.reading(), file, 0, 3) == b"one"
    names = [file.sha256, "0" * 64]
    for again in (1, 0):
        sent = file_delivery.resend_files(store.unit_of_work(), names, actor="technician li")
        assert sent == again
    (entry,) = store.data.audit
    assert (entry.actor, entry.act) == ("technician li", "quarantine.resent")
    assert (entry.subject, entry.outcome) == ("files", "1")
    assert leased(store, clock).sha256 == file.sha256
