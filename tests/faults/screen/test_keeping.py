"""A terminal that cannot keep a case: told clearly, nothing entered lost, works again after."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

from kiosk.cases.enquiry import cases_of

CANNOT_KEEP = "store.disk_full"
CARD = "elder"
DARK = 90
"""Darker than this is ink; the line to write on is lighter."""


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """A disk with not a byte left, and then with some."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as writing, contextlib.suppress(OSError):
        while True:
            writing.write(bytes(4096))
    with ballast.open("ab", buffering=0) as writing, contextlib.suppress(OSError):
        while True:
            writing.write(b"\0")
    yield
    ballast.unlink()


def ink(screen: Any) -> int:
    """How many pixels of the pad the pen has made dark."""
    pad = screen.robot.find("signPad")
    place = pad.mapRectToScene(pad.boundingRect()).toRect().adjusted(20, 20, -20, -20)
    picture = screen.robot.window.grabWindow().copy(place)
    shades = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(shades.constBits(), np.uint8).reshape(shades.height(), -1)
    return int((rows[:, : shades.width()] < DARK).sum())


def test_a_disk_without_room_at_the_moment_of_handing_in(
    open_point: Callable[..., Any], small_disk: Path, cards: Any
) -> None:
    with open_point(small_disk) as point:
        screen = point.screen
        point.reaches_questions(CARD)
        screen.answers()
        screen.signs()
        drawn = ink(screen)
        assert drawn > 0
        with full(small_disk):
            screen.robot.tap("signSubmit")
            screen.says_about(CANNOT_KEEP)
            assert screen.page == "Sign"
            assert not screen.model.empty
            screen.until(lambda: ink(screen) > 0.9 * drawn)  # the signature is still to be seen
            assert cases_of(point.store.reading(), cards[CARD].id_no) == []
        screen.robot.tap("signSubmit")
        screen.at("Done")
        number = str(screen.model.number).replace(" ", "")
        [case] = cases_of(point.store.reading(), cards[CARD].id_no)
        assert case.number == number
        point.leaves()


def test_answers_and_changes_still_work_after_a_refusal(
    open_point: Callable[..., Any], small_disk: Path, cards: Any
) -> None:
    with open_point(small_disk) as point:
        screen = point.screen
        point.reaches_questions(CARD)
        screen.answers("王建军")
        screen.signs()
        with full(small_disk):
            screen.robot.tap("signSubmit")
            screen.says_about(CANNOT_KEEP)
            screen.robot.tap("pageBack")
            screen.at("Check")
            screen.says("王建军", "138 0538 0000", "农商银行（信用社）")
        assert screen.hands_in()
        assert len(cases_of(point.store.reading(), cards[CARD].id_no)) == 1
        point.leaves()


def test_a_disk_that_fails_and_becomes_read_only(
    open_point: Callable[..., Any], ext4_disk: Path, cards: Any
) -> None:
    with open_point(ext4_disk) as point:
        screen = point.screen
        point.reaches_questions(CARD)
        screen.answers()
        before = screen.hands_in()
        screen.robot.tap("doneAnother")
        screen.at("Home")
        screen.robot.tap("item_602")
        screen.robot.tap("guideStart")
        screen.at("Consent")
        screen.robot.tap("consentAgree")
        screen.at("Questions")
        screen.answers("赵桂兰")
        screen.signs()
        # what the kernel does when a disk answers with errors
        subprocess.run(["mount", "-o", "remount,abort", str(ext4_disk)], check=True)
        screen.robot.tap("signSubmit")
        screen.says_about(CANNOT_KEEP)
        screen.robot.tap("pageBack")
        screen.at("Check")
        screen.says("赵桂兰")
        assert [case.number for case in cases_of(point.store.reading(), cards[CARD].id_no)] == [
            before
        ]
        point.leaves()


def test_a_terminal_that_is_not_enrolled_says_so_before_anybody_types(
    open_point: Callable[..., Any], tmp_path: Path
) -> None:
    with open_point(tmp_path, enrolled=False) as point:
        screen = point.screen
        screen.reaches_guide()
        screen.robot.tap("guideStart")
        screen.says_about("terminal.not_enrolled")
        assert screen.page == "Guide"
        point.enrol()
        screen.robot.tap("guideStart")
        screen.at("Identify")
        point.leaves()
