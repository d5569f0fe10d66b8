"""What every store owes the notice board; runs on the fake and on the real one."""

from datetime import timedelta
from uuid import UUID

import pytest

from kiosk.cases.mirror import apply_feed
from kiosk.cases.notices import notices_in_force
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import LinkState, PostedNotice
from kiosk.cases.samples import NOON, SteppingClock

DAY = timedelta(days=1)


def notice(position: int = 1, begins: timedelta = -DAY, ends: timedelta = DAY) -> PostedNotice:
    return PostedNotice(
        UUID(int=position),
        position,
        NOON + begins,
        NOON + ends + timedelta(microseconds=7),
        {"zh_CN": "停电通知", "en": "No electricity"},
        {"zh_CN": "明天上午。\n<b>下午恢复</b>", "en": "Tomorrow."},
    )


def take(store: CaseStore, *notices: PostedNotice) -> int:
    cursor = max(one.position for one in notices)
    return apply_feed(store.unit_of_work(), [], cursor, notices=notices)


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


def shown(store: CaseStore, clock: SteppingClock) -> list[PostedNotice]:
    return notices_in_force(store.reading(), clock=clock)


def test_notices_come_back_as_they_were_what_ends_first_first(
    store: CaseStore, clock: SteppingClock
) -> None:
    late, soon = notice(1, ends=2 * DAY), notice(2)
    assert take(store, late, soon) == 2
    assert shown(store, clock) == [soon, late]
    with store.reading() as uow:
        assert uow.link.cursor() == 2


def test_a_notice_is_kept_once(store: CaseStore, clock: SteppingClock) -> None:
    assert take(store, notice()) == 1
    assert take(store, notice()) == 0
    assert shown(store, clock) == [notice()]


def test_a_notice_is_shown_in_its_time_by_the_platform_s_clock(
    store: CaseStore, clock: SteppingClock
) -> None:
    coming = notice(1, begins=timedelta(hours=1), ends=timedelta(hours=3))
    take(store, coming)
    assert shown(store, clock) == []
    with store.unit_of_work() as uow:
        uow.link.save(LinkState(clock_offset_s=3600.0))
        uow.commit()
    assert shown(store, clock) == [coming]
    clock.advance(2 * 3600 + 1)
    assert shown(store, clock) == []


def test_a_withdrawn_notice_is_gone_also_when_both_come_at_once(
    store: CaseStore, clock: SteppingClock
) -> None:
    take(store, notice(1), notice(2))
    gone = UUID(int=1)
    assert apply_feed(store.unit_of_work(), [], 3, withdrawn=[gone]) == 1
    assert apply_feed(store.unit_of_work(), [], 3, withdrawn=[gone]) == 0
    assert shown(store, clock) == [notice(2)]
    both = UUID(int=4)
    assert apply_feed(store.unit_of_work(), [], 5, notices=[notice(4)], withdrawn=[both]) == 2
    assert shown(store, clock) == [notice(2)]


def test_what_is_over_is_forgotten_when_the_next_page_is_read(
    store: CaseStore, clock: SteppingClock
) -> None:
    take(store, notice(1, ends=timedelta(hours=1)), notice(2))
    now = NOON + timedelta(hours=2)
    assert apply_feed(store.unit_of_work(), [], 3, now=now) == 0
    with store.reading() as uow:
        assert uow.notices.ending_after(NOON - DAY) == [notice(2)]
    assert shown(store, clock) == [notice(2)]
