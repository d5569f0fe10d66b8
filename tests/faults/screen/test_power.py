"""A battery that ends in a power cut, and a person whom a sensor sees go, on the whole terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.simulators import kernel_files

NEAR, FAR = 900, 10


def mains_cut(point: Any, percent: int) -> None:
    folder = point.folder / "power"
    kernel_files.battery(folder, "Discharging", percent=percent)
    kernel_files.mains(folder, online=False)


def mains_back(point: Any) -> None:
    folder = point.folder / "power"
    kernel_files.mains(folder, online=True)
    kernel_files.battery(folder, "Charging", percent=9)


def power_is(point: Any, word: str) -> None:
    point.screen.until(lambda: point.app.view_model.property("power") == word)


@pytest.fixture
def point(open_point: Callable[..., Any], tmp_path: Path) -> Iterator[Any]:
    folder = tmp_path / "point"
    folder.mkdir()
    kernel_files.mains(folder / "power", online=True)
    kernel_files.battery(folder / "power", "Full", percent=100)
    kernel_files.proximity(folder / "near", NEAR)
    fitted = frozenset({"id_card", "receipt", "ups", "presence"})
    with open_point(folder, fitted=fitted) as point:
        yield point


def test_a_battery_at_its_floor_ends_the_session_and_none_begins_until_the_mains_are_back(
    point: Any,
) -> None:
    screen = point.screen
    point.reaches_questions()
    mains_cut(point, 60)
    power_is(point, "battery")
    assert screen.page == "Questions"
    mains_cut(point, 9)
    screen.at("Finish")
    screen.says_about("power.empty")
    point.reader.lift()
    screen.until(lambda: not screen.model.cardPresent)
    screen.says_about("power.empty")
    assert point.app.conductor.journey.visit.person is None
    screen.robot.tap("finishClose")
    screen.at("Attract")
    screen.says("停电了")
    assert screen.robot.find("attractTouch") is None
    point.lay()
    screen.until(lambda: point.app.conductor.journey.card_present)
    assert screen.page == "Attract"
    point.reader.lift()
    mains_back(point)
    power_is(point, "")
    point.reaches_questions()
    point.leaves()


def test_what_was_handed_in_is_kept_and_its_number_stands_for_half_a_minute(point: Any) -> None:
    screen = point.screen
    number = point.reaches_done()
    mains_cut(point, 5)
    power_is(point, "empty")
    journey = point.app.conductor.journey
    screen.until(lambda: journey._receipt_until is not None)
    assert screen.page == "Done"
    point.clock.ahead_s += 31
    screen.at("Finish")
    point.reader.lift()
    screen.says_about("power.empty")
    with point.store.reading() as work:
        assert work.cases.by_number(number) is not None
    point.leaves()


def test_who_is_seen_to_go_is_warned_soon_and_may_go_on(point: Any) -> None:
    point.reaches_questions()
    near, surroundings = point.folder / "near", point.app.conductor.surroundings
    point.screen.until(lambda: surroundings.somebody_near)
    kernel_files.proximity(near, FAR)
    point.screen.until(lambda: not surroundings.somebody_near)
    point.clock.ahead_s += 11
    point.screen.until(lambda: point.app.view_model.property("idleSeconds") > 0)
    kernel_files.proximity(near, NEAR)
    point.screen.until(lambda: point.app.view_model.property("idleSeconds") == 0)
    assert point.screen.page == "Questions"
    point.leaves()
