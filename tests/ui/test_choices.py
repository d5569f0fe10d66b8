"""Choices on the real pages: every appearance, short lists and long ones, by touch and by keys."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtQml import QQmlExpression, qmlContext

from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.forms import load_form
from kiosk.forms.xlsform import convert
from kiosk.journey import events
from ui.services import form_of

ROWS = 600_000
Q = "/data/q"
Ask = Callable[..., Any]


class Asked:
    """A terminal that shows a form's first question."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal
        self.robot = terminal.robot

    @property
    def session(self) -> Any:
        return self.terminal.app.conductor.journey.visit.application.questionnaire.session

    @property
    def found(self) -> dict[str, Any]:
        page = self.terminal.app.view_model.property("pageModel")
        return dict(page.property("found"))

    @property
    def step(self) -> int:
        return int(self.terminal.app.view_model.property("pageModel").property("step"))

    def becomes(self, value: str, ref: str = Q) -> None:
        self.terminal.until(lambda: self.session[ref].value == value)

    def press(self, key: Qt.Key, text: str = "") -> None:
        self.robot.press(key, text)

    def writes(self, text: str, ref: str = Q) -> None:
        """Into the search of a field, letter by letter, and waits for what it finds."""
        self.robot.tap(f"input_{ref}")
        for letter in text:
            self.press(Qt.Key.Key_unknown, letter)
        self.terminal.until(
            lambda: self.found["text"].endswith(text) and self.found["state"] == "found"
        )

    def shows(self, name: str) -> bool:
        return self.robot.find(name) is not None

    def spoken(self, name: str) -> dict[str, Any]:
        """What a screen reader is told of an item."""
        item = self.robot.wait_for(name)
        told = {}
        for part in ("name", "role", "checked", "checkable"):
            value, _ = QQmlExpression(qmlContext(item), item, f"Accessible.{part}").evaluate()
            told[part] = value
        return told


@pytest.fixture
def ask(open_terminal: Callable[..., Any], tmp_path: Path) -> Ask:
    def start(survey: str, choices: str = "", media: dict[str, Any] | None = None) -> Asked:
        sheet = tmp_path / "asked.md"
        rows = "\n".join(f"| | {row.strip()} |" for row in survey.strip().splitlines())
        offered = "\n".join(f"| | {row.strip()} |" for row in choices.strip().splitlines())
        sheet.write_text(
            "| survey |\n| | type | name | label | appearance | choice_filter | required |\n"
            f"{rows}\n| choices |\n| | list_name | name | label | parent |\n{offered}\n"
            "| settings |\n| | form_id | version | form_title |\n| | asked | 1 | asked |\n"
        )
        form = load_form(convert(sheet), media=media)
        terminal = open_terminal(load_form=lambda _item: form)
        terminal.reaches_questions()
        return Asked(terminal)

    return start


YES_NO = "yn | y | 是 |\nyn | n | 不是 |"
MANY = "\n".join(f"l | v{n} | 第{n}组 |" for n in range(60)) + "\nl | cq | 重庆组 |"


# --- short lists --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "appearance",
    ["", "columns", "columns-2", "columns-pack", "no-buttons", "likert", "columns no-buttons"],
)
def test_one_is_chosen_whatever_it_looks_like(ask: Ask, appearance: str) -> None:
    asked = ask(f"select_one yn | q | Q | {appearance} | | yes", YES_NO)
    asked.robot.tap(f"choice_{Q}_n")
    asked.becomes("n")
    told = asked.spoken(f"choice_{Q}_n")
    assert (told["name"], told["checked"], told["checkable"]) == ("不是", True, True)
    assert asked.spoken(f"choice_{Q}_y")["checked"] is False
    asked.robot.tap(f"choice_{Q}_y")
    asked.becomes("y")
    asked.robot.tap("pageNext")
    asked.terminal.waits_for_page("Check")
    assert asked.terminal.shows("是")


def test_several_are_chosen_and_taken_back(ask: Ask) -> None:
    asked = ask("select_multiple yn | q | Q | columns | | yes", YES_NO)
    asked.robot.tap(f"choice_{Q}_n")
    asked.robot.tap(f"choice_{Q}_y")
    asked.becomes("y n")
    asked.robot.tap(f"choice_{Q}_n")
    asked.becomes("y")


def test_quick_goes_on_by_itself_when_it_is_the_only_question(ask: Ask) -> None:
    asked = ask("select_one yn | q | Q | quick | | yes\nselect_one yn | r | R | | | yes", YES_NO)
    asked.robot.tap(f"choice_{Q}_y")
    asked.becomes("y")
    asked.terminal.until(lambda: asked.step == 2)
    asked.robot.tap("pageBack")
    asked.terminal.until(lambda: asked.step == 1)
    asked.robot.tap(f"choice_{Q}_n")
    asked.terminal.until(lambda: asked.step == 2)


def test_quick_stays_beside_another_question(ask: Ask) -> None:
    asked = ask(
        """begin_group | g | G | field-list | |
        select_one yn | q | Q | quick | | yes
        select_one yn | r | R | | | yes
        end_group | | | | |""",
        YES_NO,
    )
    asked.robot.tap("choice_/data/g/q_y")
    asked.becomes("y", "/data/g/q")
    deadline = asked.terminal.clock.monotonic() + 1.0
    asked.terminal.until(lambda: asked.terminal.clock.monotonic() > deadline)
    assert asked.terminal.page == "Questions"


def test_minimal_unfolds_and_folds_again(ask: Ask) -> None:
    asked = ask("select_one yn | q | Q | minimal | | yes", YES_NO)
    assert not asked.shows(f"choice_{Q}_y")
    asked.robot.tap(f"fold_{Q}")
    asked.robot.tap(f"choice_{Q}_y")
    asked.becomes("y")
    asked.terminal.until(lambda: not asked.shows(f"choice_{Q}_y"))
    assert asked.spoken(f"fold_{Q}")["name"] == "是"


def test_what_is_missing_is_told_and_can_be_mended_by_five_keys(ask: Ask) -> None:
    asked = ask("select_one yn | q | Q | no-buttons | | yes", YES_NO)
    asked.robot.tap("pageNext")
    assert asked.terminal.shows("这里还没有填")
    wanted = asked.robot.wait_for(f"choice_{Q}_n")
    for _ in range(30):
        asked.press(Qt.Key.Key_Down)
        if asked.robot.window.activeFocusItem() == wanted:
            break
    asked.press(Qt.Key.Key_Return)
    asked.becomes("n")
    asked.terminal.until(lambda: not asked.terminal.shows("这里还没有填"))


def test_something_else_opens_the_question_that_asks_for_it(ask: Ask) -> None:
    asked = ask(
        """begin_group | g | G | field-list | |
        select_one yn or_other | q | Q | | | yes
        end_group | | | | |""",
        YES_NO,
    )
    q = "/data/g/q"
    asked.robot.tap(f"choice_{q}_other")
    asked.becomes("other", q)
    asked.robot.tap(f"input_{q}_other")
    asked.robot.type("abc")
    asked.becomes("abc", f"{q}_other")
    asked.robot.tap(f"choice_{q}_y")
    asked.terminal.until(lambda: not asked.shows(f"input_{q}_other"))


# --- lists that depend on each other ------------------------------------------------------------


PLACES = """
province | sd | 山东 |
province | sc | 四川 |
city | ta | 泰安 | sd
city | jn | 济宁 | sd
city | cd | 成都 | sc
village | wh | 汶河村 | ta
village | ls | 李树村 | jn
village | qy | 青羊村 | cd
"""


def test_a_village_goes_when_the_province_does(ask: Ask) -> None:
    asked = ask(
        """begin_group | g | G | field-list | |
        select_one province | p | P | | | yes
        select_one city | c | C | | parent = ${p} | yes
        select_one village | v | V | | parent = ${c} | yes
        end_group | | | | |""",
        PLACES,
    )
    p, c, v = (f"/data/g/{name}" for name in "pcv")
    asked.robot.tap(f"choice_{p}_sd")
    assert not asked.shows(f"choice_{c}_cd")
    asked.robot.tap(f"choice_{c}_jn")
    asked.robot.tap(f"choice_{v}_ls")
    asked.becomes("ls", v)
    asked.robot.tap(f"choice_{p}_sc")
    asked.becomes("", c)
    asked.becomes("", v)
    asked.terminal.until(
        lambda: asked.shows(f"choice_{c}_cd") and not asked.shows(f"choice_{c}_jn")
    )
    assert not asked.shows(f"choice_{v}_ls")


# --- lists that are searched --------------------------------------------------------------------


@pytest.mark.parametrize("text", ["cq", "zhongqing", "chongqingzu", "CQ"])
def test_more_than_twenty_choices_are_searched(ask: Ask, text: str) -> None:
    asked = ask("select_one l | q | Q | | | yes", MANY)
    asked.writes(text)
    asked.robot.tap(f"choice_{Q}_cq")
    asked.becomes("cq")
    assert asked.spoken(f"chosen_{Q}_cq")["checked"] is True
    asked.terminal.until(lambda: asked.found["state"] == "none")
    assert not asked.shows(f"choice_{Q}_v1")  # the answer stands alone until one looks for another


def test_letters_that_are_not_signs_yet_are_searched_already(ask: Ask) -> None:
    asked = ask("select_one l | q | Q | | | yes", MANY)
    asked.robot.tap(f"input_{Q}")
    writing = QInputMethodEvent("c'q", [])
    QCoreApplication.sendEvent(QGuiApplication.focusObject(), writing)
    asked.terminal.until(lambda: asked.found["state"] == "found")
    assert [choice["value"] for choice in asked.found["choices"]] == ["cq"]
    asked.robot.tap(f"choice_{Q}_cq")
    asked.becomes("cq")


def test_a_list_is_searched_and_answered_by_five_keys(ask: Ask) -> None:
    asked = ask("select_one l | q | Q | | | yes", MANY)

    def walk_to(name: str) -> None:
        for _ in range(40):
            holder = asked.robot.window.activeFocusItem()
            if holder is not None and holder.objectName() == name:
                return
            asked.press(Qt.Key.Key_Down)
        raise AssertionError(name)

    walk_to(f"input_{Q}")
    asked.press(Qt.Key.Key_unknown, "c")
    asked.press(Qt.Key.Key_unknown, "q")
    asked.terminal.until(
        lambda: asked.shows(f"choice_{Q}_cq") and not asked.shows(f"choice_{Q}_v1")
    )
    walk_to(f"choice_{Q}_cq")
    asked.press(Qt.Key.Key_Return)
    asked.becomes("cq")
    assert asked.robot.window.activeFocusItem().objectName() == f"chosen_{Q}_cq"


def test_a_short_list_is_searched_where_the_form_asks_for_it(ask: Ask) -> None:
    asked = ask("select_one yn | q | Q | autocomplete | | yes", YES_NO)
    asked.writes("bs")
    assert not asked.shows(f"choice_{Q}_y")
    asked.robot.tap(f"choice_{Q}_n")
    asked.becomes("n")


def test_several_are_gathered_and_taken_back_in_a_search(ask: Ask) -> None:
    asked = ask("select_multiple l | q | Q | minimal | | yes", MANY)
    asked.robot.tap(f"fold_{Q}")
    for number in ("7", "33"):
        asked.writes(f"d{number}z")
        asked.robot.tap(f"choice_{Q}_v{number}")
    asked.becomes("v7 v33")
    asked.robot.tap(f"chosen_{Q}_v7")
    asked.becomes("v33")


def test_two_searches_on_a_page_take_turns(ask: Ask) -> None:
    asked = ask(
        """begin_group | g | G | field-list | |
        select_one l | a | A | | | yes
        select_one l | b | B | | | yes
        end_group | | | | |""",
        MANY,
    )
    a, b = "/data/g/a", "/data/g/b"
    asked.writes("cq", a)
    asked.writes("d7z", b)
    assert asked.shows(f"choice_{b}_v7")
    assert not asked.shows(f"choice_{a}_cq")
    asked.robot.tap("pageNext")  # nothing is chosen yet, so the page stays
    assert asked.terminal.page == "Questions"
    asked.robot.tap(f"input_{a}")
    asked.terminal.until(lambda: asked.shows(f"choice_{a}_cq"))
    asked.robot.tap(f"choice_{a}_cq")
    asked.becomes("cq", a)


def test_nothing_found_says_so(ask: Ask) -> None:
    asked = ask("select_one l | q | Q | | | yes", MANY)
    asked.writes("qqq")
    assert asked.terminal.shows("没有找到叫这个名的")
    assert not asked.shows(f"choice_{Q}_v1")


def test_what_an_earlier_search_finds_is_dropped(ask: Ask) -> None:
    asked = ask("select_one l | q | Q | | | yes", MANY)
    conductor = asked.terminal.app.conductor
    conductor.send(events.ChoicesSought(Q, "d1z"))
    earlier = conductor.journey.visit.application.seeking.lookup
    conductor.send(events.ChoicesSought(Q, "cq"))
    asked.terminal.until(lambda: asked.found["state"] == "found")
    conductor.send(events.ChoicesFound(earlier, ()))
    assert [choice["value"] for choice in asked.found["choices"]] == ["cq"]


def test_a_list_that_cannot_be_read_is_told(ask: Ask, monkeypatch: Any) -> None:
    from kiosk.forms.finding import ListFinder

    asked = ask("select_one l | q | Q | | | yes", MANY)

    def broken(*_: Any) -> Any:
        raise OSError("gone")

    monkeypatch.setattr(ListFinder, "find", broken)
    asked.robot.tap(f"input_{Q}")
    asked.press(Qt.Key.Key_unknown, "c")
    asked.terminal.until(lambda: asked.found["state"] == "failed")
    assert asked.terminal.shows("这会儿查不了名单")


@pytest.fixture(scope="module")
def villages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Villages of a whole country, one of which is 李树 and no other."""
    path = tmp_path_factory.mktemp("lists") / "villages.csv"
    signs = "白云王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    draw = random.Random(7)  # noqa: S311 # made-up names
    with path.open("w", encoding="utf-8") as file:
        file.write("name,label\n")
        for number in range(ROWS):
            name = "李树" if number == ROWS - 7 else "".join(draw.choices(signs, k=3))
            file.write(f"{370_000_000_000 + number},{name}村\n")
    return path


@pytest.mark.timeout(240)
@pytest.mark.parametrize("text", ["lishu"])
def test_a_village_is_found_among_600000(ask: Ask, villages: Path, text: str) -> None:
    asked = ask(
        "select_one_from_file villages.csv | q | Q | | | yes", media={"villages.csv": villages}
    )
    page = asked.terminal.app.conductor.journey.visit.application.questionnaire.page()
    assert (page.fields[0].choice_count, len(page.fields[0].choices)) == (ROWS, 60)
    assert asked.terminal.shows(str(ROWS))
    asked.writes(text)
    village = str(370_000_000_000 + ROWS - 7)
    assert [choice["label"] for choice in asked.found["choices"]] == ["李树村"]
    asked.robot.tap(f"choice_{Q}_{village}")
    asked.becomes(village)
    assert asked.spoken(f"chosen_{Q}_{village}")["name"] == "李树村"
    asked.robot.tap("pageNext")
    asked.terminal.waits_for_page("Check")
    assert asked.terminal.shows("李树村")


def test_the_lists_beside_an_items_form_are_indexed_in_the_terminals_folder(tmp_path: Path) -> None:
    sheet = tmp_path / "asked.md"
    sheet.write_text(
        "| survey |\n| | type | name | label |\n| | select_one_from_file v.csv | q | Q |\n"
        "| settings |\n| | form_id | version |\n| | asked | 1 |\n"
    )
    folder = tmp_path / "item"
    folder.mkdir()
    (folder / "form.xml").write_text(convert(sheet), "utf-8")
    rows = "\n".join(f"v{number},第{number}村" for number in range(60_000))
    (folder / "v.csv").write_text(f"name,label\n{rows}\n", "utf-8")
    item = replace(load_catalogue(starter_folder()).item("602"), folder=folder, lists=None)
    form = form_of(item, tmp_path / "lists")
    assert (tmp_path / "lists" / "602" / "v.csv.sqlite").is_file()
    assert [file.name for file in folder.iterdir() if "sqlite" in file.name] == []
    assert set(form.media) == {"v.csv"}
