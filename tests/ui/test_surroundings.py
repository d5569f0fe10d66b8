"""A power cut, and somebody who steps before the terminal, on the real pages."""

from __future__ import annotations

from typing import Any

from drivers.api import PowerChanged, PowerState, PresenceChanged


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
