"""The form of every question, page by page on the real screen: each has its control, and it works.

The form and what it asks: docs/examples/every-question.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.catalogue import Catalogue
from kiosk.demo.preview import ITEM, item_around
from kiosk.demo.robot import TouchRobot
from kiosk.forms import Form, load_form
from kiosk.forms.review.reviewing import media_beside, read_form
from kiosk.journey import events
from kiosk.journey.fields import Kind

FORM = Path(__file__).resolve().parents[2] / "docs" / "examples" / "every-question" / "form.xlsx"

CONTROLS = {
    Kind.TEXT: "TextField",
    Kind.NUMBER: "NumberField",
    Kind.DIGITS: "DigitsField",
    Kind.RANGE: "RangeField",
    Kind.DATE: "DateField",
    Kind.TIME: "TimeField",
    Kind.DATE_TIME: "DateTimeField",
    Kind.SELECT_ONE: "ChoicesField",
    Kind.SELECT_MULTIPLE: "ChoicesField",
    Kind.TABLE: "TableField",
    Kind.RANK: "RankField",
    Kind.NOTE: "NoteField",
    Kind.ACKNOWLEDGE: "AcknowledgeField",
    Kind.SIGNATURE: "SignatureField",
    Kind.DRAWING: "DrawingField",
    Kind.IMAGE: "ImageField",
    Kind.AUDIO: "AudioField",
    Kind.FILE: "FileField",
    Kind.CODE: "CodeField",
    Kind.PLACE: "PlaceField",
    Kind.REPEAT: "RepeatField",
}
"""Kind to the QML file of the control that fills it."""

LINE = [[(0.2, 0.3), (0.5, 0.6), (0.8, 0.4)], [(0.3, 0.7), (0.6, 0.8)]]


@pytest.fixture(scope="module")
def form() -> Form:
    xml, _ = read_form(FORM)
    return load_form(xml, media=media_beside(FORM, xml))


def writes(robot: TouchRobot, ref: str, text: str) -> None:
    robot.tap(f"input_{ref}")
    robot.wait_for("keyboard")
    robot.type(text)


def dials(robot: TouchRobot, ref: str, digits: str) -> None:
    robot.tap(f"input_{ref}")
    robot.dial(digits)


def taps(robot: TouchRobot, *names: str) -> None:
    for name in names:
        robot.tap(name)


def turns(robot: TouchRobot, *wheels: str) -> None:
    taps(robot, *(f"wheelUp_{wheel}" for wheel in wheels))


WAYS: dict[str, Callable[[TouchRobot, str], None]] = {
    "words": lambda r, p: (
        writes(r, f"{p}/short", "老王"),
        writes(r, f"{p}/long", "漏了"),
        writes(r, f"{p}/hidden_word", "abc"),
    )[0],
    "figures": lambda r, p: (dials(r, f"{p}/people", "4"), dials(r, f"{p}/phone", "138"))[0],
    "scales": lambda r, p: taps(
        r, f"rangeMore_{p}/content", f"star_{p}/stars_5", f"wheelUp_{p}/rooms"
    ),
    "one": lambda r, p: taps(r, f"choice_{p}/plain_sun", f"choice_{p}/other_other"),
    "one_looks": lambda r, p: taps(
        r,
        f"choice_{p}/columns_cloud",
        f"choice_{p}/three_rain",
        f"choice_{p}/pictures_apple",
        f"choice_{p}/agree_half",
    ),
    "searched": lambda r, p: taps(r, f"choice_{p}/letter_b", f"choice_{p}/mixed_rain"),
    "table": lambda r, p: taps(r, f"cell_{p}/food_yes", f"cell_{p}/bed_no"),
    "several": lambda r, p: taps(r, f"choice_{p}/fruit_apple", f"choice_{p}/fruit_pear"),
    "lists": lambda r, p: taps(
        r,
        f"choice_{p}/town_wennan",
        f"choice_{p}/village_v2",
        f"choice_{p}/crops_wheat",
        f"choice_{p}/place_hall",
    ),
    "wishes": lambda r, p: taps(r, f"rankUp_{p}_lamp"),
    "days": lambda r, _: turns(r, "year", "month", "day"),
    "hours": lambda r, _: turns(r, "hour", "minute"),
    "signed": lambda r, p: r.draw(f"signPad_{p}", LINE),
    "sketch": lambda r, p: r.draw(f"drawPad_{p}", LINE),
    "marked": lambda r, p: r.draw(f"drawPad_{p}", LINE),
    "code": lambda r, p: (taps(r, f"type_{p}"), writes(r, p, "69"))[0],
    "reckoned": lambda r, p: taps(r, f"choice_{p}/true_OK"),
}
"""Page to what a citizen does on it."""

ANSWERED: dict[str, str | None] = {
    "words/short": "老王",
    "words/long": "漏了",
    "words/hidden_word": "abc",
    "figures/people": "4",
    "figures/phone": "138",
    "scales/stars": "5",
    "scales/content": None,
    "scales/rooms": None,
    "one/plain": "sun",
    "one/other": "other",
    "one_looks/columns": "cloud",
    "one_looks/three": "rain",
    "one_looks/pictures": "apple",
    "one_looks/agree": "half",
    "quick": "sun",
    "searched/letter": "b",
    "searched/mixed": "rain",
    "table/food": "yes",
    "table/bed": "no",
    "several/fruit": "apple pear",
    "lists/town": "wennan",
    "lists/village": "v2",
    "lists/crops": "wheat",
    "lists/place": "hall",
    "lists/town_people": "80000",
    "wishes": "lamp road well",
    "days/day": None,
    "hours/hour": None,
    "signed": None,
    "sketch": None,
    "marked": None,
    "code": "69",
    "reckoned/true": "OK",
    "reckoned/receipt": "家里 4 口人",
}
"""What was answered; None where anything will do that is not empty."""


def classes_in(item: QQuickItem) -> set[str]:
    found = {item.metaObject().className().partition("_QMLTYPE")[0]}
    for child in item.childItems():
        found |= classes_in(child)
    return found


def test_every_kind_of_question_has_its_control_and_takes_an_answer(
    open_terminal: Callable[..., Any], form: Form
) -> None:
    terminal = open_terminal(
        catalogue=Catalogue((), {ITEM: item_around(form)}), load_form=lambda _: form
    )
    robot, conductor = terminal.robot, terminal.app.conductor
    terminal.reaches_home()
    terminal.devices.lays(terminal.wang)
    terminal.until(lambda: conductor.journey.visit.person is not None)
    conductor.send(events.ItemChosen(ITEM))
    conductor.send(events.GuideAccepted())
    terminal.waits_for_page("Questions")
    seen: set[Kind] = set()
    while terminal.page == "Questions":
        questions = conductor.journey.visit.application.questionnaire
        page = questions.page()
        for field in page.fields:
            shown = robot.wait_for(f"field_{field.ref}")
            assert CONTROLS[field.kind] in classes_in(shown), (field.ref, classes_in(shown))
            seen.add(field.kind)
        name = page.ref.rpartition("/")[2]
        if name == "quick":
            robot.tap(f"choice_{page.ref}_sun")  # and on by itself
        else:
            if name in WAYS:
                WAYS[name](robot, page.ref)
            if name == "member":
                robot.tap(f"addRow_{page.ref}")
                writes(robot, f"{page.ref}[2]/called", "小明")
                dials(robot, f"{page.ref}[2]/age", "12")
                robot.tap("pageNext")
                terminal.until(lambda asked=questions: not asked.in_row)
            robot.tap("pageNext")
        terminal.until(
            lambda before=page.ref, asked=questions: (
                terminal.page != "Questions" or asked.page().ref != before
            )
        )
    assert terminal.page == "Check"
    assert seen == set(CONTROLS)
    for path, expected in ANSWERED.items():
        value = questions.session[f"/data/{path}"].value
        assert value == expected if expected is not None else value, path
    assert questions.session["/data/member[2]/called"].value == "家人2小明"
    assert questions.session.violations() == []
