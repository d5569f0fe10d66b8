"""What every store owes who is told what is missing; runs on the fake and on the real one."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from kiosk.cases.delivery import Delivered, acknowledge
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import case_by_number
from kiosk.cases.mirror import apply_feed
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CaseCorrection, CaseEvent, MissingPart
from kiosk.cases.samples import NOON, SteppingClock, sample_submission


def delivered(store: CaseStore, clock: SteppingClock) -> Deposit:
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    acknowledge(store.unit_of_work(), b"{}", [Delivered(done.message_id, "N")], clock=clock)
    return done


def wanted(case_id: UUID, position: int = 2) -> CaseCorrection:
    part = MissingPart(
        {"zh_CN": "户口簿首页", "en": "First page of the household book"},
        {"zh_CN": "照片看不清", "en": "The photograph is not sharp"},
        {"zh_CN": "四个角都要照到"},
    )
    return CaseCorrection(case_id, position, NOON, date(2026, 12, 10), (part, replace(part)))


def take(store: CaseStore, case_id: UUID, state: str, position: int, *more: CaseCorrection) -> int:
    event = CaseEvent(case_id, position, state, NOON)
    return apply_feed(store.unit_of_work(), [event], position + len(more), corrections=more)


def shown(store: CaseStore, done: Deposit) -> CaseCorrection | None:
    found = case_by_number(store.reading(), done.number)
    assert found is not None
    return found.correction


def test_what_is_missing_is_shown_while_the_case_waits_for_it(
    store: CaseStore, clock: SteppingClock
) -> None:
    done = delivered(store, clock)
    first = wanted(done.case_id)
    assert take(store, done.case_id, "correction_requested", 1, first) == 2
    assert take(store, done.case_id, "correction_requested", 1, first) == 0
    assert shown(store, done) == first
    later = replace(wanted(done.case_id, 4), until=date(2026, 12, 20))
    take(store, done.case_id, "correction_requested", 3, later)
    assert shown(store, done) == later
    take(store, done.case_id, "accepted", 5)
    assert shown(store, done) is None


def test_what_is_missing_in_a_case_that_is_not_here_is_passed_over(store: CaseStore) -> None:
    stranger = UUID(int=77)
    assert take(store, stranger, "correction_requested", 1, wanted(stranger)) == 0
    with store.reading() as uow:
        assert uow.corrections.latest(stranger) is None
        assert uow.link.cursor() == 2


def test_a_request_that_names_nothing_shows_nothing(store: CaseStore, clock: SteppingClock) -> None:
    done = delivered(store, clock)
    take(store, done.case_id, "correction_requested", 1)
    assert shown(store, done) is None
