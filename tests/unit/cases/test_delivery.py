from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from kiosk.cases import delivery
from kiosk.cases.delivery import Delivered, Refused, Settled
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import record_print
from kiosk.cases.fakes import FakeStore
from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.records import CaseState
from kiosk.cases.samples import NOON, SampleTerminal, SteppingClock, sample_submission
from kiosk.cases.terminal import NotEnrolled
from kiosk.errors import BugError
from sync.protocol.body import ForkBody, read_audit
from sync.protocol.envelope import MessageKind, open_sealed

SMALL = sample_submission(strokes=1, png_bytes=10)
Lease = Callable[..., list[OutboxMessage]]


@pytest.fixture
def lease(store: FakeStore, clock: SteppingClock) -> Lease:
    def take(owner: str = "agent", limit: int = 100, max_bytes: int = 10**9) -> list[OutboxMessage]:
        return delivery.lease_batch(
            store.unit_of_work(),
            owner=owner,
            limit=limit,
            max_bytes=max_bytes,
            lease_s=60,
            clock=clock,
        )

    return take


def make(store: FakeStore, clock: SteppingClock, count: int) -> list[Deposit]:
    return [deposit(store.unit_of_work(), SMALL, clock=clock) for _ in range(count)]


def state(store: FakeStore, message_id: UUID) -> MessageState:
    return store.data.messages[message_id].state


def test_the_oldest_are_leased_first_up_to_the_limits(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    made = make(store, clock, 5)
    size = len(store.data.messages[made[0].message_id].body)
    first = lease(limit=2)
    assert [one.message_id for one in first] == [one.message_id for one in made[:2]]
    assert [(one.state, one.attempt) for one in first] == [(MessageState.SENDING, 1)] * 2
    second = lease(max_bytes=2 * size)
    assert [one.message_id for one in second] == [one.message_id for one in made[2:4]]
    third = lease(max_bytes=1)
    assert [one.message_id for one in third] == [made[4].message_id]
    assert lease() == []


def test_the_lease_is_written_before_the_attempt(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    lease(owner="me")
    kept = store.data.messages[done.message_id]
    assert kept.lease is not None
    assert (kept.lease.owner, kept.lease.until) == ("me", NOON + timedelta(seconds=60))


def test_the_order_within_a_case_is_kept(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    record_print(store.unit_of_work(), done.number, "printed", "", clock=clock)
    (other,) = make(store, clock, 1)
    assert [one.message_id for one in lease()] == [done.message_id, other.message_id]
    delivery.quarantine(store.unit_of_work(), "agent", [Refused(done.message_id, "no")])
    assert lease() == []
    delivery.acknowledge(store.unit_of_work(), b"{}", [Delivered(done.message_id)], clock=clock)
    (later,) = lease()
    assert later.kind.value == "print_outcome"


def test_an_acknowledgement_is_kept_with_its_answer_and_the_case_is_delivered(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    first, second = make(store, clock, 2)
    lease()
    answer = b'{"signed": true}'
    both = [Delivered(first.message_id, "P1"), Delivered(second.message_id)]
    delivery.acknowledge(store.unit_of_work(), answer, both, clock=clock)
    kept = store.data.messages[first.message_id]
    assert kept.state is MessageState.ACKNOWLEDGED
    assert kept.lease is None
    assert kept.acknowledgement is not None
    with store.reading() as uow:
        assert uow.outbox.acknowledgement(kept.acknowledgement) == answer
        assert uow.outbox.acknowledgement(99) is None
    case = store.data.cases[first.case_id]
    assert (case.state, case.platform_number) == (CaseState.DELIVERED, "P1")
    assert store.data.cases[second.case_id].platform_number == ""


def test_a_second_acknowledgement_changes_nothing(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    lease()
    delivery.acknowledge(
        store.unit_of_work(), b"1", [Delivered(done.message_id, "P1")], clock=clock
    )
    kept = store.data.messages[done.message_id]
    clock.advance(5)
    delivery.acknowledge(store.unit_of_work(), b"2", [Delivered(done.message_id)], clock=clock)
    assert store.data.messages[done.message_id] == kept
    assert store.data.cases[done.case_id].acknowledged_at == NOON


@pytest.mark.parametrize("trouble", ["quarantined", "expired", "queued"])
def test_an_acknowledgement_is_true_whenever_it_comes(
    store: FakeStore, clock: SteppingClock, lease: Lease, trouble: str
) -> None:
    (done,) = make(store, clock, 1)
    if trouble != "queued":
        lease()
    if trouble == "quarantined":
        delivery.quarantine(store.unit_of_work(), "agent", [Refused(done.message_id, "no", "why")])
    if trouble == "expired":
        clock.advance(61)
        delivery.release_expired(store.unit_of_work(), clock=clock)
    delivery.acknowledge(store.unit_of_work(), b"{}", [Delivered(done.message_id)], clock=clock)
    kept = store.data.messages[done.message_id]
    assert (kept.state, kept.reason, kept.detail, kept.due_at) == (
        MessageState.ACKNOWLEDGED,
        "",
        "",
        None,
    )


def test_an_acknowledged_print_leaves_its_case_alone(
    store: FakeStore, clock: SteppingClock
) -> None:
    (done,) = make(store, clock, 1)
    record_print(store.unit_of_work(), done.number, "printed", "", clock=clock)
    printed = list(store.data.messages)[1]
    delivery.acknowledge(store.unit_of_work(), b"{}", [Delivered(printed)], clock=clock)
    assert store.data.cases[done.case_id].acknowledged_at is None


def test_a_message_without_its_case_is_a_bug(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    lease()
    store.data.cases.clear()
    with pytest.raises(BugError):
        delivery.acknowledge(store.unit_of_work(), b"{}", [Delivered(done.message_id)], clock=clock)


def test_a_failed_attempt_waits_with_growing_bound_and_keeps_its_reason(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    waits = []
    for attempt in range(1, 13):
        (message,) = lease()
        assert message.attempt == attempt
        delivery.retry_later(
            store.unit_of_work(),
            "agent",
            [done.message_id],
            reason="network.unreachable",
            detail="ConnectionError",
            retry_after_s=0,
            clock=clock,
        )
        kept = store.data.messages[done.message_id]
        assert (kept.state, kept.reason) == (MessageState.RETRY_WAIT, "network.unreachable")
        assert kept.due_at is not None
        wait = (kept.due_at - clock.now()).total_seconds()
        assert 0 <= wait <= min(300, 2 ** (attempt - 1))
        assert wait == 0 or lease() == []
        waits.append(wait)
        clock.advance(wait)
    assert max(waits) > 60


def test_the_platform_may_ask_for_a_longer_wait_but_not_for_ever(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    for asked, waited in ((120.0, 120.0), (1e12, 3600.0)):
        lease()
        delivery.retry_later(
            store.unit_of_work(),
            "agent",
            [done.message_id],
            reason="platform.busy",
            detail="",
            retry_after_s=min(1000000000.0, asked),
            clock=clock,
        )
        due = store.data.messages[done.message_id].due_at
        assert due == clock.now() + timedelta(seconds=waited)
        clock.advance(waited)


def test_a_wait_written_under_another_clock_does_not_block(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    lease()
    delivery.retry_later(
        store.unit_of_work(),
        "agent",
        [done.message_id],
        reason="x",
        detail="",
        retry_after_s=100,
        clock=clock,
    )
    clock.set_wall(NOON - timedelta(days=3650))
    assert [one.message_id for one in lease()] == [done.message_id]


def test_only_the_holder_of_a_lease_may_settle_it(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    lease(owner="old")
    clock.advance(61)
    assert delivery.release_expired(store.unit_of_work(), clock=clock) == 1
    lease(owner="new")
    delivery.quarantine(store.unit_of_work(), "old", [Refused(done.message_id, "no")])
    delivery.retry_later(
        store.unit_of_work(),
        "old",
        [done.message_id],
        reason="x",
        detail="",
        retry_after_s=0,
        clock=clock,
    )
    assert state(store, done.message_id) is MessageState.SENDING


def test_leases_end_by_time_by_a_clock_set_back_and_by_a_new_run(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    lease()
    assert delivery.release_expired(store.unit_of_work(), clock=clock) == 0
    clock.set_wall(NOON - timedelta(days=400))
    assert delivery.release_expired(store.unit_of_work(), clock=clock) == 1
    lease(owner="first run")
    assert delivery.release_abandoned(store.unit_of_work(), "first run", clock=clock) == 0
    assert delivery.release_abandoned(store.unit_of_work(), "second run", clock=clock) == 1
    kept = store.data.messages[done.message_id]
    assert (kept.state, kept.reason) == (MessageState.RETRY_WAIT, "lease.expired")
    assert [one.message_id for one in lease()] == [done.message_id]


def test_the_returning_network_wakes_what_waits(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    lease()
    delivery.retry_later(
        store.unit_of_work(),
        "agent",
        [done.message_id],
        reason="x",
        detail="",
        retry_after_s=300,
        clock=clock,
    )
    assert lease() == []
    assert delivery.wake(store.unit_of_work(), clock=clock) == 1
    assert [one.message_id for one in lease()] == [done.message_id]


def test_quarantine_is_listed_and_can_be_sent_again(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    bad, good = make(store, clock, 2)
    lease()
    delivery.quarantine(
        store.unit_of_work(), "agent", [Refused(bad.message_id, "body.invalid", "It does not fit.")]
    )
    (listed,) = delivery.quarantined(store.reading())
    assert (listed.message_id, listed.reason, listed.detail) == (
        bad.message_id,
        "body.invalid",
        "It does not fit.",
    )
    ids = [bad.message_id, good.message_id]
    assert delivery.resend(store.unit_of_work(), ids) == 1
    assert state(store, bad.message_id) is MessageState.QUEUED
    assert [one.message_id for one in lease()] == [bad.message_id]


def test_what_the_platform_has_lost_is_sent_again(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    made = make(store, clock, 4)
    lease(limit=3)
    signed = [Delivered(one.message_id, "P") for one in made[:3]]
    delivery.acknowledge(store.unit_of_work(), b"{}", signed, clock=clock)
    epoch = store.data.epoch
    assert delivery.send_again_after(store.unit_of_work(), epoch, 3) == 0  # it has all of it
    assert delivery.send_again_after(store.unit_of_work(), epoch, 4) == 0  # and one in between
    assert delivery.send_again_after(store.unit_of_work(), epoch, 1) == 2
    assert delivery.send_again_after(store.unit_of_work(), epoch, 1) == 0
    assert [one.message_id for one in lease()] == [one.message_id for one in made[1:]]
    assert store.data.messages[made[1].message_id].reason == delivery.LOST


def test_a_fork_moves_everything_unsent_to_a_new_epoch_in_its_order(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    made = make(store, clock, 4)
    lease(limit=2)
    delivery.acknowledge(store.unit_of_work(), b"{}", [Delivered(made[0].message_id)], clock=clock)
    old = store.data.epoch
    assert delivery.start_new_epoch(store.unit_of_work(), tell=False, clock=clock) == 3
    new = store.data.epoch
    places = {m.message_id: (m.epoch, m.seq) for m in store.data.messages.values()}
    assert new != old
    assert [places[one.message_id] for one in made] == [(old, 1), (new, 1), (new, 2), (new, 3)]
    moved = store.data.messages[made[1].message_id]
    assert moved.moved
    assert (moved.context.epoch, moved.context.seq) == (old, 2)
    (later,) = make(store, clock, 1)
    assert (store.data.messages[later.message_id].epoch, later.message_id) == (
        new,
        later.message_id,
    )
    assert store.data.messages[later.message_id].seq == 4


def test_the_word_about_a_fork_stands_behind_what_moved_and_only_the_platform_can_read_it(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    make(store, clock, 2)
    left = store.data.epoch
    assert delivery.start_new_epoch(store.unit_of_work(), tell=True, clock=clock) == 2
    word = list(store.data.messages.values())[-1]
    assert (word.kind, word.epoch, word.seq) == (MessageKind.AUDIT, store.data.epoch, 3)
    assert not word.moved
    opened = open_sealed(word.body, word.context, terminal.platform_key)
    said = read_audit(opened)
    assert said == ForkBody(left=left, begun=store.data.epoch, moved=2, at=clock.now())


def test_a_fork_is_told_by_an_enrolled_terminal_only(clock: SteppingClock) -> None:
    store = FakeStore(clock)
    epoch = store.data.epoch
    with pytest.raises(NotEnrolled):
        delivery.start_new_epoch(store.unit_of_work(), tell=True, clock=clock)
    assert store.data.epoch == epoch


def test_counts_tell_how_many_are_where_and_how_old(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    assert delivery.counts(store.reading()).oldest_unsent is None
    made = make(store, clock, 4)
    lease(limit=3)
    delivery.acknowledge(store.unit_of_work(), b"{}", [Delivered(made[0].message_id)], clock=clock)
    delivery.quarantine(store.unit_of_work(), "agent", [Refused(made[1].message_id, "no")])
    counts = delivery.counts(store.reading())
    assert (counts.queued, counts.sending, counts.acknowledged, counts.quarantined) == (1, 1, 1, 1)
    assert counts.pending == 2
    assert counts.oldest_unsent == NOON


def test_an_answer_is_kept_with_the_next_lease(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (first,) = make(store, clock, 1)
    record_print(store.unit_of_work(), first.number, "printed", "", clock=clock)
    assert [one.message_id for one in lease()] == [first.message_id]

    def settle(*message_ids: UUID) -> list[OutboxMessage]:
        settled = Settled(b"{}", [Delivered(one, "P-1") for one in message_ids])
        return delivery.lease_batch(
            store.unit_of_work(),
            owner="agent",
            limit=9,
            max_bytes=10**9,
            lease_s=60,
            clock=clock,
            settled=settled,
        )

    # what waited for the settled message may go at once
    (printed,) = settle(first.message_id)
    assert (printed.kind, printed.case_id) == (MessageKind.PRINT_OUTCOME, first.case_id)
    assert store.data.cases[first.case_id].state is CaseState.DELIVERED
    assert settle(printed.message_id) == []
    assert {state(store, one) for one in store.data.messages} == {MessageState.ACKNOWLEDGED}


def test_what_was_leased_but_not_tried_is_as_before_but_only_for_its_owner(
    store: FakeStore, clock: SteppingClock, lease: Lease
) -> None:
    (done,) = make(store, clock, 1)
    before = store.data.messages[done.message_id]
    lease(owner="me")
    delivery.give_back(store.unit_of_work(), "another", [done.message_id])
    assert state(store, done.message_id) is MessageState.SENDING
    delivery.give_back(store.unit_of_work(), "me", [done.message_id])
    assert store.data.messages[done.message_id] == before
