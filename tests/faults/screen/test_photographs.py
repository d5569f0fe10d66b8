"""A photo camera that is pulled out, sees nothing, or is not there; and what stays of a picture."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk.forms import load_form
from kiosk.forms.xlsform import convert

SHEET = """
| survey |
| | type | name | label | required |
| | image | house | 房子现在是什么样? | yes |
| settings |
| | form_id | version | form_title |
| | house | 1 | house |
"""
HOUSE = "/data/house"
FITTED = frozenset({"id_card", "receipt", "photo"})
JPEG = b"\xff\xd8\xff"


def before_it(point: Any, colour: tuple[int, int, int] = (150, 120, 90)) -> None:
    """Put something before the camera; it sees the old picture or the new one, never half."""
    fresh = point.sight.with_suffix(".new.png")
    Image.new("RGB", (1280, 720), colour).save(fresh)
    fresh.replace(point.sight)


@pytest.fixture
def open_with_camera(
    open_point: Callable[..., Any], tmp_path: Path
) -> Iterator[Callable[..., Any]]:
    sheet = tmp_path / "house.md"
    sheet.write_text(SHEET)
    form = load_form(convert(sheet))
    opened = []

    def opening(*, plugged: bool = True) -> Any:
        folder = tmp_path / "point"
        folder.mkdir()
        if plugged:
            Image.new("RGB", (1280, 720), (150, 120, 90)).save(folder / "sight.png")
        way_in = open_point(folder, fitted=FITTED, encrypted=False, load_form=lambda _item: form)
        opened.append(way_in)
        return way_in.__enter__()

    yield opening
    for way_in in opened:
        way_in.__exit__(None, None, None)


def camera(point: Any) -> dict[str, Any]:
    state: dict[str, Any] = point.screen.model.camera.property("state")
    return state


def works(point: Any) -> bool:
    return not point.app.conductor.journey.camera_problem


def looks(point: Any) -> None:
    point.screen.until(lambda: works(point))
    point.reaches_questions()
    point.screen.robot.tap(f"photo_{HOUSE}")
    point.screen.until(lambda: point.screen.model.camera.property("view") != "")


def takes(point: Any) -> None:
    point.screen.robot.tap(f"photoNow_{HOUSE}")
    point.screen.until(lambda: camera(point)["state"] == "taken")


def test_pulled_while_it_is_looked_through_and_put_back(
    open_with_camera: Callable[..., Any],
) -> None:
    point = open_with_camera()
    looks(point)
    point.sight.unlink()
    point.screen.says_about("photo.camera_unplugged")
    before_it(point)
    point.screen.until(lambda: camera(point)["state"] == "seeing")
    point.screen.until(lambda: point.screen.model.camera.property("view") != "")
    takes(point)
    point.screen.robot.tap(f"photoKeep_{HOUSE}")
    point.screen.robot.tap("pageNext")
    point.screen.at("Check")
    point.screen.says("1 张照片")
    point.leaves()


def test_a_covered_lens_is_told_and_what_comes_after_it_is_kept(
    open_with_camera: Callable[..., Any],
) -> None:
    point = open_with_camera()
    looks(point)
    before_it(point, (2, 2, 2))
    point.screen.robot.tap(f"photoNow_{HOUSE}")
    point.screen.says_about("photo.dark")
    before_it(point)
    takes(point)
    point.leaves()


def test_a_required_photograph_without_a_camera_is_told_before_anything_is_typed(
    open_with_camera: Callable[..., Any],
) -> None:
    point = open_with_camera(plugged=False)
    point.screen.reaches_guide()
    point.screen.robot.tap("guideStart")
    point.screen.says_about("photo.needed")
    before_it(point)  # somebody has put the plug back
    point.screen.until(lambda: works(point))
    point.screen.robot.tap("guideStart")
    point.screen.at("Identify")
    point.leaves()


def pictures_left() -> list[str]:
    """Containers that hold a JPEG, by their type."""
    gc.collect()
    return [
        f"{type(container).__module__}.{type(container).__name__}"
        for container in gc.get_objects()
        for held in gc.get_referents(container)
        if isinstance(held, bytes | bytearray) and held.startswith(JPEG) and held != JPEG
    ]


def test_nothing_of_a_photograph_stays_in_the_process_or_on_the_disk(
    open_with_camera: Callable[..., Any],
) -> None:
    point = open_with_camera()
    looks(point)
    takes(point)
    assert pictures_left()
    before = {file for file in point.folder.rglob("*") if file.is_file()}
    assert not any(JPEG in file.read_bytes() for file in before)
    point.leaves()
    assert pictures_left() == []
    assert point.app.conductor.pictures._view is None
    for file in point.folder.rglob("*"):
        assert not file.is_file() or JPEG not in file.read_bytes(), file
