"""Which characters are drawn together, and what comes of it on paper."""

import numpy as np
import pytest
from PIL import Image

from drivers.receipt_printer.drawing import CELL, draw_line
from drivers.receipt_printer.layout import PrintedLine, width
from drivers.receipt_printer.scripts import drawn_together, leans_right

NAME = "ئاينۇر"
"""Aynur, in Uyghur."""


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("王秀花", ["王", "秀", "花"]),
        (f"姓名 {NAME} 1", ["姓", "名", " ", NAME, " ", "1"]),
        (f"{NAME} {NAME}A", [f"{NAME} {NAME}", "A"]),
        ("xe\u0301\u0323x", ["x", "e\u0301\u0323", "x"]),
        ("葛\U000e0100城", ["葛\U000e0100", "城"]),
        ("\u0301a", ["\u0301", "a"]),
        ("", []),
    ],
)
def test_what_is_drawn_as_one(text: str, together: list[str]) -> None:
    assert list(drawn_together(text)) == together


@pytest.mark.parametrize(
    ("text", "leans"), [(NAME, True), (f"1. {NAME}", True), (f"姓名 {NAME}", False), ("12", False)]
)
def test_a_line_begins_where_its_first_letter_wants(text: str, *, leans: bool) -> None:
    assert leans_right(text) is leans


def ink(text: str, dots: int = 384, *, bold: bool = False, times: int = 1) -> np.ndarray:
    picture = draw_line(PrintedLine(text, bold=bold, times=times), dots)
    black: np.ndarray = np.asarray(picture.convert("L")) < 128
    return black


def columns(text: str) -> np.ndarray:
    return np.flatnonzero(ink(text).any(axis=0))


def test_letters_that_join_are_drawn_joined() -> None:
    joined, apart = ink(NAME), np.concatenate([ink(c, CELL) for c in NAME], axis=1)
    gaps = [np.flatnonzero(~part.any(axis=0)).size for part in (joined, apart)]
    assert joined.any()
    assert not np.array_equal(joined[:, -apart.shape[1] :], apart)
    assert gaps[0] != gaps[1]


def test_a_line_of_uyghur_stands_at_the_right() -> None:
    assert columns(NAME)[-1] > 384 - CELL


def test_a_uyghur_value_begins_behind_its_label() -> None:
    marks = columns(f"姓名  {NAME}")
    assert marks[marks > 4 * CELL][0] <= 7 * CELL
    assert marks[-1] < width(f"姓名  {NAME}") * CELL


def test_bold_letters_have_more_ink() -> None:
    assert ink(NAME, bold=True).sum() > ink(NAME).sum()


def test_large_letters_are_twice_as_high() -> None:
    assert ink(NAME, times=2).shape[0] == 2 * ink(NAME).shape[0]


def test_a_mark_alters_its_letter_and_takes_no_room() -> None:
    plain, marked = ink("ḿx"), ink("ḿ\u0323x")
    assert plain.shape == marked.shape
    assert not np.array_equal(plain, marked)


def test_what_no_font_has_is_shown_by_its_number_in_its_own_room() -> None:
    picture: Image.Image = draw_line(PrintedLine("\u1b83\U0010fffd"), 384)
    used = np.flatnonzero((np.asarray(picture.convert("L")) == 0).any(axis=0))
    assert used[-1] < 3 * CELL


def test_a_run_no_font_has_is_shown_by_its_numbers() -> None:
    assert ink("\U0001e900\U0001e944").any()
