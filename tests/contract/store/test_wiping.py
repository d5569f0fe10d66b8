"""What every store lets go of when the terminal is revoked, and what not; fake and real."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.cases import delivery
from kiosk.cases.delivery import Delivered, Refused
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import record_print
from kiosk.cases.files import OutboxFile
from kiosk.cases.messages import MessageState
from kiosk.cases.mirror import apply_feed
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import (
    CaseCorrection,
    CaseEvent,
    CaseState,
    MissingPart,
    RemoteCommand,
)
from kiosk.cases.retirement import is_retired, kept, retire, wipe
from kiosk.cases.samples import NOON, SampleTerminal, SteppingClock, sample_submission
from kiosk.cases.terminal import Revoked
from sync.protocol.envelope import open_sealed


def saved(store: CaseStore, clock: SteppingClock) -> Deposit:
    clock.advance(1)
    return deposit(store.unit_of_work(), sample_submission(), clock=clock)


def acknowledged(store: CaseStore, clock: SteppingClock, *done: Deposit) -> None:
    told = [Delivered(one.message_id, f"C{one.number}") for one in done]
    delivery.acknowledge(store.unit_of_work(), b"signed", told, clock=clock)


def found(store: CaseStore, done: Deposit) -> tuple[bool, bool]:
    """Whether the case is there, and its message."""
    with store.reading() as uow:
        case, message = uow.cases.get(done.case_id), uow.outbox.load([done.message_id])
    return case is not None, bool(message and message[0].body)


def test_what_the_platform_has_is_gone_and_what_it_has_not_stays(
    store: CaseStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    sent, waiting, refused = (saved(store, clock) for _ in range(3))
    acknowledged(store, clock, sent)
    owner = clock.uuid7().hex
    batch = delivery.lease_batch(
        store.unit_of_work(), owner=owner, limit=9, max_bytes=10**6, lease_s=60, clock=clock
    )
    assert {one.message_id for one in batch} == {waiting.message_id, refused.message_id}
    delivery.quarantine(store.unit_of_work(), owner, [Refused(refused.message_id, "body.invalid")])
    wipe(store, clock=clock)
    assert [found(store, one) for one in (sent, waiting, refused)] == [
        (False, False),
        (True, True),
        (True, True),
    ]
    assert kept(store.reading()) == 2
    with store.reading() as uow:
        (message,) = uow.outbox.load([waiting.message_id])
        counts = uow.outbox.counts()
    assert b"13812345678" in open_sealed(message.body, message.context, terminal.platform_key)
    assert (counts.acknowledged, counts.quarantined) == (0, 1)


def test_a_case_in_which_something_was_missing_is_gone_too(
    store: CaseStore, clock: SteppingClock
) -> None:
    done = saved(store, clock)
    acknowledged(store, clock, done)
    part = MissingPart({"zh_CN": "户口簿首页"}, {"zh_CN": "照片看不清"})
    wanted = CaseCorrection(done.case_id, 2, NOON, NOON.date(), (part,))
    event = CaseEvent(done.case_id, 1, CaseState.CORRECTION_REQUESTED, NOON, {})
    apply_feed(store.unit_of_work(), [event], 2, corrections=[wanted])
    wipe(store, clock=clock)
    assert found(store, done) == (False, False)
    with store.reading() as uow:
        assert uow.corrections.latest(done.case_id) is None


def test_nothing_tells_of_people_any_more(store: CaseStore, clock: SteppingClock) -> None:
    done = saved(store, clock)
    record_print(store.unit_of_work(), done.number, "printed", "", clock=clock)
    event = CaseEvent(done.case_id, 1, CaseState.DELIVERED, NOON, {})
    order = RemoteCommand(clock.uuid7(), 2, "restart", NOON, NOON)
    part = MissingPart({"zh_CN": "户口簿首页"}, {"zh_CN": "照片看不清"})
    wanted = CaseCorrection(done.case_id, 3, NOON, NOON.date(), (part,))
    apply_feed(store.unit_of_work(), [event], 3, [order], corrections=[wanted])
    with store.reading() as uow:
        secret = uow.terminal.person_secret()
        before = uow.cases.get(done.case_id)
    assert before is not None
    wipe(store, clock=clock)
    with store.reading() as uow:
        after = uow.cases.get(done.case_id)
        assert uow.terminal.person_secret() != secret
        assert len(uow.terminal.person_secret()) == 32
        assert uow.cases.by_person(before.person) == []
        assert uow.cases.events([done.case_id]) == []
        assert uow.cases.prints(done.case_id) == []
        assert uow.commands.unsettled() == []
        assert uow.corrections.latest(done.case_id) is None
    blank = replace(before.receipt, masked_name="", masked_id_no="")
    assert after == replace(before, person=b"", receipt=blank)


def test_a_case_whose_file_is_not_there_yet_stays_as_far_as_it_is_needed(
    store: CaseStore, clock: SteppingClock
) -> None:
    done = saved(store, clock)
    with store.unit_of_work() as uow:
        for name, content in (("a" * 64, b"first"), ("b" * 64, b"second")):
            uow.files.add(OutboxFile(name, done.case_id, len(content), NOON), content)
        uow.commit()
    acknowledged(store, clock, done)
    with store.unit_of_work() as uow:
        answer = uow.outbox.add_acknowledgement(b"signed")
        first = uow.files.get("a" * 64)
        assert first is not None
        sent = replace(first, state=MessageState.ACKNOWLEDGED, acknowledgement=answer)
        uow.files.save(sent)
        uow.files.drop_content("a" * 64)
        uow.commit()
    wipe(store, clock=clock)
    assert found(store, done) == (True, False), "its message is at the platform"
    assert kept(store.reading()) == 1
    with store.reading() as uow:
        due = uow.files.due(NOON, NOON)
        assert due is not None, "its case counts as arrived, so it may be sent"
        assert uow.files.part(due.sha256, 0) == b"second"


def test_what_stayed_can_be_delivered_later(store: CaseStore, clock: SteppingClock) -> None:
    done = saved(store, clock)
    wipe(store, clock=clock)
    acknowledged(store, clock, done)
    with store.reading() as uow:
        case = uow.cases.get(done.case_id)
        assert case is not None
        assert case.platform_number == f"C{done.number}"


def test_a_revoked_terminal_takes_nothing_and_says_nothing(
    store: CaseStore, clock: SteppingClock
) -> None:
    done = saved(store, clock)
    wipe(store, clock=clock)
    with pytest.raises(Revoked):
        saved(store, clock)
    with pytest.raises(Revoked):
        record_print(store.unit_of_work(), done.number, "printed", "", clock=clock)


def test_the_key_goes_last_and_everything_once(
    store: CaseStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    retire(store)
    assert store.terminal() == terminal.identity, "a terminal in use keeps its key"
    wipe(store, clock=clock)
    revoked = store.terminal()
    assert revoked == replace(terminal.identity, revoked_at=clock.now())
    clock.advance(60)
    wipe(store, clock=clock)
    assert store.terminal() == revoked
    assert not is_retired(revoked)
    retire(store)
    retired = store.terminal()
    assert retired == replace(revoked, private_key=b"")
    assert is_retired(retired)


def test_a_store_without_an_identity_has_nothing_to_wipe(
    empty_store: CaseStore, clock: SteppingClock
) -> None:
    wipe(empty_store, clock=clock)
    retire(empty_store)
    assert empty_store.terminal() is None
