"""A form with an order, a table, rows in rows and pictures, filled in on the real pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter

from kiosk.forms import Form, load_form
from kiosk.forms.xlsform import convert
from ui.form_pictures import LONGEST_PX, MOST_BYTES, decoded
from ui.images import PictureProvider

COLUMNS = (
    "| | type | name | label::English (en) | label::中文 (zh_CN) | hint::English (en) "
    "| hint::中文 (zh_CN) | appearance | required | constraint | media::image | media::big-image |"
)
SHEET = f"""
| survey |
{COLUMNS}
| | rank needs | order | Order them | 排一排 | | | | yes | | | |
| | begin_group | care | How is it | 怎么过的 | Each row | 每行选一个 | table-list | | | | |
| | select_one freq | cook | Cooking | 做饭 | | | | yes | | | |
| | select_one freq | wash | Washing | 洗衣 | | | | yes | | | |
| | end_group | | | | | | | | | | |
| | begin_group | page | Your house | 您家的房子 | | | field-list | | | house.png | large.png |
| | begin_group | inner | Rooms | 房间 | One by one | 一间一间写 | | | | | |
| | text | roof | Roof | 屋顶 | | | | | | broken.png | |
| | begin_repeat | room | Room | 屋子 | | | | | | | |
| | text | name | Name | 名字 | | | | yes | position(..) <= 3 | | |
| | end_repeat | | | | | | | | | | |
| | end_group | | | | | | | | | | |
| | end_group | | | | | | | | | | |
| choices |
| | list_name | name | label::English (en) | label::中文 (zh_CN) |
| | needs | meal | Meals | 做饭 |
| | needs | visit | Visits | 看望 |
| | needs | roof | Roof | 修屋顶 |
| | freq | never | Never | 从不 |
| | freq | often | Often | 经常 |
| settings |
| | form_id | version | form_title | default_language |
| | lists | 1 | lists | 中文 (zh_CN) |
"""
MANY = """
| survey |
| | type | name | label::English (en) | label::中文 (zh_CN) | repeat_count |
| | begin_repeat | row | Row | 人家 | 50 |
| | text | name | Name | 户主 | |
| | integer | people | People | 几口人 | |
| | end_repeat | | | | |
| settings |
| | form_id | version | form_title | default_language |
| | many | 1 | many | 中文 (zh_CN) |
"""
ORDER, COOK, WASH = "/data/order", "/data/care/cook", "/data/care/wash"
ROOM = "/data/page/inner/room"


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("steelblue"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind.encode())).write(made)
    return bytes(buffer.data().data())


def form_of(tmp_path_factory: pytest.TempPathFactory, sheet: str, **media: bytes) -> Form:
    path = tmp_path_factory.mktemp("form") / "lists.md"
    path.write_text(sheet)
    return load_form(
        convert(path), media={name.replace("_", "."): data for name, data in media.items()}
    )


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Form:  # noqa: ARG001 -- pictures need Qt
    house = picture(400, 300)
    return form_of(
        tmp_path_factory,
        SHEET,
        house_png=house,
        large_png=picture(2400, 1800),
        broken_png=house[: len(house) // 2],
    )


@pytest.fixture
def filler(open_terminal: Callable[..., Any], form: Form) -> Any:
    terminal = open_terminal(load_form=lambda _item: form)
    terminal.reaches_questions()
    return terminal


def prop(terminal: Any, name: str) -> Any:
    return terminal.app.view_model.property("pageModel").property(name)


def answer(terminal: Any, ref: str) -> str:
    questions = terminal.app.conductor.journey.visit.application.questionnaire
    return str(questions.session[ref].value)


def places(terminal: Any) -> list[str]:
    """The choices of the order from top to bottom; none while they move."""
    cards = [i for i in terminal.robot.items() if i.objectName().startswith(f"rankCard_{ORDER}_")]
    cards.sort(key=lambda card: card.y())
    ends = [card.y() + card.height() for card in cards]
    if len({card.y() - end for card, end in zip(cards[1:], ends, strict=False)}) > 1:
        return []  # they are on their way
    return [card.objectName().rpartition("_")[2] for card in cards]


def orders(terminal: Any) -> None:
    terminal.robot.tap(f"rankRight_{ORDER}")
    terminal.robot.tap("pageNext")
    terminal.until(lambda: prop(terminal, "step") == 2)


def ticks(terminal: Any) -> None:
    terminal.robot.tap(f"cell_{COOK}_never")
    terminal.robot.tap(f"cell_{WASH}_often")
    terminal.robot.tap("pageNext")
    terminal.until(lambda: prop(terminal, "step") == 3)


def lay_out(terminal: Any) -> None:
    """Have the page laid out, as the next frame would."""
    terminal.robot.window.grabWindow()


def asks_about_the_first(terminal: Any) -> None:
    terminal.robot.tap(f"removeRow_{ROOM}[1]")
    terminal.robot.wait_for(f"keepRow_{ROOM}[1]")
    lay_out(terminal)


def test_an_order_is_given_by_moving_or_by_saying_that_it_is_right(filler: Any) -> None:
    robot = filler.robot
    robot.tap("pageNext")
    assert [error["ref"] for error in prop(filler, "errors")] == [ORDER]
    robot.tap(f"rankUp_{ORDER}_roof")
    assert answer(filler, ORDER) == "meal roof visit"
    filler.until(lambda: places(filler) == ["meal", "roof", "visit"])
    robot.tap(f"rankUp_{ORDER}_roof")
    filler.until(lambda: places(filler) == ["roof", "meal", "visit"])
    assert robot.find(f"rankUp_{ORDER}_roof") is None
    robot.tap(f"rankRight_{ORDER}")  # takes the answer back, the cards stay
    assert answer(filler, ORDER) == ""
    assert places(filler) == ["roof", "meal", "visit"]
    orders(filler)
    assert answer(filler, ORDER) == "roof meal visit"
    robot.tap("pageBack")
    filler.until(lambda: places(filler) == ["roof", "meal", "visit"])


def test_an_order_says_its_places_in_the_language(filler: Any) -> None:
    orders(filler)
    filler.robot.tap("pageBack")
    filler.until(lambda: prop(filler, "step") == 1)
    filler.robot.tap("barLanguage")
    filler.until(lambda: filler.shows("Meals"))
    assert filler.shows("This is my order")
    assert not filler.shows("看望")


def test_every_cell_of_a_table_has_its_question_and_its_choice_for_a_name(filler: Any) -> None:
    orders(filler)
    assert filler.shows("怎么过的")
    assert filler.shows("每行选一个")
    cell = filler.robot.wait_for(f"cell_{WASH}_often")
    assert cell.property("text") == "洗衣：经常"
    assert min(cell.width(), cell.height()) >= 80


def test_a_cell_keeps_its_place_while_its_row_is_answered_and_mended(filler: Any) -> None:
    orders(filler)
    robot = filler.robot
    before = robot.wait_for(f"cell_{WASH}_never")
    robot.tap("pageNext")
    filler.until(lambda: len(prop(filler, "errors")) == 2)
    robot.tap(f"error_{WASH}")
    filler.until(lambda: robot.wait_for(f"cell_{WASH}_never").hasActiveFocus())
    robot.tap(f"cell_{WASH}_never")
    robot.tap(f"cell_{WASH}_often")
    assert answer(filler, WASH) == "often"
    assert [error["ref"] for error in prop(filler, "errors")] == [COOK]
    after = robot.wait_for(f"cell_{WASH}_never")
    assert after == before
    assert (
        after.property("checked"),
        robot.wait_for(f"cell_{WASH}_often").property("checked"),
    ) == (
        False,
        True,
    )


def test_pictures_are_shown_and_a_broken_one_takes_no_place(filler: Any) -> None:
    orders(filler)
    ticks(filler)
    robot = filler.robot
    filler.until(lambda: robot.find("picture_house.png") is not None)
    shown = robot.wait_for("picture_house.png")
    filler.until(lambda: bool(shown.property("there")))
    filler.until(lambda: robot.find("picture_broken.png") is None)
    assert filler.shows("房间")
    assert filler.shows("一间一间写")
    before = shown.width()
    robot.tap("enlarge_house.png")
    filler.until(lambda: shown.width() > before)
    lay_out(filler)
    robot.tap("enlarge_house.png")
    filler.until(lambda: shown.width() == before)


def test_a_row_with_answers_goes_only_after_a_question(filler: Any) -> None:
    orders(filler)
    ticks(filler)
    robot = filler.robot

    def names_it(ref: str, name: str) -> None:
        robot.tap(f"input_{ref}/name")
        robot.type(name)
        robot.tap("pageNext")
        filler.until(lambda: robot.find(f"editRow_{ref}") is not None)

    robot.tap(f"removeRow_{ROOM}[1]")  # nothing in it: gone at once
    filler.until(lambda: robot.find(f"editRow_{ROOM}[1]") is None)
    for number, name in enumerate(("堂屋", "西屋", "东屋"), start=1):
        robot.tap(f"addRow_{ROOM}")
        names_it(f"{ROOM}[{number}]", name)
    assert robot.find(f"addRow_{ROOM}") is None
    assert filler.shows("最多填 3 个，已经填满了。")
    asks_about_the_first(filler)
    assert filler.shows("要拿掉“屋子 1”吗？")
    assert robot.wait_for(f"keepRow_{ROOM}[1]").hasActiveFocus()
    robot.tap(f"keepRow_{ROOM}[1]")
    assert filler.shows("堂屋")
    asks_about_the_first(filler)
    robot.tap(f"reallyRemoveRow_{ROOM}[1]")
    filler.until(lambda: not filler.shows("堂屋"))
    assert not filler.shows("要拿掉")  # the row that moved up is not asked about
    assert robot.wait_for(f"addRow_{ROOM}") is not None
    robot.tap("pageNext")
    filler.waits_for_page("Check")
    assert filler.shows("1. 做饭；2. 看望；3. 修屋顶")
    assert filler.shows("从不")


def test_fifty_rows_come_a_few_at_a_time_and_do_not_stall(
    open_terminal: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    many = form_of(tmp_path_factory, MANY)
    terminal = open_terminal(load_form=lambda _item: many)
    terminal.reaches_questions()
    robot = terminal.robot
    terminal.until(lambda: robot.find("editRow_/data/row[6]") is not None)
    assert robot.find("editRow_/data/row[7]") is None
    assert robot.find("addRow_/data/row") is None
    assert terminal.shows("一共 50 个，一个一个填。")
    robot.tap("rowsAfter_/data/row")
    robot.tap("rowsAfter_/data/row")
    robot.tap("editRow_/data/row[14]")
    robot.tap("input_/data/row[14]/name")
    robot.type("王")
    robot.tap("pageNext")
    terminal.until(lambda: robot.find("editRow_/data/row[14]") is not None)  # where one left off
    assert terminal.shows("王")
    assert robot.find("editRow_/data/row[1]") is None
    robot.tap("rowsBefore_/data/row")
    terminal.until(lambda: robot.find("editRow_/data/row[7]") is not None)


# --- decoding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "wanted", "shown"),
    [
        ((3000, 2000), (0, 0), (1920, 1280)),
        ((3000, 2000), (984, 0), (984, 656)),
        ((3000, 2000), (9000, 9000), (LONGEST_PX, 1280)),
        ((100, 3000), (984, 0), (64, 1920)),
        ((300, 200), (984, 0), (300, 200)),
    ],
)
def test_a_picture_is_no_larger_than_its_place_and_never_larger_than_itself(
    qapp: object,  # noqa: ARG001 -- pictures need Qt
    stored: tuple[int, int],
    wanted: tuple[int, int],
    shown: tuple[int, int],
) -> None:
    assert decoded(picture(*stored), QSize(*wanted)).size() == QSize(*shown)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
def test_the_usual_kinds_of_picture_are_shown(qapp: object, kind: str) -> None:  # noqa: ARG001
    assert decoded(picture(60, 40, kind), QSize()).size() == QSize(60, 40)


def test_what_is_no_picture_is_nothing(
    qapp: object,  # noqa: ARG001
    tmp_path: Any,
    capfd: pytest.CaptureFixture[str],
) -> None:
    sound = picture(60, 40)
    flipped = bytearray(sound)
    flipped[len(sound) // 2] ^= 0xFF
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    small = tmp_path / "small.png"
    small.write_bytes(sound)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    # a header alone that promises 60,000 x 60,000 pixels
    huge = b"P" + sound[1:16] + (60_000).to_bytes(4, "big") * 2 + sound[24:]
    for content in (None, b"", b"text", svg, sound[:-20], bytes(flipped), huge, large):
        assert decoded(content, QSize()).size() == QSize(1, 1)
    assert decoded(tmp_path / "nowhere.png", QSize()).size() == QSize(1, 1)
    assert decoded(small, QSize()).size() == QSize(60, 40)
    assert capfd.readouterr().err == ""


def test_pictures_decoded_beforehand_are_those_of_the_form_that_is_open(qapp: object) -> None:  # noqa: ARG001
    pictures = PictureProvider()
    pictures.show_media({"plan.png": picture(3000, 2000), "list.csv": b"name", "bad.png": b"x"})
    pictures.prepare()

    def asked(name: str, width: int) -> QSize:
        return pictures.requestImage(f"media/{name}", QSize(), QSize(width, 0)).size()

    assert (asked("plan.png", 984), asked("plan.png", 300)) == (QSize(984, 656), QSize(300, 200))
    assert (asked("bad.png", 300), asked("nowhere.png", 300)) == (QSize(1, 1), QSize(1, 1))
    pictures.show_media({"plan.png": picture(60, 40)})
    assert asked("plan.png", 984) == QSize(60, 40)
    pictures.forget()
    assert asked("plan.png", 984) == QSize(1, 1)


def test_no_picture_is_asked_for_on_qts_thread() -> None:
    """It would wait for Python there with a lock of Qt's, and the screen the other way round."""
    qml = Path(__file__).parents[2] / "ui" / "qml"
    assert [
        file.name for file in qml.rglob("*.qml") if "asynchronous: true" in file.read_text()
    ] == []
