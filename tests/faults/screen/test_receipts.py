"""A printer that cannot print when the case is saved: the case stays, its code is on the screen."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice

from drivers.codes.search import decode_image
from kiosk.cases.enquiry import case_by_number


def code_on_screen(screen: Any) -> list[str]:
    """What the codes in the picture of the window say."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    screen.robot.window.grabWindow().save(buffer, "PNG")
    buffer.close()
    grey = np.asarray(Image.open(io.BytesIO(bytes(content.data()))).convert("L"))
    return [code.text for code in decode_image(grey)]


def shows_the_code_of(point: Any, number: str) -> None:
    point.screen.until(lambda: code_on_screen(point.screen) == [f"BM1:{number}"])
    assert case_by_number(point.store.reading(), number) is not None


@pytest.mark.parametrize(
    ("break_it", "mend_it", "code"),
    [
        ("paper_out", "load_paper", "print.paper_out"),
        ("open_cover", "close_cover", "print.cover_open"),
        ("unplug", "replug", "print.unplugged"),
    ],
)
def test_a_receipt_that_cannot_be_printed_is_shown_and_printed_once_the_printer_is_well(
    point: Any, break_it: str, mend_it: str, code: str
) -> None:
    before = len(point.printer.receipts)
    getattr(point.printer, break_it)()
    number = point.reaches_done()
    point.screen.says_about(code)
    shows_the_code_of(point, number)
    getattr(point.printer, mend_it)()
    prints_again_until_it_prints(point)
    point.screen.says("凭证打好了")
    assert [receipt.qr for receipt in point.printer.receipts[before:]] == [[f"BM1:{number}"]]


def prints_again_until_it_prints(point: Any) -> None:
    """As a person would: touch "print again" until the printer is noticed to be back."""

    def printed() -> bool:
        if point.screen.model.printState == "failed":
            point.screen.robot.tap("doneReprint")
        return bool(point.screen.model.printState == "printed")

    point.screen.until(printed)


@pytest.fixture
def silent(point: Any) -> Any:
    """A printer that takes all of the receipt and then says nothing, and a person before it."""
    point.printer.fall_silent(after=200)
    number = point.reaches_done()
    assert point.printer.wait_for(lambda: point.printer._silent)
    point.device_clock.ahead_s += 20  # past the deadline of the print
    return number


def test_a_printer_that_falls_silent_leaves_it_to_the_person_who_has_the_paper(
    point: Any, silent: str
) -> None:
    before = len(point.printer.receipts)
    point.screen.says("凭证打出来了吗？", "拍下这个码")
    shows_the_code_of(point, silent)
    assert point.screen.robot.find("doneReprint") is None  # never twice what may be there once
    point.screen.robot.tap("donePaperYes")
    point.screen.says("凭证打好了")
    assert len(point.printer.receipts) == before


def test_a_printer_that_falls_silent_prints_again_when_the_person_says_no_paper_came(
    point: Any, silent: str
) -> None:
    point.screen.says("凭证打出来了吗？")
    point.screen.robot.tap("donePaperNo")
    point.screen.until(lambda: point.screen.model.printState == "failed")
    shows_the_code_of(point, silent)


def test_finishing_while_there_is_no_paper_keeps_the_case(point: Any, cards: Any) -> None:
    point.printer.paper_out()
    number = point.reaches_done()
    point.screen.says_about("print.paper_out")
    point.screen.robot.tap("doneFinish")
    point.screen.at("Finish")
    point.screen.says("请取走身份证")
    point.leaves()
    case = case_by_number(point.store.reading(), number)
    assert case is not None
    assert cards["elder"].name not in repr(case)
