from uuid import UUID

import pytest

from kiosk.cases.backoff import CAP_S, bound_s, jittered_s
from kiosk.cases.delivery import Delivered, acknowledge
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.mirror import apply_feed
from kiosk.cases.records import CaseEvent, CaseState
from kiosk.cases.samples import NOON, SteppingClock, sample_submission


@pytest.fixture
def delivered(store: FakeStore, clock: SteppingClock) -> Deposit:
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    acknowledge(store.unit_of_work(), b"{}", [Delivered(done.message_id, "N")], clock=clock)
    return done


def test_the_last_state_the_platform_told_counts(store: FakeStore, delivered: Deposit) -> None:
    for position, state in enumerate(["accepted", "in_review", "approved", "result_ready"], 1):
        event = CaseEvent(delivered.case_id, position, state, NOON)
        assert apply_feed(store.unit_of_work(), [event], position) == 1
        assert store.data.cases[delivered.case_id].state == state
    assert store.data.cursor == 4


def test_a_page_played_again_changes_nothing(store: FakeStore, delivered: Deposit) -> None:
    page = [
        CaseEvent(delivered.case_id, 1, "accepted", NOON),
        CaseEvent(delivered.case_id, 2, "in_review", NOON),
    ]
    assert apply_feed(store.unit_of_work(), page, 2) == 2
    assert apply_feed(store.unit_of_work(), page[:1], 2) == 0
    assert store.data.cases[delivered.case_id].state is CaseState.IN_REVIEW


@pytest.mark.parametrize("state", ["queued", "draft", "sealed", "transferred_to_the_moon"])
def test_states_that_are_not_the_platforms_or_not_known_change_nothing(
    store: FakeStore, delivered: Deposit, state: str
) -> None:
    apply_feed(store.unit_of_work(), [CaseEvent(delivered.case_id, 1, state, NOON)], 1)
    assert store.data.cases[delivered.case_id].state is CaseState.DELIVERED
    assert store.data.events[1].state == state


def test_an_event_of_a_case_that_is_not_here_is_passed_over(store: FakeStore) -> None:
    assert apply_feed(store.unit_of_work(), [CaseEvent(UUID(int=7), 9, "accepted", NOON)], 9) == 0
    assert store.data.cursor == 9


def test_the_bound_doubles_up_to_its_cap() -> None:
    assert [bound_s(n) for n in (0, 1, 2, 3, 9, 10, 5000)] == [1, 1, 2, 4, 256, CAP_S, CAP_S]
    assert bound_s(9, cap_s=5) == 5


def test_jitter_spreads_over_the_whole_bound(clock: SteppingClock) -> None:
    waits = [jittered_s(4, clock) for _ in range(500)]
    assert min(waits) < 0.5
    assert max(waits) > 7.5
    assert max(waits) < 8
