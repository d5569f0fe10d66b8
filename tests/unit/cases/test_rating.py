"""A rating is sealed and sent like everything else."""

from __future__ import annotations

import pytest

from kiosk.cases.deposit import deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.rating import Rating, rate
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_submission
from kiosk.cases.terminal import NotEnrolled
from kiosk.errors import BugError
from sync.protocol.envelope import MessageKind, open_sealed
from sync.protocol.rating import RatingBody
from sync.protocol.satisfaction import Satisfaction


def test_a_rating_is_told_to_the_platform(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    clock.advance(20)
    said = Rating(done.number, Satisfaction.VERY_SATISFIED, ("510", "517"))
    rate(store.unit_of_work(), said, clock=clock)
    case, rating = store.data.messages.values()
    assert (rating.kind, rating.case_id) == (MessageKind.RATING, done.case_id)
    assert (rating.epoch, rating.seq) == (case.epoch, case.seq + 1)
    body = RatingBody.from_bytes(open_sealed(rating.body, rating.context, terminal.platform_key))
    assert (body.case_id, body.deposit_number) == (done.case_id, done.number)
    assert (body.satisfaction, body.reasons) == (said.satisfaction, said.reasons)
    assert (body.text, body.at) == ("", clock.now())


def test_a_rating_of_nothing_is_a_bug(store: FakeStore, clock: SteppingClock) -> None:
    said = Rating("L081726112199990", Satisfaction.SATISFIED)
    with pytest.raises(BugError):
        rate(store.unit_of_work(), said, clock=clock)


def test_a_rating_needs_an_enrolled_terminal(clock: SteppingClock) -> None:
    said = Rating("L0", Satisfaction.SATISFIED)
    with pytest.raises(NotEnrolled):
        rate(FakeStore(clock).unit_of_work(), said, clock=clock)
