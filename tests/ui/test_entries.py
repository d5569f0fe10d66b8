"""Answers that are written, dialled, turned or ticked, on the real pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from kiosk.forms import load_form
from kiosk.forms.xlsform import convert
from kiosk.journey import events

COLUMNS = (
    "type | name | label | hint | guidance_hint | appearance | parameters | constraint | required"
)
Ask = Callable[..., Any]
Q = "/data/q"


class Asked:
    """A terminal that shows a form's first question."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal
        self.robot = terminal.robot

    @property
    def session(self) -> Any:
        return self.terminal.app.conductor.journey.visit.application.questionnaire.session

    def value(self, ref: str = Q) -> str:
        return str(self.session[ref].value)

    def becomes(self, value: str, ref: str = Q) -> None:
        assert self.robot.wait_until(lambda: self.value(ref) == value), self.value(ref)

    def checks(self) -> list[str]:
        self.robot.tap("pageNext")
        self.terminal.waits_for_page("Check")
        return list(self.robot.texts())

    def press(self, key: Qt.Key, text: str = "") -> None:
        self.robot.press(key, text)

    def spoken(self, name: str) -> tuple[str, str]:
        """Accessible name and description of an item, as a screen reader is told them."""
        item = self.robot.wait_for(name)
        return accessible(item)


def accessible(item: Any) -> tuple[str, str]:
    from PySide6.QtQml import QQmlContext, QQmlExpression, qmlContext

    context: QQmlContext = qmlContext(item)
    found = []
    for part in ("name", "description"):
        value, _ = QQmlExpression(context, item, f"Accessible.{part}").evaluate()
        found.append(str(value))
    return found[0], found[1]


@pytest.fixture
def ask(open_terminal: Callable[..., Any], tmp_path: Path) -> Ask:
    def start(**row: str) -> Asked:
        row = {"name": "q", "label": "Q", "required": "yes"} | row
        names = COLUMNS.split(" | ")
        cells = " | ".join(row.get(name, "").replace("|", "\\|") for name in names)
        sheet = tmp_path / "asked.md"
        sheet.write_text(
            f"| survey |\n| | {COLUMNS} |\n| | {cells} |\n| settings |\n"
            "| | form_id | version | form_title |\n| | asked | 1 | asked |\n"
        )
        form = load_form(convert(sheet))
        terminal = open_terminal(load_form=lambda _item: form)
        terminal.reaches_questions()
        return Asked(terminal)

    return start


# --- numbers ------------------------------------------------------------------------------------


def test_a_decimal_is_typed_digit_by_digit_and_stays_what_it_says(ask: Ask) -> None:
    asked = ask(type="decimal")
    asked.robot.dial("1")
    asked.robot.tap("digitExtra")
    asked.robot.dial("05")
    asked.becomes("1.05")
    assert "1.05" in asked.robot.texts()
    assert "1.05" in asked.checks()


def test_a_number_may_be_turned_below_zero(ask: Ask) -> None:
    asked = ask(type="integer")
    asked.robot.dial("12")
    asked.robot.tap(f"sign_{Q}")
    asked.becomes("-12")
    asked.robot.tap(f"sign_{Q}")
    asked.becomes("12")


def test_without_numbers_below_zero_there_is_no_key_for_them(ask: Ask) -> None:
    asked = ask(type="integer", constraint=". >= 0")
    asked.robot.dial("7")
    asked.becomes("7")
    assert asked.robot.find(f"sign_{Q}") is None
    assert asked.robot.find("digitExtra") is None  # whole numbers have no point


def test_an_integer_that_would_not_fit_is_not_taken(ask: Ask) -> None:
    asked = ask(type="integer")
    asked.robot.dial("2147483647")
    asked.becomes("2147483647")
    asked.robot.dial("0")
    assert asked.terminal.shows("这里填不下更多数字了")
    asked.becomes("2147483647")


def test_half_a_number_is_none(ask: Ask) -> None:
    asked = ask(type="integer")
    asked.robot.tap(f"sign_{Q}")
    asked.robot.tap("pageNext")
    assert asked.terminal.shows("这里还没有填")
    assert asked.value() == ""


def test_leading_zeros_of_a_number_go_and_those_of_digits_stay(ask: Ask) -> None:
    asked = ask(type="integer")
    asked.robot.dial("007")
    asked.becomes("7")
    assert "7" in asked.checks()


def test_digits_are_a_string(ask: Ask) -> None:
    asked = ask(type="text", appearance="numbers")
    asked.robot.dial("001234567890123456")
    asked.becomes("001234567890123456")
    assert "0012 3456 7890 1234 56" in asked.checks()


def test_a_phone_is_read_in_groups_on_the_check_page(ask: Ask) -> None:
    asked = ask(type="text", appearance="numbers")
    asked.robot.dial("13805380000")
    asked.becomes("13805380000")
    assert "138 0538 0000" in asked.checks()


def test_thousands_are_set_apart_and_stored_plain(ask: Ask) -> None:
    asked = ask(type="decimal", appearance="thousands-sep")
    asked.robot.dial("12345")
    asked.robot.tap("digitExtra")
    assert "12,345." in asked.robot.texts()
    asked.robot.dial("6")
    asked.becomes("12345.6")
    assert "12,345.6" in asked.checks()


# --- ranges -------------------------------------------------------------------------------------


def test_a_range_has_no_value_until_it_is_touched(ask: Ask) -> None:
    asked = ask(type="range", parameters="start=0 end=10 step=1")
    assert asked.value() == ""
    assert asked.terminal.shows("还没有选")
    asked.robot.tap("pageNext")
    assert asked.terminal.shows("这里还没有填")
    asked.robot.tap(f"track_{Q}", (0.5, 0.5))
    asked.becomes("5")
    asked.robot.tap(f"rangeMore_{Q}")
    asked.becomes("6")
    asked.robot.tap(f"rangeLess_{Q}")
    asked.becomes("5")
    assert accessible(asked.robot.wait_for(f"track_{Q}")) == ("Q", "5")


def test_a_range_is_dragged_to_its_ends(ask: Ask) -> None:
    asked = ask(type="range", parameters="start=-5 end=5 step=1")
    asked.robot.draw(f"track_{Q}", [[(0.5, 0.5), (0.8, 0.5), (0.999, 0.5)]])
    asked.becomes("5")
    asked.robot.draw(f"track_{Q}", [[(0.9, 0.5), (0.4, 0.5), (0.001, 0.5)]])
    asked.becomes("-5")


def test_tenths_add_up(ask: Ask) -> None:
    asked = ask(type="range", parameters="start=0 end=1 step=0.1")
    for _ in range(4):
        asked.robot.tap(f"rangeMore_{Q}")
    asked.becomes("0.3")
    assert "0.3" in asked.checks()


def test_a_range_may_descend(ask: Ask) -> None:
    asked = ask(type="range", parameters="start=10 end=-20 step=5")
    asked.robot.tap(f"rangeMore_{Q}")
    asked.becomes("10")
    asked.robot.tap(f"rangeMore_{Q}")
    asked.becomes("5")
    asked.robot.tap(f"track_{Q}", (0.98, 0.5))
    asked.becomes("-20")


def test_keys_walk_along_a_range_and_leave_it(ask: Ask) -> None:
    asked = ask(type="range", parameters="start=1 end=5 step=2")
    track = asked.robot.wait_for(f"track_{Q}")
    track.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    asked.press(Qt.Key.Key_Right)
    asked.becomes("1")
    asked.press(Qt.Key.Key_Right)
    asked.becomes("3")
    asked.press(Qt.Key.Key_Left)
    asked.becomes("1")
    asked.press(Qt.Key.Key_End)
    asked.becomes("5")
    asked.press(Qt.Key.Key_Down)
    assert not track.property("activeFocus")


def test_an_upright_range_grows_upwards(ask: Ask) -> None:
    asked = ask(type="range", appearance="vertical", parameters="start=0 end=10 step=1")
    asked.robot.tap(f"track_{Q}", (0.5, 0.01))
    asked.becomes("10")
    asked.robot.tap(f"track_{Q}", (0.5, 0.99))
    asked.becomes("0")


def test_a_range_is_turned_as_a_wheel(ask: Ask) -> None:
    asked = ask(type="range", appearance="picker", parameters="start=2 end=6 step=2")
    asked.robot.tap(f"wheelUp_{Q}")
    asked.becomes("2")
    asked.robot.tap(f"wheelUp_{Q}")
    asked.becomes("4")
    assert accessible(asked.robot.wait_for(f"wheel_{Q}")) == ("Q", "4")


def test_a_rating_is_stars_with_words(ask: Ask) -> None:
    asked = ask(type="range", appearance="rating", parameters="start=1 end=5 step=1")
    asked.robot.tap(f"star_{Q}_4")
    asked.becomes("4")
    assert accessible(asked.robot.wait_for(f"star_{Q}_4"))[0] == "4 颗星，共 5 颗"
    assert "4 颗星，共 5 颗" in asked.checks()


@pytest.mark.parametrize(
    "parameters", ["start=0 end=20000 step=1", "start=0 end=1 step=0.0000000001"]
)
def test_a_scale_that_is_none_is_asked_for_by_digits(ask: Ask, parameters: str) -> None:
    asked = ask(type="range", parameters=parameters)
    asked.robot.dial("1")
    asked.robot.wait_until(lambda: float(asked.value() or 0) == 1, 5)
    assert float(asked.value()) == 1


# --- dates and times ----------------------------------------------------------------------------


def test_a_month_is_stored_as_its_first_day(ask: Ask) -> None:
    asked = ask(type="date", appearance="month-year")
    asked.robot.dial("202402")
    asked.becomes("2024-02-01")
    assert asked.robot.find("wheel_day") is None
    assert "2024年2月" in asked.checks()


def test_a_year_is_stored_as_its_first_day(ask: Ask) -> None:
    asked = ask(type="date", appearance="year")
    asked.robot.dial("1998")
    asked.becomes("1998-01-01")
    assert "1998年" in asked.checks()


def test_a_leap_day_is_typed_and_a_year_without_one_moves_it(ask: Ask) -> None:
    asked = ask(type="date")
    asked.robot.dial("20240229")
    asked.becomes("2024-02-29")
    asked.robot.tap("wheelUp_year")
    asked.becomes("2025-02-28")


def test_wheels_begin_today_and_nothing_is_chosen_before_all_are(ask: Ask) -> None:
    asked = ask(type="date")
    today = str(asked.session.evaluate("today()"))
    asked.robot.tap("wheelUp_year")
    asked.robot.tap("wheelUp_month")
    assert asked.value() == ""
    asked.robot.tap("wheelUp_day")
    asked.becomes(today)


def test_a_year_nobody_means_is_not_taken(ask: Ask) -> None:
    asked = ask(type="date", appearance="year")
    asked.robot.dial("0050")
    assert asked.value() == ""
    asked.robot.dial("1950")
    asked.becomes("1950-01-01")


def test_a_time_is_stored_with_the_places_offset(ask: Ask) -> None:
    asked = ask(type="time")
    asked.robot.dial("1505")
    asked.becomes("15:05:00.000+08:00")
    assert "15:05" in asked.checks()


def test_a_moment_is_a_day_and_then_a_time(ask: Ask) -> None:
    asked = ask(type="dateTime")
    asked.robot.tap("wheel_year")
    asked.robot.dial("20240229")
    assert asked.value() == ""
    asked.robot.tap("wheel_hour")
    asked.robot.dial("2305")
    asked.becomes("2024-02-29T23:05:00.000+08:00")
    assert "2024年2月29日 23:05" in asked.checks()


def test_a_moment_is_turned_as_well(ask: Ask) -> None:
    asked = ask(type="dateTime")
    for wheel in ("year", "month", "day", "hour"):
        asked.robot.tap(f"wheelUp_{wheel}")
    today = str(asked.session.evaluate("today()"))
    assert asked.robot.wait_until(lambda: asked.value().startswith(today + "T"), 5)
    assert asked.value().endswith(":00:00.000+08:00")


# --- words --------------------------------------------------------------------------------------


def test_a_masked_answer_is_shown_to_nobody_who_did_not_ask(ask: Ask) -> None:
    asked = ask(type="text", appearance="masked")
    robot = asked.robot
    robot.tap(f"input_{Q}")
    robot.type("geheim")
    asked.becomes("geheim")
    entry = robot.wait_for(f"input_{Q}")
    assert entry.property("displayText") == "●" * 6
    robot.tap(f"reveal_{Q}")
    assert robot.wait_for(f"plain_{Q}").property("text") == "geheim"
    told = QAccessible.queryAccessibleInterface(entry)
    assert told.text(QAccessible.Text.Value) == "●" * 6
    assert told.textInterface().text(0, 6) == "●" * 6
    assert told.state().passwordEdit
    robot.tap(f"reveal_{Q}")
    assert robot.find(f"plain_{Q}") is None
    texts = asked.checks()
    assert "••••••••" in texts
    assert not [text for text in texts if "geheim" in text]


def test_masked_digits_are_dots_to_eyes_and_ears(ask: Ask) -> None:
    asked = ask(type="text", appearance="numbers masked")
    asked.robot.dial("880215")
    asked.becomes("880215")
    assert "●" * 6 in asked.robot.texts()
    assert accessible(asked.robot.wait_for(f"input_{Q}")) == ("Q", "●" * 6)
    asked.robot.tap(f"reveal_{Q}")
    assert "880215" in asked.robot.texts()
    assert accessible(asked.robot.wait_for(f"input_{Q}")) == ("Q", "●" * 6)


@pytest.mark.parametrize("appearance", ["", "multiline"])
def test_a_length_counts_characters_and_cuts_no_hanzi(ask: Ask, appearance: str) -> None:
    asked = ask(type="text", appearance=appearance, constraint="string-length(.) <= 3")
    asked.robot.tap(f"input_{Q}")
    asked.robot.type("𠮷𪚥")
    asked.becomes("𠮷𪚥")
    asked.robot.type("𠀀𡃁中")
    asked.becomes("𠮷𪚥𠀀")
    assert asked.robot.wait_for(f"input_{Q}").property("text") == "𠮷𪚥𠀀"


def test_a_box_is_as_high_as_the_lines_asked_for(ask: Ask) -> None:
    asked = ask(type="text", parameters="rows=8")
    entry = asked.robot.wait_for(f"input_{Q}")
    assert entry.height() > 8 * entry.property("font").pixelSize()


def test_a_web_address_gets_its_keyboard(ask: Ask) -> None:
    asked = ask(type="text", appearance="url")
    hints = asked.robot.wait_for(f"input_{Q}").property("inputMethodHints")
    assert Qt.InputMethodHint.ImhUrlCharactersOnly in Qt.InputMethodHint(hints)


def test_markup_is_shown_and_read_out_as_plain_words(ask: Ask) -> None:
    asked = ask(
        type="text",
        label="带**身份证**来 <img src='http://x/y.png'>",
        hint="看[这里](http://a.b)，_不要_ <script>急</script>",
        guidance_hint="**更多**的话",
    )
    texts = asked.robot.texts()
    assert "带<u>身份证</u>来 " in texts  # the heading is bold already
    assert "看这里 (http://a.b)，<u>不要</u> 急" in texts
    assert not [text for text in texts if "img" in text or "script" in text]
    heading = next(i for i in asked.robot.items() if i.property("text") == "带<u>身份证</u>来 ")
    assert accessible(heading)[0] == "带身份证来 "
    assert not asked.terminal.shows("更多</b>的话")
    asked.robot.tap("moreAbout")
    assert asked.terminal.shows("<b>更多</b>的话")
    asked.robot.tap("moreAbout")
    assert not asked.terminal.shows("更多</b>的话")


def test_what_somebody_wrote_is_no_markup_of_the_form(ask: Ask) -> None:
    asked = ask(type="text", label="您填的是 ${q} 吗?", required="")
    answer = "*甲* <b>_乙_</b>"
    asked.terminal.app.conductor.send(events.Answered(Q, answer))
    asked.becomes(answer)
    assert asked.robot.wait_until(lambda: f"您填的是 {answer} 吗?" in asked.robot.texts(), 5)


def test_an_acknowledgement_is_given_and_taken_back(ask: Ask) -> None:
    asked = ask(type="acknowledge")
    asked.robot.tap(f"choice_{Q}_OK")
    asked.becomes("OK")
    asked.robot.tap(f"choice_{Q}_OK")
    asked.becomes("")
    asked.robot.tap("pageNext")
    assert asked.terminal.page == "Questions"
    asked.robot.tap(f"choice_{Q}_OK")
    assert "✓" in asked.checks()
