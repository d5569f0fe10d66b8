"""Codes before the camera that are not ours, cannot be read, or mean harm."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from kiosk.documents import receipt_code
from sync.protocol.numbers import DepositNumber

WHITE = Image.new("L", (640, 480), 255)
NOT_OURS = "code.not_ours"


def qr(content: str | bytes) -> Image.Image:
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    modules = Image.fromarray(np.asarray(code.to_image(scale=3, add_quiet_zones=True)))
    picture = Image.new("L", (modules.width + 80, modules.height + 80), 255)
    picture.paste(modules, (40, 40))
    return picture


@pytest.fixture
def scanning(point: Any) -> Any:
    """A service point whose scan page is open, with nothing before the camera."""
    point.look_at(WHITE)
    point.screen.at("Attract")
    point.screen.robot.tap("attractTouch")
    point.screen.at("Home")
    point.screen.robot.tap("homeScan")
    point.screen.at("Scan")
    point.screen.until(lambda: point.screen.model.state == "looking")
    yield point
    point.look_at(WHITE)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.invalid/pay?to=me",
        "BM1:L0817261121004",  # cut off
        "BM1:L081726112100420",  # its check character is another
        "BM2:L081726112100421",  # a form that does not exist yet
        "\x00\x1b[2J\r\n\x07BM1:\u202eL08172611210042",
        "<img src=file:///etc/passwd><b>{0} %1 %n $(reboot)",
        "' OR 1=1; DROP TABLE cases; --",
        "7" * 4296,
    ],
    ids=lambda text: f"{text[:12]!r}…{len(text)}",
)
def test_a_code_that_is_not_ours_is_told_so_and_shown_nowhere(scanning: Any, text: str) -> None:
    scanning.look_at(qr(text))
    scanning.screen.says_about(NOT_OURS)
    assert not any(text[:8] in shown for shown in scanning.screen.robot.texts())
    scanning.look_at(WHITE)
    scanning.screen.robot.tap("pageBack")
    scanning.screen.at("Home")


def test_a_code_that_holds_no_text(scanning: Any) -> None:
    scanning.look_at(qr(bytes(range(128, 256)) + b"\xff\xfe\x00"))
    scanning.screen.says_about(NOT_OURS)


def test_a_picture_that_is_none_is_passed_over(scanning: Any) -> None:
    broken = scanning.picture.with_suffix(".new.png")
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    broken.replace(scanning.picture)
    scanning.look_at(qr("https://example.invalid"))
    scanning.screen.says_about(NOT_OURS)


def test_our_receipt_from_another_terminal_finds_no_case_here(scanning: Any) -> None:
    number = DepositNumber(999, date(2026, 11, 21), 1).text
    scanning.look_at(qr(receipt_code.encode(number)))
    scanning.screen.at("MyCases")
    scanning.screen.says_about("code.no_case")


def test_the_code_on_a_printed_receipt_shows_its_case_and_nothing_of_the_person(
    point: Any, cards: Any
) -> None:
    number = point.reaches_done()
    point.screen.until(lambda: point.screen.model.printState == "printed")
    paper = point.printer.receipts[-1].image.convert("L")
    point.leaves()
    point.screen.robot.tap("attractTouch")
    point.screen.at("Home")
    point.screen.robot.tap("homeScan")
    point.screen.at("Scan")
    point.look_at(paper)
    point.screen.at("MyCases")
    point.screen.says("我的办件", "已保存在本机")
    assert [case["number"].replace(" ", "") for case in point.screen.model.cases] == [number]
    elder = cards["elder"]
    shown = " ".join(point.screen.robot.texts())
    assert elder.id_no not in shown
    assert elder.name not in shown
    point.look_at(WHITE)
