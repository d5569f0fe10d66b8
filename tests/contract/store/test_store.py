"""What every store owes the use-cases; runs on the fake and on the real one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from kiosk.cases.delivery import LONGEST_WAIT
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.messages import Lease, MessageState, OutboxMessage
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CaseEvent, CaseRecord, CaseState, LinkState, PrintRecord
from kiosk.cases.samples import NOON, SampleTerminal, SteppingClock, sample_submission
from kiosk.errors import BugError

SMALL = sample_submission(strokes=1, png_bytes=10)


class Halt(Exception):
    """What breaks off a transaction here."""


@pytest.fixture
def done(store: CaseStore, clock: SteppingClock) -> Deposit:
    return deposit(store.unit_of_work(), SMALL, clock=clock)


def message_of(store: CaseStore, message_id: UUID) -> OutboxMessage:
    with store.reading() as uow:
        message = uow.outbox.get(message_id)
    assert message is not None
    return message


def test_a_new_store_knows_no_terminal_and_is_offline(empty_store: CaseStore) -> None:
    assert empty_store.terminal() is None
    with empty_store.reading() as uow:
        assert uow.link.get() == LinkState()
        assert uow.link.cursor() == 0
        assert uow.outbox.counts().pending == 0
        assert len(uow.terminal.person_secret()) == 32


def test_an_identity_is_kept_and_replaced(empty_store: CaseStore, terminal: SampleTerminal) -> None:
    for identity in (terminal.identity, replace(terminal.identity, terminal="0042", place="B")):
        with empty_store.unit_of_work() as uow:
            uow.terminal.save(identity)
            uow.commit()
        assert empty_store.terminal() == identity


def test_nothing_stays_without_commit(store: CaseStore) -> None:
    with store.unit_of_work() as uow:
        before = uow.numbers.next_seq()
        number = uow.numbers.next_of_day(date(2026, 11, 21))
        uow.link.save(LinkState(online=True))
    with store.unit_of_work() as uow:
        assert uow.numbers.next_seq() == before
        assert uow.numbers.next_of_day(date(2026, 11, 21)) == number
        assert uow.link.get() == LinkState()


def test_an_error_undoes_the_transaction_and_comes_through(store: CaseStore) -> None:
    def broken_off() -> None:
        with store.unit_of_work() as uow:
            uow.link.save_cursor(5)
            raise Halt

    with pytest.raises(Halt):
        broken_off()
    with store.reading() as uow:
        assert uow.link.cursor() == 0


def test_a_unit_of_work_may_be_used_again_but_not_twice_at_once(store: CaseStore) -> None:
    uow = store.unit_of_work()
    for cursor in (1, 2):
        with uow:
            uow.link.save_cursor(cursor)
            uow.commit()
    with uow, pytest.raises(BugError):
        uow.__enter__()
    with pytest.raises(BugError):
        uow.commit()


def test_counters_run_without_gaps_and_each_day_for_itself(store: CaseStore) -> None:
    with store.unit_of_work() as uow:
        places = [uow.numbers.next_seq() for _ in range(3)]
        assert [seq for _, seq in places] == [1, 2, 3]
        assert len({epoch for epoch, _ in places}) == 1
        days = [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 21)]
        first, other, second = (uow.numbers.next_of_day(day) for day in days)
        assert 1 <= first == other <= 9999
        assert second == first % 9999 + 1
        assert uow.numbers.start_epoch(UUID(int=9)) == places[0][0]
        assert uow.numbers.next_seq() == (UUID(int=9), 1)
        assert uow.numbers.start_epoch(UUID(int=10), 5) == UUID(int=9)
        assert uow.numbers.next_seq() == (UUID(int=10), 6)


def test_a_case_comes_back_as_it_was_put_in(store: CaseStore, done: Deposit) -> None:
    with store.unit_of_work() as uow:
        case = uow.cases.get(done.case_id)
        assert case is not None
        assert case.receipt == done.receipt
        assert case.deposited_at == NOON
        assert uow.cases.by_number(done.number) == case
        assert uow.cases.by_person(case.person) == [case]
        assert uow.cases.by_person(b"somebody else") == []
        assert uow.cases.get(UUID(int=1)) is None
        assert uow.cases.load([UUID(int=1), done.case_id]) == [case]
        assert uow.cases.by_number("") is None


def test_a_case_is_at_the_platform_in_part_then_as_a_whole_and_goes_on_there(
    store: CaseStore, done: Deposit
) -> None:
    def case() -> CaseRecord:
        with store.reading() as uow:
            found = uow.cases.get(done.case_id)
        assert found is not None
        return found

    before, nobody = case(), UUID(int=1)
    with store.unit_of_work() as uow:
        assert uow.cases.receive({done.case_id: "P-1", nobody: "P-2"}, {}, NOON) == 1
        assert uow.cases.acknowledged([done.case_id, nobody]) == {done.case_id: False}
        uow.commit()
    assert case() == replace(before, platform_number="P-1")
    with store.unit_of_work() as uow:
        # one that says no number leaves the one it had
        assert uow.cases.receive({done.case_id: ""}, {done.case_id: CaseState.DELIVERED}, NOON) == 1
        assert uow.cases.receive({}, {}, NOON) == 0
        assert uow.cases.acknowledged([done.case_id]) == {done.case_id: True}
        uow.commit()
    received = replace(
        before, platform_number="P-1", state=CaseState.DELIVERED, acknowledged_at=NOON
    )
    assert case() == received
    with store.unit_of_work() as uow:
        uow.cases.move({done.case_id: CaseState.ACCEPTED, nobody: CaseState.REFUSED})
        uow.cases.move({})
        uow.commit()
    assert case() == replace(received, state=CaseState.ACCEPTED)
    with store.reading() as uow:
        assert uow.cases.by_number("P-1") == case()


def test_the_same_number_cannot_be_given_twice(store: CaseStore, done: Deposit) -> None:
    with store.reading() as uow:
        case = uow.cases.get(done.case_id)
    assert case is not None
    with pytest.raises(BugError), store.unit_of_work() as uow:
        uow.cases.add(replace(case, case_id=UUID(int=2)))


def test_a_persons_cases_are_listed_newest_first(
    store: CaseStore, clock: SteppingClock, done: Deposit
) -> None:
    clock.set_wall(NOON - timedelta(days=2))
    later = deposit(store.unit_of_work(), SMALL, clock=clock)
    with store.reading() as uow:
        case = uow.cases.get(done.case_id)
        assert case is not None
        found = [one.number for one in uow.cases.by_person(case.person)]
    assert found == [later.number, done.number]


def test_the_newest_cases_tell_which_items_are_used(store: CaseStore, clock: SteppingClock) -> None:
    with store.reading() as uow:
        assert uow.cases.items_of_newest(10) == {}
    for item_id in ("601", "602", "602", "602"):
        deposit(store.unit_of_work(), replace(SMALL, item_id=item_id), clock=clock)
    with store.reading() as uow:
        assert uow.cases.items_of_newest(10) == {"601": 1, "602": 3}
        assert uow.cases.items_of_newest(2) == {"602": 2}


def test_events_are_kept_once_in_the_order_of_the_feed(store: CaseStore, done: Deposit) -> None:
    second = CaseEvent(done.case_id, 8, "in_review", NOON, {"zh_CN": "办理中"})
    first = CaseEvent(done.case_id, 5, "accepted", NOON)
    with store.unit_of_work() as uow:
        assert uow.cases.add_events([second, first]) == 2
        assert uow.cases.add_events([second, replace(second, state="approved")]) == 0
        assert uow.cases.add_events([]) == 0
        assert uow.cases.events([done.case_id]) == [first, second]
        assert uow.cases.events([UUID(int=1)]) == []
        assert uow.cases.told([done.case_id, UUID(int=1)]) == {
            done.case_id: ["accepted", "in_review"]
        }


def test_prints_are_kept_in_order(store: CaseStore, done: Deposit) -> None:
    records = [
        PrintRecord(done.case_id, NOON, "failed", "printer.paper_out"),
        PrintRecord(done.case_id, NOON, "printed"),
    ]
    with store.unit_of_work() as uow:
        for record in records:
            uow.cases.add_print(record)
        assert uow.cases.prints(done.case_id) == records
        assert uow.cases.prints(UUID(int=1)) == []


def test_a_message_comes_back_byte_for_byte(
    store: CaseStore, clock: SteppingClock, done: Deposit
) -> None:
    message = message_of(store, done.message_id)
    assert message.created_monotonic == clock.monotonic()
    assert message.context.terminal == "0817"
    with store.reading() as uow:
        assert uow.outbox.load([done.message_id, UUID(int=1)]) == [message]
        assert uow.outbox.load([]) == []
        assert uow.outbox.get(UUID(int=1)) is None
        assert uow.outbox.in_state(MessageState.QUEUED) == [message]
        assert uow.outbox.in_state(MessageState.SENDING) == []


def test_a_message_is_taken_for_an_attempt_and_settled_once(
    store: CaseStore, clock: SteppingClock, done: Deposit
) -> None:
    other = deposit(store.unit_of_work(), SMALL, clock=clock)
    before, alone = message_of(store, done.message_id), message_of(store, other.message_id)
    lease = Lease("me", NOON)
    taken = replace(before, state=MessageState.SENDING, attempt=1, lease=lease)
    both = [done.message_id, other.message_id]
    with store.unit_of_work() as uow:
        waiting = replace(before, state=MessageState.RETRY_WAIT, due_at=NOON, reason="r")
        uow.outbox.save([waiting])
        assert uow.outbox.leases() == {}
        assert uow.outbox.take([done.message_id], lease) == [replace(taken, reason="r")]
        assert uow.outbox.leases() == {done.message_id: lease}
        uow.commit()
    assert message_of(store, done.message_id) == replace(taken, reason="r")
    with store.unit_of_work() as uow:
        number = uow.outbox.add_acknowledgement(b"{}")
        settled = uow.outbox.settle(both, number)
        assert {one.message_id: (one.kind, one.case_id) for one in settled} == {
            one.message_id: (one.kind, one.case_id) for one in (before, alone)
        }
        assert uow.outbox.settle(both, uow.outbox.add_acknowledgement(b"{2}")) == []
        assert uow.outbox.settle([], number) == []
        assert uow.outbox.leases() == {}
        uow.commit()
    for one, attempt in ((before, 1), (alone, 0)):
        assert message_of(store, one.message_id) == replace(
            one, state=MessageState.ACKNOWLEDGED, attempt=attempt, acknowledgement=number
        )


def test_saving_a_message_changes_its_delivery_but_never_its_bytes(
    store: CaseStore, done: Deposit
) -> None:
    message = message_of(store, done.message_id)
    changed = replace(
        message,
        state=MessageState.SENDING,
        attempt=3,
        lease=Lease("me", NOON),
        reason="r",
        detail="d",
        epoch=UUID(int=4),
        seq=17,
    )
    forged = replace(changed, body=b"other", signature=b"other", sha256="0" * 64)
    with store.unit_of_work() as uow:
        uow.outbox.save([forged])
        uow.outbox.save([])
        uow.commit()
    assert message_of(store, done.message_id) == changed


def test_what_is_due_is_told_in_order_and_within_the_limit(
    store: CaseStore, clock: SteppingClock
) -> None:
    made = [deposit(store.unit_of_work(), SMALL, clock=clock) for _ in range(6)]
    waiting, soon, far, sending = made[1], made[2], made[3], made[4]
    with store.unit_of_work() as uow:
        for one, due in (
            (waiting, NOON + timedelta(seconds=1)),
            (soon, NOON),
            (far, NOON + LONGEST_WAIT + timedelta(seconds=1)),
        ):
            message = uow.outbox.get(one.message_id)
            assert message is not None
            uow.outbox.save([replace(message, state=MessageState.RETRY_WAIT, due_at=due)])
        message = uow.outbox.get(sending.message_id)
        assert message is not None
        lease = Lease("me", NOON)
        uow.outbox.save([replace(message, state=MessageState.SENDING, lease=lease)])
        due_now = uow.outbox.due(NOON, NOON + LONGEST_WAIT, 10)
        expected = [made[0], soon, far, made[5]]
        assert [one.message_id for one in due_now] == [one.message_id for one in expected]
        assert due_now[0].size == len(message.body)
        assert uow.outbox.due(NOON, NOON + LONGEST_WAIT, 2) == due_now[:2]
        assert uow.outbox.make_due(NOON) == 3
        assert len(uow.outbox.due(NOON, NOON + LONGEST_WAIT, 10)) == 5


def test_messages_about_the_terminal_itself_do_not_wait_for_each_other(
    store: CaseStore, done: Deposit
) -> None:
    message = message_of(store, done.message_id)
    with store.unit_of_work() as uow:
        for number in (1, 2):
            epoch, seq = uow.numbers.next_seq()
            uow.outbox.add(
                replace(message, message_id=UUID(int=number), case_id=None, epoch=epoch, seq=seq)
            )
        due = uow.outbox.due(NOON, NOON + LONGEST_WAIT, 10)
    assert [one.message_id for one in due] == [done.message_id, UUID(int=1), UUID(int=2)]


def test_acknowledgements_are_kept_as_received(store: CaseStore) -> None:
    with store.unit_of_work() as uow:
        numbers = [uow.outbox.add_acknowledgement(answer) for answer in (b"{1}", b"{2}")]
        assert [uow.outbox.acknowledgement(number) for number in numbers] == [b"{1}", b"{2}"]
        assert uow.outbox.acknowledgement(0) is None


def test_what_was_acknowledged_goes_again_from_a_place_on(
    store: CaseStore, clock: SteppingClock
) -> None:
    made = [deposit(store.unit_of_work(), SMALL, clock=clock) for _ in range(4)]
    messages = [message_of(store, one.message_id) for one in made]
    epoch = messages[0].epoch
    with store.unit_of_work() as uow:
        number = uow.outbox.add_acknowledgement(b"{}")
        uow.outbox.save(
            replace(one, state=MessageState.ACKNOWLEDGED, acknowledgement=number)
            for one in messages[:3]
        )
        uow.commit()
    with store.unit_of_work() as uow:
        known = [uow.outbox.is_acknowledged(epoch, one.seq) for one in messages]
        assert known == [True, True, True, False]
        assert not uow.outbox.is_acknowledged(epoch, messages[3].seq + 1)
        assert not uow.outbox.is_acknowledged(UUID(int=1), 1)
        assert uow.outbox.send_again(UUID(int=1), 0, "lost") == 0
        assert uow.outbox.send_again(epoch, messages[0].seq, "lost") == 2
        assert uow.outbox.send_again(epoch, messages[0].seq, "lost") == 0
        uow.outbox.erase(messages[0].message_id)
        assert uow.outbox.send_again(epoch, 0, "lost") == 0
        uow.commit()
    found = [message_of(store, one.message_id) for one in made]
    assert [(one.state.value, one.reason, one.acknowledgement is None) for one in found] == [
        ("acknowledged", "", False),
        ("queued", "lost", True),
        ("queued", "lost", True),
        ("queued", "", True),
    ]
    assert [one.body for one in found[1:]] == [one.body for one in messages[1:]]
    with store.reading() as uow:
        assert (uow.outbox.counts().acknowledged, uow.outbox.counts().queued) == (1, 3)


def test_the_link_and_the_cursor_do_not_touch_each_other(store: CaseStore) -> None:
    moment = datetime(2026, 11, 21, 4, 0, 0, 123456, tzinfo=UTC)
    state = LinkState(
        online=True, last_contact=moment, problem="p", detail="d", clock_offset_s=-1.5
    )
    with store.unit_of_work() as uow:
        uow.link.save_cursor(12)
        uow.link.save(state)
        uow.link.save_cursor(13)
        uow.commit()
    with store.reading() as uow:
        assert uow.link.get() == state
        assert uow.link.cursor() == 13


def test_the_data_version_changes_with_every_commit_and_only_then(store: CaseStore) -> None:
    versions = [store.data_version(), store.data_version()]
    with store.reading() as uow:
        uow.link.get()
    with store.unit_of_work() as uow:
        uow.link.save_cursor(1)
    versions.append(store.data_version())
    assert len(set(versions)) == 1
    with store.unit_of_work() as uow:
        uow.link.save_cursor(1)
        uow.commit()
    assert store.data_version() != versions[0]
