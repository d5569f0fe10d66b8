"""A power cut, and somebody who steps before the terminal, on the real pages."""

from __future__ import annotations

from typing import Any

import pytest

from drivers.api import DeviceEvent, PowerChanged, PowerState, PresenceChanged
from kiosk.journey import events


def strip(terminal: Any) -> str:
    """What stands under the header; empty when nothing does."""
    power: str = terminal.app.view_model.property("power")
    shown = any("电" in text for text in terminal.robot.texts())
    assert shown is (power != "")
    return power


def becomes(terminal: Any, state: PowerState, word: str) -> None:
    terminal.devices.says(PowerChanged("ups", state))
    assert terminal.robot.wait_until(lambda: terminal.app.view_model.property("power") == word)
    assert strip(terminal) == word


def test_a_power_cut_is_told_until_the_mains_are_back(terminal: Any) -> None:
    terminal.robot.tap("attractTouch")
    terminal.robot.wait_for("item_602")
    becomes(terminal, PowerState(on_mains=True), "")
    becomes(terminal, PowerState(on_mains=False, percent=80, minutes=50), "battery")
    becomes(terminal, PowerState(on_mains=False, percent=15, minutes=8), "low")
    becomes(terminal, PowerState(on_mains=True, percent=16), "")


def taken(terminal: Any, event: DeviceEvent) -> None:
    """A device says something, and the screen has made of it what it will."""
    heard: list[bool] = []
    connection = terminal.app.view_model.surroundingsChanged.connect(lambda: heard.append(True))
    terminal.devices.says(event)
    assert terminal.robot.wait_until(lambda: bool(heard))
    terminal.app.view_model.disconnect(connection)


def test_a_supply_that_is_well_does_not_hide_one_that_is_empty(terminal: Any) -> None:
    model, journey = terminal.app.view_model, terminal.app.conductor.journey
    taken(terminal, PowerChanged("first", PowerState(on_mains=False, percent=5, minutes=2)))
    taken(terminal, PowerChanged("second", PowerState(on_mains=True)))
    assert (model.property("power"), journey.battery_empty) == ("empty", True)
    taken(terminal, PowerChanged("first", PowerState(on_mains=True, percent=6)))
    assert (model.property("power"), journey.battery_empty) == ("", False)


def test_somebody_whom_one_of_two_sensors_sees_is_there(
    terminal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, journey = terminal.app.view_model, terminal.app.conductor.journey
    handle, told = journey.handle, []

    def spied(event: events.Event) -> Any:
        if isinstance(event, events.PresenceTold):
            told.append(event.near)
        return handle(event)

    monkeypatch.setattr(journey, "handle", spied)
    for sensor, present in (("first", True), ("second", False), ("first", None), ("second", None)):
        taken(terminal, PresenceChanged(sensor, present))
        assert model.property("somebodyNear") is (told[-1] is True)
    assert told == [True, True, False, None]


def test_who_steps_before_the_terminal_is_greeted(terminal: Any) -> None:
    for present in (True, False):
        terminal.devices.says(PresenceChanged("presence", present=present))
        assert terminal.robot.wait_until(
            lambda: terminal.app.view_model.property("somebodyNear") is present  # noqa: B023 — used at once
        )
        assert any("您好" in text for text in terminal.robot.texts()) is present
    assert terminal.app.view_model.property("page") == "Attract"


def test_the_lights_rest_when_the_person_has_gone(terminal: Any) -> None:
    terminal.robot.tap("attractTouch")
    terminal.robot.wait_for("item_602")
    ended = terminal.devices.sessions_ended
    terminal.app.view_model.exitSession()
    assert terminal.robot.wait_until(lambda: terminal.devices.sessions_ended > ended)
