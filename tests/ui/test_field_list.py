"""The list of fields changes only what changed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from kiosk.forms import Choice
from kiosk.journey.fields import Fact, Field, Kind, Row
from kiosk.journey.markdown import worded
from ui.models.fields import ROLES, FieldListModel
from ui.viewmodels.questions import as_xforms
from ui.viewmodels.words import in_words


def field(ref: str, value: str = "", kind: Kind = Kind.TEXT, **more: Any) -> Field:
    return Field(ref=ref, kind=kind, label=ref, hint="", value=value, display=value, **more)


def shown(model: FieldListModel, role: str) -> list[Any]:
    names = {bytes(name.data()).decode(): number for number, name in model.roleNames().items()}
    return [model.data(model.index(row), names[role]) for row in range(model.rowCount())]


@pytest.fixture
def model(qapp: object) -> FieldListModel:  # noqa: ARG001 -- models need Qt
    made = FieldListModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def test_every_role_of_the_contract_has_a_value(model: FieldListModel) -> None:
    model.show([field("/a", "1")], "en")
    for role in ROLES:
        assert shown(model, role)[0] is not None


def test_typing_changes_one_row_and_resets_nothing(model: FieldListModel) -> None:
    model.show([field("/a"), field("/b")], "en")
    resets, changes = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    model.show([field("/a", "1"), field("/b")], "en")
    assert resets.count() == 0
    assert changes.count() == 1
    assert [index.row() for index in changes.at(0)[:2]] == [0, 0]


def test_the_same_again_tells_nothing(model: FieldListModel) -> None:
    model.show([field("/a")], "en")
    changes = QSignalSpy(model.dataChanged)
    model.show([field("/a")], "en")
    assert changes.count() == 0


def test_a_field_that_appears_in_between_leaves_its_neighbours_alone(model: FieldListModel) -> None:
    model.show([field("/a"), field("/c")], "en")
    inserted, removed = QSignalSpy(model.rowsInserted), QSignalSpy(model.rowsRemoved)
    model.show([field("/a"), field("/b"), field("/c")], "en")
    assert shown(model, "ref") == ["/a", "/b", "/c"]
    assert (inserted.count(), removed.count()) == (1, 0)
    model.show([field("/a"), field("/c")], "en")
    assert shown(model, "ref") == ["/a", "/c"]
    assert removed.count() == 1


@pytest.mark.parametrize(
    "wanted",
    [["/b", "/a"], ["/a"], [], ["/c", "/d"], ["/c", "/a", "/b"], ["/b"]],
)
def test_any_change_ends_with_what_was_wanted(model: FieldListModel, wanted: list[str]) -> None:
    model.show([field("/a"), field("/b")], "en")
    model.show([field(ref) for ref in wanted], "en")
    assert shown(model, "ref") == wanted


def test_a_field_of_another_kind_is_another_field(model: FieldListModel) -> None:
    model.show([field("/a")], "en")
    model.show([field("/a", kind=Kind.DATE)], "en")
    assert shown(model, "kind") == ["date"]


def test_a_long_number_is_read_in_groups(model: FieldListModel) -> None:
    model.show(
        [field("/a", "6228480402564890018", Kind.DIGITS), field("/b", "13805380000", Kind.DIGITS)],
        "en",
    )
    assert shown(model, "display") == ["6228 4804 0256 4890 018", "138 0538 0000"]


def test_markup_comes_beside_the_plain_words(model: FieldListModel) -> None:
    choices = (Choice("a", worded("**b** c")), Choice("d", "**e**"), Choice("f", "g"))
    marked = field("/a", kind=Kind.SELECT_ONE, choices=choices, guidance=worded("_h_"))
    model.show([marked], "en")
    assert [(each["label"], each["rich"]) for each in shown(model, "choices")[0]] == [
        ("b c", "<b>b</b> c"),
        ("e", "<b>e</b>"),
        ("g", ""),
    ]
    assert shown(model, "rich") == [{"guidance": "<u>h</u>"}]
    assert shown(model, "guidance") == ["h"]


def test_rows_are_written_in_the_language(model: FieldListModel) -> None:
    row = Row("/r[1]", "Row 1", (Fact("/r[1]/d", "Born", "1953-08-15", Kind.DATE),))
    model.show([field("/r", kind=Kind.REPEAT, rows=(row,))], "zh_CN")
    assert shown(model, "rows")[0][0]["lines"] == [
        {"label": "Born", "value": "1953年8月15日", "kind": "date"}
    ]


def test_nothing_lies_below_a_field(model: FieldListModel) -> None:
    model.show([field("/a")], "en")
    assert model.rowCount(model.index(0)) == 0
    assert model.data(QModelIndex(), 300) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "OK"),
        (False, ""),
        (["a", "b"], "a b"),
        ([], ""),
        (None, ""),
        (3.0, "3"),
        (2.5, "2.5"),
        ("x", "x"),
    ],
)
def test_what_a_control_says_becomes_an_xforms_string(value: object, text: str) -> None:
    assert as_xforms(value) == text


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("OK", Kind.ACKNOWLEDGE, "✓"),
        ("", Kind.ACKNOWLEDGE, ""),
        ("2024-02-29", Kind.DATE, "2024年2月29日"),
        ("2024-02-30", Kind.DATE, "2024-02-30"),
        ("2024-02", Kind.DATE, "2024年2月"),
        ("2024", Kind.DATE, "2024年"),
        ("09:05", Kind.TIME, "09:05"),
        ("2024-02-29T23:05", Kind.DATE_TIME, "2024年2月29日 23:05"),
        ("13805380000", Kind.DIGITS, "138 0538 0000"),
        ("x", Kind.TEXT, "x"),
    ],
)
def test_answers_are_written_as_the_language_does(value: str, kind: Kind, words: str) -> None:
    assert in_words(value, kind, "zh_CN") == words
