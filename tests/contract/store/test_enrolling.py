"""Keeping an identity, the first and the next; on the fake store and on the real one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.cases import delivery
from kiosk.cases.delivery import Delivered
from kiosk.cases.deposit import deposit
from kiosk.cases.enrolling import keep
from kiosk.cases.ports import CaseStore
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_submission
from kiosk.errors import BugError


def test_the_first_identity_is_kept_and_moves_nothing(
    empty_store: CaseStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    assert keep(empty_store.unit_of_work(), terminal.identity, clock=clock) == 0
    assert empty_store.terminal() == terminal.identity


def test_the_next_one_takes_along_what_is_unsent_with_its_bytes(
    store: CaseStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    sent, waiting = (
        deposit(store.unit_of_work(), sample_submission(), clock=clock) for _ in range(2)
    )
    delivery.acknowledge(store.unit_of_work(), b"signed", [Delivered(sent.message_id)], clock=clock)
    with store.reading() as uow:
        (before,) = uow.outbox.load([waiting.message_id])
    identity = replace(terminal.identity, private_key=bytes(32))
    assert keep(store.unit_of_work(), identity, clock=clock) == 1
    assert store.terminal() == identity
    with store.unit_of_work() as uow:
        (after,) = uow.outbox.load([waiting.message_id])
        epoch, seq = uow.numbers.next_seq()
    assert (after.body, after.signature, after.context) == (
        before.body,
        before.signature,
        before.context,
    )
    assert (after.epoch, after.seq, seq) == (epoch, 1, 2)
    assert after.epoch != before.epoch


def test_another_number_is_not_kept(
    store: CaseStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    with pytest.raises(BugError):
        keep(store.unit_of_work(), replace(terminal.identity, terminal="4711"), clock=clock)
    assert store.terminal() == terminal.identity
