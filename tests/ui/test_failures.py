"""What fails behind the screen: the person hears a sentence where one is due, the log the rest."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from kiosk.cases.records import LinkState
from kiosk.errors import BugError, EnvironmentFault
from kiosk.forms import FormError

SECRET = "王秀花 370982194008150026"


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    with capture_logs() as captured:
        yield captured
    assert SECRET not in repr(captured)


def failed(logs: list[Any]) -> list[tuple[str, str]]:
    return [(e["work"], e["code"] or e["kind"]) for e in logs if e["event"] == "screen.work_failed"]


def prop(terminal: Any, name: str) -> Any:
    return terminal.app.view_model.property("pageModel").property(name)


def raising(error: Exception) -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        raise error

    return refuse


@pytest.mark.parametrize("error", [FormError(f"Bad at {SECRET}."), RecursionError(SECRET)])
def test_a_form_that_does_not_open_is_told_on_the_guide(
    open_terminal: Callable[..., Any], logs: list[Any], error: Exception
) -> None:
    terminal = open_terminal(load_form=raising(error))
    terminal.reaches_home()
    terminal.robot.tap("item_602")
    terminal.waits_for_page("Guide")
    terminal.robot.tap("guideStart")
    terminal.until(lambda: prop(terminal, "problem") == "form.cannot_open")
    assert terminal.page == "Guide"
    terminal.until(lambda: terminal.shows("这件事的表格现在打不开"))
    terminal.robot.tap("barLanguage")
    terminal.until(lambda: terminal.shows("The form of this service does not open just now"))
    works = [work for work, _ in failed(logs)]
    assert works.count("load_form") == len(terminal.app.conductor.services.catalogue.items)
    assert works.count("open_form") == 1


def test_a_print_that_cannot_be_recorded_is_logged_and_nobody_is_troubled(
    terminal: Any, logs: list[Any]
) -> None:
    terminal.devices.outcome = None
    terminal.reaches_done()
    store = terminal.store
    whole, store.unit_of_work = store.unit_of_work, raising(BugError(SECRET))
    terminal.devices.printing[0].set_exception(BugError(SECRET))
    terminal.until(lambda: ("record_print", "BugError") in failed(logs))
    assert ("print", "BugError") in failed(logs)
    assert (prop(terminal, "printState"), prop(terminal, "printProblem")) == (
        "failed",
        "print.stopped",
    )
    store.unit_of_work = whole
    terminal.robot.tap("doneFinish")
    terminal.waits_for_page("Finish")


def test_a_bug_while_saving_keeps_everything_for_another_try(
    terminal: Any, logs: list[Any]
) -> None:
    terminal.reaches_sign()
    store = terminal.store
    whole, store.unit_of_work = store.unit_of_work, raising(ValueError(SECRET))
    terminal.robot.draw("signPad", [[(0.2, 0.5), (0.8, 0.5)]])
    terminal.robot.tap("signSubmit")
    terminal.until(lambda: prop(terminal, "problem") == "store.unavailable")
    assert failed(logs) == [("deposit", "ValueError")]
    store.unit_of_work = whole
    terminal.robot.tap("signSubmit")
    terminal.waits_for_page("Done")


def test_a_bug_while_looking_up_is_told(terminal: Any, logs: list[Any]) -> None:
    terminal.reaches_home()
    whole, terminal.store.reading = terminal.store.reading, raising(ValueError(SECRET))
    terminal.robot.tap("homeMyCases")
    terminal.devices.lays(terminal.wang)
    terminal.until(lambda: prop(terminal, "problem") == "store.unavailable")
    terminal.store.reading = whole
    assert ("find_cases", "ValueError") in failed(logs)


def test_a_store_that_is_gone_is_told_once_and_seen_again_when_it_is_back(
    terminal: Any, logs: list[Any]
) -> None:
    store = terminal.store
    version, reading = store.data_version, store.reading
    with store.unit_of_work() as work:
        work.link.save(LinkState(online=True))
        work.commit()
    terminal.until(lambda: terminal.app.view_model.property("online"))
    gone = EnvironmentFault("store.io_error", SECRET)
    store.data_version = raising(gone)
    polls = terminal.app.conductor._polls
    terminal.until(lambda: terminal.app.conductor._polls >= polls + 3)
    assert failed(logs) == [("look_at_store", "store.io_error")]
    store.data_version, store.reading = version, raising(gone)
    terminal.until(lambda: not terminal.app.view_model.property("online"))
    terminal.until(lambda: len(failed(logs)) > 2)
    polls = terminal.app.conductor._polls
    terminal.until(lambda: terminal.app.conductor._polls >= polls + 3)
    assert failed(logs)[1:] == [
        ("look_at_line", "store.io_error"),
        ("look_at_notices", "store.io_error"),
    ]
    store.reading = reading
    terminal.until(lambda: terminal.app.view_model.property("online"))


RAISING_SLOT = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from kiosk import failures, log

log.configure()
sys.excepthook = failures.report_uncaught
app = QCoreApplication([])
QTimer.singleShot(0, lambda: {}["370982194008150026"])
QTimer.singleShot(20, app.quit)
app.exec()
"""


def test_an_error_in_a_slot_is_one_line_of_the_log_without_its_words() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RAISING_SLOT], capture_output=True, text=True, timeout=60, check=True
    )
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["work"], told["kind"]) == ("screen.work_failed", "slot", "KeyError")
    assert "370982194008150026" not in line
