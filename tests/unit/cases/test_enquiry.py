from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.cases.delivery import Delivered, acknowledge
from kiosk.cases.deposit import deposit
from kiosk.cases.enquiry import case_by_number, cases_of, record_print
from kiosk.cases.fakes import FakeStore
from kiosk.cases.mirror import apply_feed
from kiosk.cases.records import CaseEvent, CaseState, PrintRecord
from kiosk.cases.samples import CARD, NOON, SampleTerminal, SteppingClock, sample_submission
from kiosk.cases.terminal import NotEnrolled
from kiosk.errors import BugError
from sync.protocol.body import PrintOutcomeBody
from sync.protocol.envelope import MessageKind, open_sealed
from sync.protocol.numbers import group


def test_a_person_finds_own_cases_newest_first_and_nobody_elses(
    store: FakeStore, clock: SteppingClock
) -> None:
    first = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    other = replace(CARD, id_no="370811202502030018", name="李明")
    deposit(store.unit_of_work(), sample_submission(card=other), clock=clock)
    clock.advance(60)
    second = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    found = cases_of(store.reading(), CARD.id_no)
    assert [case.number for case in found] == [second.number, first.number]
    assert found[0].receipt.masked_name == "王*花"
    assert cases_of(store.reading(), "440524188001010014") == []


def test_a_case_is_found_by_its_number_however_it_was_typed(
    store: FakeStore, clock: SteppingClock
) -> None:
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    for typed in (done.number, group(done.number), done.number.lower(), f" {done.number} "):
        case = case_by_number(store.reading(), typed)
        assert case is not None
        assert case.number == done.number
    assert case_by_number(store.reading(), "L081726112199990") is None
    assert case_by_number(store.reading(), "hello") is None


def test_a_case_is_found_by_the_platforms_number(store: FakeStore, clock: SteppingClock) -> None:
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    acknowledge(
        store.unit_of_work(), b"{}", [Delivered(done.message_id, "370982X20261121")], clock=clock
    )
    case = case_by_number(store.reading(), "370982X20261121")
    assert case is not None
    assert case.number == done.number
    assert case.platform_number == "370982X20261121"


def test_the_steps_of_a_case_are_told_in_order_and_only_with_the_acknowledgement(
    store: FakeStore, clock: SteppingClock
) -> None:
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    text = {"zh_CN": "已受理"}
    accepted = CaseEvent(done.case_id, 1, "accepted", NOON + timedelta(minutes=1), text)
    apply_feed(store.unit_of_work(), [accepted], 1)
    before = case_by_number(store.reading(), done.number)
    assert before is not None
    assert before.state is CaseState.QUEUED
    assert [step.state for step in before.states] == ["queued"]
    clock.advance(90)
    acknowledge(store.unit_of_work(), b"{}", [Delivered(done.message_id, "N")], clock=clock)
    after = case_by_number(store.reading(), done.number)
    assert after is not None
    assert after.state is CaseState.ACCEPTED
    assert [step.state for step in after.states] == ["queued", "delivered", "accepted"]
    assert after.states[2].text == text


def test_a_print_is_recorded_and_told_to_the_platform(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    clock.advance(3)
    record_print(store.unit_of_work(), done.number, "failed", "printer.paper_out", clock=clock)
    assert store.data.prints == [
        PrintRecord(done.case_id, clock.now(), "failed", "printer.paper_out")
    ]
    message = list(store.data.messages.values())[1]
    assert message.kind is MessageKind.PRINT_OUTCOME
    body = PrintOutcomeBody.from_bytes(
        open_sealed(message.body, message.context, terminal.platform_key)
    )
    assert (body.case_id, body.deposit_number) == (done.case_id, done.number)
    assert (body.result, body.reason) == ("failed", "printer.paper_out")


def test_a_print_of_nothing_is_a_bug(store: FakeStore, clock: SteppingClock) -> None:
    with pytest.raises(BugError):
        record_print(store.unit_of_work(), "L081726112199990", "printed", "", clock=clock)


def test_a_print_needs_an_enrolled_terminal(clock: SteppingClock) -> None:
    with pytest.raises(NotEnrolled):
        record_print(FakeStore(clock).unit_of_work(), "L0", "printed", "", clock=clock)
