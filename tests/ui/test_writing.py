"""Writing by hand on the glass: a finger draws, a character is chosen and stands in the field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from kiosk.documents.fonts import REGULAR, find_font, font_folders
from kiosk.errors import EnvironmentFault
from kiosk.handwriting.desk import Desk
from kiosk.handwriting.strokes import Stroke

FIELD = "input_homeSearch"
KING = [
    [(0.16, 0.16), (0.84, 0.14)],
    [(0.22, 0.48), (0.78, 0.47)],
    [(0.50, 0.16), (0.50, 0.84)],
    [(0.08, 0.86), (0.93, 0.85)],
]
"""王, as shares of the square."""
TEN = [[(0.1, 0.42), (0.9, 0.40)], [(0.5, 0.08), (0.5, 0.94)]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    font = find_font(REGULAR, font_folders())
    reading = Desk(font, tmp_path / "shapes", "一二三十王土丰壬工李大天")
    yield reading
    reading.close()


@pytest.fixture
def writer(open_terminal: Callable[..., Any], desk: Desk) -> Writer:
    return Writer(open_terminal(handwriting=desk), desk)


class Writer:
    """Somebody who knows no pinyin."""

    def __init__(self, terminal: Any, desk: Desk) -> None:
        self.terminal = terminal
        self._desk = desk
        self.robot = terminal.robot

    def opens_the_pad(self) -> None:
        self.robot.tap("attractTouch")
        self.robot.tap(FIELD)
        self.robot.tap("keyboardByHand")
        self.robot.wait_for("writingSquare")

    def writes(self, strokes: Sequence[Stroke]) -> None:
        """Write, and wait until all of it is read."""
        self.robot.draw("writingSquare", strokes)
        drawn = self.terminal.app.view_model.writing_view_model.property("drawn")
        read = self._desk.read(drawn).result(60)
        assert self.robot.wait_until(lambda: self.offered() == read)

    def offered(self) -> list[str]:
        keys = (self.robot.find(f"candidate_{at}") for at in range(8))
        return [str(key.property("text")) for key in keys if key is not None and key.isVisible()]

    def chooses(self, sign: str) -> None:
        self.robot.tap(f"candidate_{self.offered().index(sign)}")

    def text(self) -> str:
        field = self.robot.find(FIELD)
        return "" if field is None else str(field.property("text"))

    @property
    def strokes(self) -> int:
        return int(self.terminal.app.view_model.writing_view_model.property("count"))


def test_a_character_written_with_a_finger_stands_in_the_field(writer: Writer) -> None:
    writer.opens_the_pad()
    writer.writes(KING)
    writer.chooses("王")
    assert writer.robot.wait_until(lambda: writer.text() == "王")
    assert (writer.strokes, writer.offered()) == (0, [])
    writer.writes(TEN)
    writer.chooses("十")
    assert writer.robot.wait_until(lambda: writer.text() == "王十")


def test_strokes_can_be_taken_back_one_by_one_or_all(writer: Writer) -> None:
    writer.opens_the_pad()
    writer.writes(KING)
    assert writer.strokes == 4
    writer.robot.tap("writingUndo")
    assert writer.strokes == 3
    writer.robot.tap("writingClear")
    assert (writer.strokes, writer.offered()) == (0, [])
    writer.writes(TEN)
    writer.chooses("十")


def test_figures_marks_and_a_space_can_be_written_and_the_last_goes_again(writer: Writer) -> None:
    writer.opens_the_pad()
    writer.robot.tap("writingSigns")
    writer.robot.tap("mark_4")
    writer.robot.tap("mark_10")
    writer.robot.tap("writingSpace")
    assert writer.text() == "5， "
    writer.robot.tap("writingErase")
    assert writer.robot.wait_until(lambda: writer.text() == "5，")
    writer.robot.tap("writingSigns")
    writer.writes(TEN)
    writer.chooses("十")
    assert writer.robot.wait_until(lambda: writer.text() == "5，十")


def test_pinyin_is_one_touch_away_and_the_pad_too(writer: Writer) -> None:
    writer.opens_the_pad()
    writer.robot.tap("keyboardByKeys")
    writer.robot.wait_for("keyboard")
    assert writer.robot.find("writingPad") is None
    writer.robot.tap("keyboardByHand")
    writer.robot.wait_for("writingPad")
    assert writer.robot.find("keyboard") is None


def test_nothing_that_was_written_outlives_the_session(writer: Writer) -> None:
    writer.opens_the_pad()
    writer.writes(KING)
    assert "王" in writer.offered()
    writer.terminal.app.view_model.exitSession()
    assert writer.robot.wait_until(
        lambda: writer.terminal.app.view_model.property("page") == "Attract"
    )
    model = writer.terminal.app.view_model.writing_view_model
    assert (model.property("count"), model.property("drawn"), model.property("candidates")) == (
        0,
        [],
        [],
    )


def test_without_a_font_there_is_no_pad(open_terminal: Callable[..., Any], tmp_path: Path) -> None:
    desk = Desk(Path("/nowhere.ttf"), tmp_path / "shapes")
    writer = Writer(open_terminal(handwriting=desk), desk)
    writer.robot.tap("attractTouch")
    writer.robot.tap(FIELD)
    model = writer.terminal.app.view_model.writing_view_model
    assert writer.robot.wait_until(lambda: not model.property("offered"))
    assert writer.robot.find("writingPad") is None
    desk.close()


def test_the_next_person_has_the_pad_when_the_font_has_come(
    open_terminal: Callable[..., Any], tmp_path: Path
) -> None:
    font = tmp_path / "font.ttf"
    desk = Desk(font, tmp_path / "shapes", "十王")
    writer = Writer(open_terminal(handwriting=desk), desk)
    model = writer.terminal.app.view_model.writing_view_model
    assert writer.robot.wait_until(lambda: not model.property("offered"))
    font.symlink_to(find_font(REGULAR, font_folders()))
    writer.robot.tap("attractTouch")
    writer.robot.wait_for(FIELD)
    writer.terminal.app.view_model.exitSession()
    assert writer.robot.wait_until(lambda: model.property("ready"))
    writer.robot.tap("attractTouch")
    writer.robot.tap(FIELD)
    writer.robot.tap("keyboardByHand")
    writer.writes(TEN)
    writer.chooses("十")
    assert writer.robot.wait_until(lambda: writer.text() == "十")
    desk.close()


class Failing:
    """Nothing can be learnt here; counts how often that is tried."""

    tried = 0

    def prepare(self) -> Future[None]:
        self.tried += 1
        failed: Future[None] = Future()
        failed.set_exception(EnvironmentFault("handwriting.not_learnt", "It was not learnt.", ""))
        return failed

    def read(self, strokes: Sequence[Stroke]) -> Future[list[str]]:  # noqa: ARG002 -- the port's shape
        nothing: Future[list[str]] = Future()
        nothing.set_result([])
        return nothing

    def close(self) -> None:
        """Nothing is open."""


def test_what_cannot_be_learnt_is_tried_at_the_start_and_when_a_session_begins(
    open_terminal: Callable[..., Any],
) -> None:
    reader = Failing()
    terminal = open_terminal(handwriting=reader)
    model = terminal.app.view_model
    assert reader.tried == 1
    journey = terminal.app.conductor.journey
    for _ in range(3):  # somebody chooses, and goes
        before = journey.visit
        model.toggleSenior()
        terminal.clock.ahead_s += 150
        terminal.until(lambda before=before: journey.visit is not before)
    terminal.until(lambda: not model.property("senior"))
    assert reader.tried == 1
    for sessions in (1, 2):
        terminal.reaches_home()
        assert reader.tried == 1 + sessions
        model.exitSession()
        terminal.waits_for_page("Attract")
    assert reader.tried == 3


def test_where_nothing_reads_handwriting_there_is_no_choice(terminal: Any) -> None:
    terminal.robot.tap("attractTouch")
    terminal.robot.tap(FIELD)
    terminal.robot.wait_for("keyboard")
    assert terminal.robot.find("keyboardByHand") is None
