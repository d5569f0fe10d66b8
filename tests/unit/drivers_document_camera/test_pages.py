"""Pages are found on drawn desks, straightened, put into even light and judged."""

from dataclasses import replace

import numpy as np
import pytest

from drivers.api import PageHint
from drivers.document_camera import lighting, reading
from drivers.document_camera.developing import page_of, view_of
from drivers.document_camera.finding import Pixels, find_page, refined
from drivers.document_camera.geometry import ordered, true_ratio
from drivers.document_camera.straightening import levelled, skew, straightened
from drivers.opencv import opencv
from drivers.simulators import papers
from drivers.simulators.desk_scenes import KINDS, WITHOUT_PAGE, Setting, draw, scene

NEAR = 6.0
"""Pixels, of 1280, that a corner may be off."""
GOOD = Setting(zoom=0.85)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - WITHOUT_PAGE))
def test_a_page_is_found_at_its_corners(kind: str) -> None:
    picture = scene(kind, 0)
    found = find_page(picture.pixels)
    assert found is not None
    assert found.whole
    assert found.alone
    assert picture.corners is not None
    assert np.abs(found.corners - picture.corners).max() < NEAR
    exact = refined(picture.pixels, found.corners)
    assert np.abs(exact - picture.corners).max() < NEAR


@pytest.mark.parametrize("kind", sorted(WITHOUT_PAGE))
def test_without_a_sure_page_the_whole_picture_is_kept(kind: str) -> None:
    picture = scene(kind, 0)
    page = page_of(picture.pixels)
    assert not page.found
    assert page.frame.width >= picture.pixels.shape[1]
    assert page.frame.height >= picture.pixels.shape[0]


def test_a_covered_lens_is_told_from_an_empty_desk() -> None:
    assert view_of(np.full((720, 1280, 3), 4, np.uint8)).hint is PageHint.DARK
    assert view_of(draw(Setting(paper="", desk="grey")).pixels).hint is PageHint.NO_PAGE


@pytest.mark.parametrize(
    ("fault", "hint"),
    [
        ({}, PageHint.READY),
        ({"blur": 2.6}, PageHint.BLURRED),
        ({"smear": 9.0}, PageHint.BLURRED),
        ({"glare": 0.06}, PageHint.GLARE),
        ({"at": (0.85, 0.5)}, PageHint.NO_PAGE),
        ({"turn": 25.0}, PageHint.WHOLE_PAGE),
        ({"second": True, "zoom": 0.62, "at": (0.27, 0.48)}, PageHint.ONE_PAGE),
    ],
)
def test_what_is_wrong_with_a_page_is_told(fault: dict[str, object], hint: PageHint) -> None:
    setting = replace(GOOD, paper="printout", light=200.0, **fault)  # type: ignore[arg-type]
    assert view_of(draw(setting).pixels).hint is hint


@pytest.mark.parametrize(("paper", "ratio"), [("letter", 2**0.5), ("card", 85.6 / 53.98)])
def test_a_tilted_page_gets_its_true_shape(paper: str, ratio: float) -> None:
    picture = draw(Setting(paper=paper, tilt=0.2, zoom=0.8, turn=4))
    assert picture.corners is not None
    page = straightened(picture.pixels, np.asarray(picture.corners, np.float64))
    assert page.shape[1] / page.shape[0] == pytest.approx(ratio, rel=0.05)


def test_what_points_up_goes_on_pointing_up() -> None:
    square = np.array([(9.0, 10.0), (10.0, 0.0), (0.0, 0.0), (0.0, 10.0)])
    assert ordered(square).tolist() == [[0, 0], [10, 0], [9, 10], [0, 10]]
    assert ordered(square[::-1]).tolist() == ordered(square).tolist()


def test_seen_straight_from_above_a_page_has_the_ratio_of_its_sides() -> None:
    assert true_ratio(np.array([(0, 0), (300, 0), (300, 100), (0, 100)]), (640, 360)) == 3.0


@pytest.mark.parametrize("angle", [-5.0, 3.0])
def test_a_scan_that_leans_is_levelled_and_nothing_is_cut(angle: float) -> None:
    cv2 = opencv()
    paper = papers.paper("printout")
    high, wide = paper.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -angle, 1)
    leaning: Pixels = cv2.warpAffine(paper, turn, (wide, high), borderValue=(250, 250, 248))
    assert skew(leaning) == pytest.approx(angle, abs=0.5)
    level = levelled(leaning)
    assert level.shape[0] > high
    assert level.shape[1] > wide
    assert skew(level) == 0.0


def test_a_blank_page_neither_leans_nor_is_it_blurred() -> None:
    blank = papers.paper("blank")
    assert skew(blank) == 0.0
    assert reading.sharpness(blank) is None


def test_a_shadow_goes_and_a_seal_stays_red() -> None:
    picture = draw(replace(GOOD, shadow=0.4))
    assert picture.corners is not None
    dim = straightened(picture.pixels, np.asarray(picture.corners, np.float64))
    even = lighting.evened(dim)
    high, wide = even.shape[:2]
    rim = even[round(0.03 * high) : round(0.06 * high), round(0.03 * wide) : round(0.97 * wide)]
    assert float(np.percentile(rim.min(axis=2), 10)) > 215
    assert float(np.percentile(dim[5:20].min(axis=2), 10)) < 170
    red = even.astype(int)[..., 0] - even.astype(int)[..., 1:].max(axis=2)
    assert np.count_nonzero(red > 70) > 0.002 * high * wide
    assert lighting.is_coloured(even)


def test_a_photograph_on_a_page_is_not_taken_for_a_shadow() -> None:
    paper = papers.paper("form")
    even = lighting.evened(paper)
    face = (slice(245, 525), slice(910, 1110))
    assert float(np.abs(even[face].astype(int) - paper[face]).mean()) < 25


def test_a_card_stays_as_it_is() -> None:
    paper = papers.paper("card")
    dark = np.asarray(paper * 0.3, np.uint8)
    dark[:, :700] = (30, 60, 120)
    assert np.array_equal(lighting.evened(dark), dark)


@pytest.mark.parametrize(
    ("paper", "coloured"), [("printout", False), ("letter", True), ("blank", False), ("card", True)]
)
def test_only_what_has_colours_is_kept_in_colours(paper: str, *, coloured: bool) -> None:
    picture = draw(replace(GOOD, paper=paper))
    assert page_of(picture.pixels).coloured is coloured


def test_codes_on_the_page_are_read_along() -> None:
    picture = draw(Setting(paper="certificate", zoom=0.85), size=(1920, 1080))
    assert [code.text for code in page_of(picture.pixels).codes] == ["L0817202611220417K"]
