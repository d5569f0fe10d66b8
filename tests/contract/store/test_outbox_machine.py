"""Any sequence of deposits, attempts, answers, crashes and forks keeps the outbox's promises."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from kiosk.cases import delivery
from kiosk.cases.delivery import Delivered, Refused
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import record_print
from kiosk.cases.fakes import FakeStore
from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.mirror import apply_feed
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CaseEvent, CaseState
from kiosk.cases.samples import SteppingClock, sample_submission, sample_terminal
from kiosk.store import Store

TERMINAL = sample_terminal()
SMALL = sample_submission(strokes=1, png_bytes=10)
KEY = bytes(32)


class Outbox(RuleBasedStateMachine):
    """The agent and the screen at work on one store; what the platform has is kept beside."""

    store: CaseStore

    def __init__(self) -> None:
        super().__init__()
        self.clock = SteppingClock()
        self.deposits: list[Deposit] = []
        self.frozen: dict[UUID, bytes] = {}
        self.written: list[UUID] = []
        self.leased: list[OutboxMessage] = []
        self.acknowledged: set[UUID] = set()
        self.owner = "run-0"
        self.runs = 0
        self.position = 0

    @initialize()
    def enrol(self) -> None:
        self.store = self.open()
        with self.store.unit_of_work() as uow:
            uow.terminal.save(TERMINAL.identity)
            uow.commit()

    def open(self) -> CaseStore:
        raise NotImplementedError

    def reopen(self) -> None:
        """What a killed process comes back to."""

    def messages(self) -> list[OutboxMessage]:
        with self.store.reading() as uow:
            return uow.outbox.load(self.written)

    def remember(self) -> None:
        with self.store.reading() as uow:
            for state in MessageState:
                for message in uow.outbox.in_state(state):
                    if message.message_id not in self.frozen:
                        self.frozen[message.message_id] = message.body
                        self.written.append(message.message_id)

    @rule(seconds=st.sampled_from([0, 1, 30, 400, 100_000]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule(days=st.integers(-4000, 4000))
    def clock_is_set(self, days: int) -> None:
        target = self.clock.now() + timedelta(days=days)
        if 2001 < target.year < 2099:
            self.clock.set_wall(target)

    @rule()
    def citizen_deposits(self) -> None:
        self.deposits.append(deposit(self.store.unit_of_work(), SMALL, clock=self.clock))
        self.remember()

    @precondition(lambda self: self.deposits)
    @rule(data=st.data())
    def receipt_is_printed(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.deposits))
        record_print(self.store.unit_of_work(), one.number, "printed", "", clock=self.clock)
        self.remember()

    @rule()
    def power_fails_before_the_commit(self) -> None:
        uow = self.store.unit_of_work()
        with uow:
            uow.numbers.next_seq()
            uow.numbers.next_of_day(self.clock.now().date())
        self.reopen()

    @rule(limit=st.integers(1, 3))
    def agent_leases(self, limit: int) -> None:
        batch = delivery.lease_batch(
            self.store.unit_of_work(),
            owner=self.owner,
            limit=limit,
            max_bytes=100_000,
            lease_s=60,
            clock=self.clock,
        )
        cases = [message.case_id for message in batch if message.case_id is not None]
        assert len(cases) == len(set(cases))
        assert not {message.message_id for message in batch} & self.acknowledged
        self.leased += batch

    @precondition(lambda self: self.leased)
    @rule(data=st.data(), kept=st.booleans())
    def platform_accepts(self, data: st.DataObject, kept: bool) -> None:  # noqa: FBT001 # drawn
        message = self.take(data)
        if kept:  # else the answer is lost
            answer = [Delivered(message.message_id, f"P{message.seq}")]
            delivery.acknowledge(self.store.unit_of_work(), b"{}", answer, clock=self.clock)
            self.acknowledged.add(message.message_id)

    @precondition(lambda self: self.leased)
    @rule(data=st.data())
    def attempt_fails(self, data: st.DataObject) -> None:
        message = self.take(data)
        delivery.retry_later(
            self.store.unit_of_work(),
            self.owner,
            [message.message_id],
            reason="network.unreachable",
            detail="",
            retry_after_s=0,
            clock=self.clock,
        )

    @precondition(lambda self: self.leased)
    @rule(data=st.data())
    def platform_refuses(self, data: st.DataObject) -> None:
        message = self.take(data)
        refused = [Refused(message.message_id, "body.invalid")]
        delivery.quarantine(self.store.unit_of_work(), self.owner, refused)

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def technician_sends_again(self, data: st.DataObject) -> None:
        delivery.resend(self.store.unit_of_work(), [data.draw(st.sampled_from(self.written))])

    @rule()
    def leases_are_looked_at(self) -> None:
        delivery.release_expired(self.store.unit_of_work(), clock=self.clock)

    @rule()
    def network_returns(self) -> None:
        delivery.wake(self.store.unit_of_work(), clock=self.clock)

    @rule()
    def agent_is_killed_and_starts_again(self) -> None:
        self.reopen()
        self.runs += 1
        self.owner = f"run-{self.runs}"
        delivery.release_abandoned(self.store.unit_of_work(), self.owner, clock=self.clock)
        with self.store.reading() as uow:
            assert uow.outbox.in_state(MessageState.SENDING) == []

    @rule(tell=st.booleans())
    def database_turns_out_to_be_a_copy(self, tell: bool) -> None:  # noqa: FBT001 # drawn
        unsent = len(self.written) - len(self.acknowledged)
        moved = delivery.start_new_epoch(self.store.unit_of_work(), tell=tell, clock=self.clock)
        assert moved == unsent
        self.remember()

    @precondition(lambda self: self.deposits)
    @rule(data=st.data(), state=st.sampled_from([*CaseState, "unheard_of"]))
    def platform_tells(self, data: st.DataObject, state: str) -> None:
        one = data.draw(st.sampled_from(self.deposits))
        self.position += 1
        event = CaseEvent(one.case_id, self.position, str(state), self.clock.now())
        assert apply_feed(self.store.unit_of_work(), [event], self.position) == 1
        assert apply_feed(self.store.unit_of_work(), [event], self.position) == 0

    def take(self, data: st.DataObject) -> OutboxMessage:
        message = data.draw(st.sampled_from(self.leased))
        self.leased.remove(message)
        return message

    @invariant()
    def nothing_is_lost_or_changed(self) -> None:
        if self.written:
            kept = {message.message_id: message.body for message in self.messages()}
            assert kept == self.frozen

    @invariant()
    def the_acknowledged_stay_so_and_nobody_else_is(self) -> None:
        if self.written:
            said = {
                message.message_id
                for message in self.messages()
                if message.state is MessageState.ACKNOWLEDGED
            }
            assert said == self.acknowledged

    @invariant()
    def places_are_contiguous_in_the_current_epoch(self) -> None:
        if not self.written:
            return
        by_epoch: dict[UUID, list[int]] = {}
        for message in self.messages():
            by_epoch.setdefault(message.epoch, []).append(message.seq)
        for places in by_epoch.values():
            assert len(places) == len(set(places))
        with self.store.unit_of_work() as uow:
            epoch, following = uow.numbers.next_seq()
        assert sorted(by_epoch.get(epoch, [])) == list(range(1, following))

    @invariant()
    def a_case_is_called_received_only_with_its_acknowledgement(self) -> None:
        if not self.written:
            return
        with self.store.reading() as uow:
            for one in self.deposits:
                case = uow.cases.get(one.case_id)
                assert case is not None
                received = one.message_id in self.acknowledged
                assert (case.state is not CaseState.QUEUED) == received
                assert (case.acknowledged_at is not None) == received

    @invariant()
    def counts_add_up(self) -> None:
        if self.written:
            counts = delivery.counts(self.store.reading())
            total = counts.pending + counts.acknowledged + counts.quarantined
            assert total == len(self.written)
            assert (counts.oldest_unsent is None) == (counts.pending == 0)


class FakeOutbox(Outbox):
    def open(self) -> CaseStore:
        return FakeStore(self.clock)


class RealOutbox(Outbox):
    real: Store

    def open(self) -> CaseStore:
        self.folder = tempfile.TemporaryDirectory()
        self.real = Store.open(Path(self.folder.name) / "kiosk.db", KEY, clock=self.clock)
        return self.real

    def reopen(self) -> None:
        self.real.close()
        self.store = self.real = Store.open(
            Path(self.folder.name) / "kiosk.db", KEY, clock=self.clock
        )

    def teardown(self) -> None:
        if hasattr(self, "real"):
            self.real.close()
            self.folder.cleanup()


_SLOW_DISK = [HealthCheck.too_slow]
TestFakeOutbox = FakeOutbox.TestCase
TestFakeOutbox.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=_SLOW_DISK
)
TestRealOutbox = RealOutbox.TestCase
TestRealOutbox.settings = settings(
    max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=_SLOW_DISK
)
