"""GET /v1/feed and the operator's decisions it tells of."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.settings import Acceptance
from sync.platform.states import NEXT, State
from sync.protocol.body import ItemBody
from sync.protocol.messages import MAX_FEED_EVENTS
from sync.protocol.numbers import group


def states(page: Any) -> list[str]:
    return [event.state for event in page.events]


def test_a_delivered_case_is_told_and_then_accepted(terminal: Any) -> None:
    body = terminal.case()
    (result,) = terminal.deliver(terminal.message(body)).results
    page = terminal.feed()
    assert states(page) == ["delivered", "accepted"]
    assert [event.position for event in page.events] == [1, 2]
    assert {event.deposit_number for event in page.events} == {body.deposit_number}
    assert {event.case_number for event in page.events} == {result.case_number}
    assert {event.case_id for event in page.events} == {body.case_id}
    assert page.events[1].text["zh_CN"] == "已受理"
    assert (page.cursor, page.more) == (2, False)


def test_the_cursor_is_the_terminal_s_to_keep(terminal: Any) -> None:
    terminal.deliver(terminal.message())
    assert states(terminal.feed(after=1)) == ["accepted"]
    assert states(terminal.feed(after=0)) == ["delivered", "accepted"]
    end = terminal.feed(after=2)
    assert (states(end), end.cursor) == ([], 2)
    assert terminal.feed(after=77).cursor == 77


def test_who_has_heard_more_than_there_is_hears_what_comes_next(terminal: Any) -> None:
    # the database was put back from a backup
    assert terminal.feed(after=77).events == ()
    terminal.deliver(terminal.message())
    page = terminal.feed(after=77)
    assert [event.position for event in page.events] == [78, 79]
    assert terminal.feed(after=5).cursor == 79


def test_a_terminal_hears_of_its_own_cases_only(
    terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    terminal.deliver(terminal.message())
    assert new_terminal().feed().events == ()


def test_a_duplicate_is_not_told_again(terminal: Any) -> None:
    message = terminal.message()
    terminal.deliver(message)
    terminal.deliver(message)
    assert len(terminal.feed().events) == 2


def test_a_long_feed_comes_in_pages(terminal: Any) -> None:
    many = [terminal.message() for _ in range(MAX_FEED_EVENTS // 2 + 1)]
    terminal.deliver(*many[:60])
    terminal.deliver(*many[60:])
    first = terminal.feed()
    assert (len(first.events), first.more) == (MAX_FEED_EVENTS, True)
    second = terminal.feed(after=first.cursor)
    assert (len(second.events), second.more) == (2, False)


def test_waiting_ends_when_nothing_happens(terminal: Any) -> None:
    begin = time.monotonic()
    assert terminal.feed(wait=1).events == ()
    assert 0.9 < time.monotonic() - begin < 10


def test_waiting_ends_at_once_when_something_happens(platform: Any, terminal: Any) -> None:
    bell = platform.parts.bell
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(terminal.feed, 0, 50)
        while not bell._ears:
            threading.Event().wait(0.01)
        reply = terminal.deliver(terminal.message())
        assert reply.results[0].outcome == "accepted"
        page = waiting.result(timeout=20)
    assert states(page) == ["delivered", "accepted"]


def test_an_operator_s_word_is_heard_by_who_waits(
    start_platform: Callable[..., Any], new_terminal: Callable[..., Any]
) -> None:
    platform = start_platform(Acceptance.BY_OPERATOR, "by_hand")
    terminal = new_terminal(on=platform)
    (result,) = terminal.deliver(terminal.message()).results
    assert states(terminal.feed()) == ["delivered"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(terminal.feed, 1, 50)
        platform.parts.decisions.decide(result.case_number, State.ACCEPTED, actor="王主任")
        page = waiting.result(timeout=20)
    assert states(page) == ["accepted"]


def test_an_instant_item_never_waits_for_an_operator(
    start_platform: Callable[..., Any], new_terminal: Callable[..., Any]
) -> None:
    platform = start_platform(Acceptance.BY_OPERATOR, "by_hand")
    terminal = new_terminal(on=platform)
    item = ItemBody(id="904", code="11370982MB2857374A4371014000904", version="1", name={})
    terminal.deliver(terminal.message(terminal.case(item=item)))
    assert states(terminal.feed()) == ["delivered", "accepted"]


def test_waiting_terminals_are_let_go_when_the_platform_stops(platform: Any, terminal: Any) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(terminal.feed, 0, 50)
        while not platform.parts.bell._ears:
            threading.Event().wait(0.01)
        platform.parts.bell.close()
        assert waiting.result(timeout=20).events == ()


def test_a_case_goes_its_way_and_no_other(platform: Any, terminal: Any) -> None:
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    decide = platform.parts.decisions.decide
    for state in (State.IN_REVIEW, State.APPROVED, State.RESULT_READY, State.COLLECTED):
        number = group(body.deposit_number)
        moved = decide(number, state, actor="a", text="请来取")
        assert moved.state == state
    page = terminal.feed(after=2)
    assert states(page) == ["in_review", "approved", "result_ready", "collected"]
    assert page.events[-1].text == {"zh_CN": "请来取", "en": "请来取"}
    with pytest.raises(EnvironmentFault) as caught:
        decide(body.deposit_number, State.ACCEPTED, actor="a")
    assert caught.value.code == "case.state"
    assert "Possible from here: result_ready." in str(caught.value)


def test_a_case_that_has_ended_goes_nowhere(platform: Any, terminal: Any) -> None:
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    decide = platform.parts.decisions.decide
    decide(body.deposit_number, State.WITHDRAWN, actor="a")
    with pytest.raises(EnvironmentFault, match="finished") as caught:
        decide(body.deposit_number, State.ACCEPTED, actor="a")
    assert caught.value.code == "case.state"


def test_a_step_that_is_not_possible_names_those_that_are(platform: Any, terminal: Any) -> None:
    (result,) = terminal.deliver(terminal.message()).results
    with pytest.raises(EnvironmentFault, match="in_review") as caught:
        platform.parts.decisions.decide(result.case_number, State.COLLECTED, actor="a")
    assert caught.value.code == "case.state"


def test_a_number_nobody_has_is_said(platform: Any) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        platform.parts.decisions.decide("nothing", State.ACCEPTED, actor="a")
    assert caught.value.code == "case.unknown"


def test_every_state_has_its_followers() -> None:
    assert set(NEXT) == set(State)
    reachable = {State.DELIVERED}.union(*NEXT.values())
    assert reachable == set(State)
