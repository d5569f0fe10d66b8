"""Written characters are read, whoever writes them and in whatever order."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kiosk.documents.fonts import REGULAR, find_font, font_folders
from kiosk.errors import EnvironmentFault
from kiosk.handwriting.characters import OF_NAMES, characters, is_common
from kiosk.handwriting.desk import Desk
from kiosk.handwriting.learning import learn, open_font
from kiosk.handwriting.recogniser import Recogniser
from kiosk.handwriting.strokes import POINTS_AT_MOST, STROKES_AT_MOST, Strokes

Drawing = list[list[tuple[float, float]]]
WRITTEN: dict[str, str] = json.loads(
    Path(__file__).with_name("written.json").read_text(encoding="utf-8")
)
"""Characters point by point, in a square of 100 with y down: strokes are parted by semicolons,
points by spaces; in the order schools teach, and only the corners of each stroke."""


def strokes_of(character: str) -> Drawing:
    """A finger goes straight from corner to corner."""
    return [
        [(float(x), float(y)) for x, y in (point.split(",") for point in stroke.split())]
        for stroke in WRITTEN[character].split(";")
    ]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    font = open_font(find_font(REGULAR, font_folders()))
    return Recogniser(characters(), np.concatenate(list(learn(font, characters()))))


def by_another_hand(strokes: Drawing, hand: random.Random) -> Drawing:
    """The same character, leaning, with every stroke somewhat out of place."""
    lean = hand.uniform(-0.12, 0.12)
    written = []
    for stroke in strokes:
        aside, lower = hand.uniform(-3, 3), hand.uniform(-3, 3)
        written.append([(x + aside + lean * (y - 50), y + lower) for x, y in stroke])
    return written


@pytest.mark.parametrize("character", WRITTEN)
def test_a_character_is_among_the_first_three(recogniser: Recogniser, character: str) -> None:
    assert character in recogniser.recognise(strokes_of(character))[:3]


@pytest.mark.parametrize("character", WRITTEN)
def test_other_hands_are_read_too_in_any_order_of_strokes(
    recogniser: Recogniser, character: str
) -> None:
    hand = random.Random(ord(character))  # noqa: S311 — the same hand at every run
    for _ in range(3):
        strokes = by_another_hand(strokes_of(character), hand)
        hand.shuffle(strokes)
        assert character in recogniser.recognise(strokes)


@pytest.mark.parametrize("character", ["李", "张", "家", "十"])
def test_it_does_not_matter_how_large_and_where_it_is_written(
    recogniser: Recogniser, character: str
) -> None:
    large = recogniser.recognise(strokes_of(character))
    small = [[(700 + x / 4, 20 + y / 4) for x, y in stroke] for stroke in strokes_of(character)]
    assert recogniser.recognise(small)[0] == large[0] == character


def test_as_many_are_offered_as_are_wanted_and_none_twice(recogniser: Recogniser) -> None:
    offered = recogniser.recognise(strokes_of("王"), most=5)
    assert len(offered) == len(set(offered)) == 5


@pytest.mark.parametrize("strokes", [[], [[]], [[], []]])
def test_nothing_written_is_nothing_read(recogniser: Recogniser, strokes: Drawing) -> None:
    assert recogniser.recognise(strokes) == []


@pytest.mark.parametrize(
    "strokes",
    [
        [[(5.0, 5.0)]],
        [[(5.0, 5.0)] * 40],
        [[(0.0, 0.0), (1e6, 1e6)]],
        [[(float(at), float(at * at % 97)) for at in range(POINTS_AT_MOST)]] * STROKES_AT_MOST,
    ],
)
def test_whatever_is_drawn_has_an_answer(recogniser: Recogniser, strokes: Drawing) -> None:
    assert len(recogniser.recognise(strokes)) == 8


def test_a_finger_that_moves_slowly_writes_the_same(recogniser: Recogniser) -> None:
    for character in ("李", "张", "家", "十"):
        slow = [
            [
                (x + (to_x - x) * step / 20, y + (to_y - y) * step / 20)
                for (x, y), (to_x, to_y) in pairwise(stroke)
                for step in range(21)
            ]
            for stroke in strokes_of(character)
        ]
        assert recogniser.recognise(slow)[0] == character


@pytest.mark.parametrize("content", [None, b"no font"])
def test_without_the_font_it_says_what_to_install(tmp_path: Path, content: bytes | None) -> None:
    font = tmp_path / "font.ttf"
    if content is not None:
        font.write_bytes(content)
    with pytest.raises(EnvironmentFault) as caught:
        open_font(font)
    assert caught.value.code == "handwriting.no_font"
    assert "fonts-lxgw-wenkai" in caught.value.remedy


def test_it_knows_the_characters_of_the_standard_and_of_names() -> None:
    known = characters()
    assert len(known) == len(set(known)) == 6763 + len(OF_NAMES)
    assert sum(map(is_common, known)) == 3755
    assert {"村", "喆", "玥", "梓", "堃"} <= set(known)


def test_the_desk_learns_by_itself_and_reads_on_its_own_thread(tmp_path: Path) -> None:
    desk = Desk(find_font(REGULAR, font_folders()), tmp_path / "shapes", "王李张")
    try:
        read = desk.read(strokes_of("王"))
        assert desk.prepare() is desk.prepare()
        assert read.result(60)[0] == "王"
    finally:
        desk.close()


def test_a_desk_that_cannot_learn_says_why_and_reads_nothing(tmp_path: Path) -> None:
    desk = Desk(Path("/nowhere.ttf"), tmp_path / "shapes")
    try:
        assert desk.read(strokes_of("王")).result(60) == []
        assert isinstance(desk.prepare().exception(60), EnvironmentFault)
    finally:
        desk.close()


def test_a_desk_ends_while_it_learns(tmp_path: Path) -> None:
    desk = Desk(find_font(REGULAR, font_folders()), tmp_path / "shapes")
    learning = desk.prepare()
    reading = desk.read(strokes_of("王"))
    desk.close()
    assert learning.done()
    assert learning.cancelled() or learning.exception() is None
    assert reading.cancelled() or reading.result(0) == []


def test_a_stroke_can_be_taken_back_and_all_can_go() -> None:
    strokes = Strokes()
    for x in (1.0, 2.0):
        strokes.begin()
        strokes.add(x, 5)
        strokes.end()
    strokes.undo()
    assert strokes.copy() == (((1.0, 5),),)
    strokes.add(9, 9)  # no finger is down
    assert strokes.copy() == (((1.0, 5),),)
    strokes.clear()
    strokes.undo()
    assert not strokes


def test_a_finger_that_only_came_down_has_drawn_nothing() -> None:
    strokes = Strokes()
    strokes.begin()
    strokes.end()
    assert not strokes


def test_there_is_an_end_to_strokes_and_to_points() -> None:
    strokes = Strokes()
    for _ in range(STROKES_AT_MOST + 5):
        strokes.begin()
        for at in range(POINTS_AT_MOST + 5):
            strokes.add(at, 0)
        strokes.end()
    assert len(strokes.copy()) == STROKES_AT_MOST
    assert {len(stroke) for stroke in strokes.copy()} == {POINTS_AT_MOST}
