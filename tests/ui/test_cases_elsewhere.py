"""Applications that other terminals took, on the page of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from threading import Event
from typing import Any

import pytest
from structlog.testing import capture_logs

from kiosk.cases.elsewhere import CaseElsewhere
from kiosk.cases.enquiry import StateReached
from kiosk.cases.records import MissingPart
from kiosk.errors import EnvironmentFault
from kiosk.identity.card import IdCard
from ui import asking

A_DAY = datetime(2026, 11, 12, 1, 30, tzinfo=UTC)
READY = CaseElsewhere(
    "L090326103000082",
    {"zh_CN": "残疾人证办理", "en": "Disability card"},
    "大汶口镇便民服务中心",
    "result_ready",
    A_DAY,
    (StateReached("delivered", A_DAY, {}), StateReached("result_ready", A_DAY, {})),
    results=("残疾人证",),
)
WANTING = CaseElsewhere(
    "L090326103000091",
    {"zh_CN": "高龄津贴申请"},
    "大汶口镇便民服务中心",
    "correction_requested",
    A_DAY,
    (StateReached("correction_requested", A_DAY, {}),),
    missing=(MissingPart({"zh_CN": "户口簿首页"}, {"zh_CN": "照片看不清"}),),
    until=date(2026, 12, 10),
)


class Platform:
    """Somebody to ask, who answers when it is time."""

    def __init__(self, *cases: CaseElsewhere) -> None:
        self.cases = cases
        self.fault: Exception | None = None
        self.may_answer = Event()
        self.asked: list[tuple[str, datetime]] = []

    def __call__(self, card: IdCard, read_at: datetime) -> tuple[CaseElsewhere, ...]:
        self.asked.append((card.id_no, read_at))
        cases = self.cases
        assert self.may_answer.wait(60)
        if self.fault is not None:
            raise self.fault
        return cases


def shown(terminal: Any, name: str) -> Any:
    return terminal.app.view_model.pageModel.property(name)


def asks(terminal: Any) -> Any:
    terminal.reaches_home()
    terminal.robot.tap("homeMyCases")
    terminal.devices.lays(terminal.wang)
    return terminal


def test_what_another_terminal_took_is_shown_with_its_place_and_what_came_of_it(
    open_terminal: Callable[..., Any],
) -> None:
    platform = Platform(READY)
    terminal = asks(open_terminal(ask_elsewhere=platform))
    terminal.until(lambda: bool(platform.asked))
    assert shown(terminal, "state") == "searching"
    platform.may_answer.set()
    terminal.until(lambda: shown(terminal, "state") == "list")
    assert [one[0] for one in platform.asked] == [terminal.wang.id_no]
    (case,) = shown(terminal, "others")
    assert shown(terminal, "cases") == []
    terminal.until(lambda: terminal.shows("在大汶口镇便民服务中心办的"))
    assert terminal.shows("已经办好，请找工作人员领取：残疾人证")
    terminal.robot.tap(f"case_{case['number']}")
    assert terminal.robot.find(f"reprint_{case['number']}") is None


def test_what_is_missing_elsewhere_is_read_and_not_printed_here(
    open_terminal: Callable[..., Any],
) -> None:
    platform = Platform(WANTING)
    platform.may_answer.set()
    terminal = asks(open_terminal(ask_elsewhere=platform))
    terminal.until(lambda: terminal.shows("1. 户口簿首页"))
    (case,) = shown(terminal, "others")
    assert "2026" in case["until"]
    assert terminal.robot.find(f"missing_{case['number']}") is None


@pytest.mark.parametrize(
    ("fault", "logged"),
    [
        (EnvironmentFault("network.unreachable", "Away."), "elsewhere.silent"),
        (ValueError("a mistake of ours"), "screen.work_failed"),
    ],
)
def test_a_platform_that_does_not_answer_is_told_and_nothing_else_is_lost(
    open_terminal: Callable[..., Any], fault: Exception, logged: str
) -> None:
    platform = Platform()
    terminal = open_terminal(ask_elsewhere=platform)
    terminal.reaches_done()
    terminal.robot.tap("doneAnother")
    terminal.robot.tap("homeMyCases")
    terminal.until(lambda: shown(terminal, "state") == "list")
    assert terminal.shows("正在查您在别的机器上办的事")
    platform.fault = fault
    with capture_logs() as logs:
        platform.may_answer.set()
        terminal.until(lambda: terminal.shows("现在查不到您在别的机器上办的事"))
    assert [one["event"] for one in logs] == [logged]
    assert len(shown(terminal, "cases")) == 1


def test_a_platform_that_never_answers_is_waited_for_a_while_only(
    open_terminal: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE_MS", 50)
    platform = Platform(READY)
    terminal = asks(open_terminal(ask_elsewhere=platform))
    terminal.until(lambda: shown(terminal, "state") == "none")
    assert shown(terminal, "elsewhere") == "failed"
    platform.may_answer.set()


def test_an_opened_card_stays_open_when_others_come(open_terminal: Callable[..., Any]) -> None:
    platform = Platform(READY)
    terminal = open_terminal(ask_elsewhere=platform)
    terminal.reaches_done()
    terminal.robot.tap("doneAnother")
    terminal.robot.tap("homeMyCases")
    terminal.until(lambda: shown(terminal, "state") == "list")
    (own,) = shown(terminal, "cases")
    terminal.robot.tap(f"case_{own['number']}")
    terminal.until(lambda: terminal.robot.find(f"reprint_{own['number']}") is not None)
    platform.may_answer.set()
    terminal.until(lambda: terminal.shows("残疾人证办理"))
    assert terminal.robot.find(f"reprint_{own['number']}") is not None


def test_nothing_anywhere_is_said_so(open_terminal: Callable[..., Any]) -> None:
    platform = Platform()
    platform.may_answer.set()
    terminal = asks(open_terminal(ask_elsewhere=platform))
    terminal.until(lambda: shown(terminal, "state") == "none")
    assert terminal.shows("这台机器和别的机器上都没有")


def test_an_answer_that_comes_when_the_person_has_gone_is_nobodys(
    open_terminal: Callable[..., Any],
) -> None:
    platform = Platform(READY)
    terminal = asks(open_terminal(ask_elsewhere=platform))
    terminal.until(lambda: bool(platform.asked))
    platform.cases = ()
    terminal.devices.lays(terminal.li)
    terminal.until(lambda: len(platform.asked) == 2)
    platform.may_answer.set()
    terminal.until(lambda: shown(terminal, "state") == "none")
    assert not terminal.shows("残疾人证")
