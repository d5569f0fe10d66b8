"""What is missing in an application, on the screen and on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from drivers.api import DeviceClass, PrintOutcome, PrintResult
from kiosk.cases.delivery import Delivered, acknowledge
from kiosk.cases.mirror import apply_feed
from kiosk.cases.records import CaseCorrection, CaseEvent, MissingPart
from kiosk.clock import SystemClock
from kiosk.journey import machine

BOOK = MissingPart(
    {"zh_CN": "户口簿首页", "en": "First page of the household book"},
    {"zh_CN": "照片看不清"},
    {"zh_CN": "四个角都要照到"},
)


@pytest.fixture(autouse=True)
def _an_end_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last page closes by itself; on a slow machine before anybody touches it."""
    monkeypatch.setattr(machine, "FINISH_S", 60.0)


def asked_for_more(terminal: Any) -> str:
    """A case of Wang's is deposited, delivered, and found wanting; its number."""
    terminal.reaches_done()
    terminal.robot.tap("doneFinish")
    terminal.devices.lifts()
    terminal.robot.tap("finishClose")
    terminal.waits_for_page("Attract")
    store, clock = terminal.store, SystemClock()
    (case,) = store.data.cases.values()
    (message,) = [one for one in store.data.messages.values() if one.kind == "case"]
    acknowledge(store.unit_of_work(), b"{}", [Delivered(message.message_id, "N")], clock=clock)
    event = CaseEvent(case.case_id, 1, "correction_requested", clock.now())
    wanted = CaseCorrection(case.case_id, 2, clock.now(), date(2026, 12, 10), (BOOK,))
    apply_feed(store.unit_of_work(), [event], 2, corrections=[wanted])
    return str(case.number)


def shown(terminal: Any, name: str) -> Any:
    return terminal.app.view_model.pageModel.property(name)


def reaches_list(terminal: Any) -> str:
    terminal.reaches_home()
    terminal.robot.tap("homeMyCases")
    terminal.devices.lays(terminal.wang)
    terminal.until(lambda: shown(terminal, "state") == "list")
    return str(shown(terminal, "cases")[0]["number"])


def test_what_is_missing_is_shown_at_once_and_printed(terminal: Any) -> None:
    asked_for_more(terminal)
    number = reaches_list(terminal)
    terminal.until(lambda: terminal.shows("1. 户口簿首页"))
    assert terminal.shows("怎么才对：四个角都要照到")
    before = len(terminal.devices.slips)
    recorded = len(terminal.store.data.prints)
    terminal.robot.tap(f"missing_{number}")
    terminal.until(lambda: len(terminal.devices.slips) == before + 1)
    assert terminal.devices.slips[-1].title == "补正一次性告知书"
    terminal.until(lambda: shown(terminal, "printing") == "")
    assert shown(terminal, "problem") == ""
    assert len(terminal.store.data.prints) == recorded  # what is recorded are receipts
    terminal.app.view_model.toggleLanguage()
    terminal.until(lambda: terminal.shows("1. First page of the household book"))


def test_a_print_nobody_knows_of_is_told_and_not_tried_again(terminal: Any) -> None:
    asked_for_more(terminal)
    number = reaches_list(terminal)
    terminal.devices.outcome = PrintOutcome(PrintResult.UNKNOWN, "print.silent")
    before = len(terminal.devices.slips)
    terminal.robot.tap(f"missing_{number}")
    terminal.until(lambda: shown(terminal, "problem") == "print.silent")
    assert len(terminal.devices.slips) == before + 1
    assert shown(terminal, "printing") == ""
    assert DeviceClass.RECEIPT_PRINTER not in terminal.devices.states


def test_what_has_come_is_missing_no_more(terminal: Any) -> None:
    asked_for_more(terminal)
    reaches_list(terminal)
    terminal.until(lambda: terminal.shows("1. 户口簿首页"))
    (case,) = terminal.store.data.cases.values()
    event = CaseEvent(case.case_id, 3, "accepted", SystemClock().now())
    apply_feed(terminal.store.unit_of_work(), [event], 3)
    terminal.until(lambda: not terminal.shows("1. 户口簿首页"))
    assert shown(terminal, "cases")[0]["missing"] == []
