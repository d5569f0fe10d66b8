"""Terminals without a reader, a printer or a camera: each has its honest page and a way on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_without_a_card_reader_the_staff_are_named(
    open_point: Callable[..., Any], tmp_path: Path
) -> None:
    with open_point(tmp_path, fitted=frozenset({"receipt", "camera"})) as point:
        point.screen.reaches_identify()
        point.screen.says_about("card.no_reader")
        point.leaves()


def test_without_a_printer_the_code_on_the_screen_is_the_receipt(
    open_point: Callable[..., Any], tmp_path: Path
) -> None:
    with open_point(tmp_path, fitted=frozenset({"id_card", "camera"})) as point:
        point.reaches_done()
        point.screen.says_about("print.not_fitted")
        point.leaves()


def test_without_a_camera_the_card_is_named(open_point: Callable[..., Any], tmp_path: Path) -> None:
    with open_point(tmp_path, fitted=frozenset({"id_card", "receipt"})) as point:
        point.screen.robot.tap("attractTouch")
        point.screen.at("Home")
        point.screen.robot.tap("homeScan")
        point.screen.says_about("code.no_camera")
        point.leaves()
