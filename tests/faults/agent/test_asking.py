"""My cases, asked of a platform that is there, away, and there again."""

from __future__ import annotations

from typing import Any

from kiosk.demo.people import BY_KEY


def reaches_my_cases(town: Any) -> None:
    town.screen.robot.tap("attractTouch")
    town.screen.at("Home")
    town.screen.robot.tap("homeMyCases")
    town.screen.at("MyCases")
    town.world.card_reader.lay(BY_KEY["guilan"].card())


def numbers(town: Any) -> list[str]:
    return [case["number"].replace(" ", "") for case in town.screen.model.cases]


def test_the_platform_adds_nothing_this_terminal_knows_better(town: Any) -> None:
    number = town.reaches_done()
    town.screen.until(lambda: town.screen.model.state != "saved", 30.0)
    town.screen.leaves(town.world.card_reader.lift)
    reaches_my_cases(town)
    town.screen.until(lambda: town.screen.model.elsewhere == "told", 30.0)
    assert numbers(town).count(number) == 1
    assert list(town.screen.model.others) == []


def test_without_the_line_what_this_terminal_took_is_shown_and_the_rest_said_to_be_unknown(
    town: Any,
) -> None:
    town.world.line.cut()
    number = town.reaches_done()
    town.screen.leaves(town.world.card_reader.lift)
    reaches_my_cases(town)
    town.screen.says("现在查不到您在别的机器上办的事")
    assert town.screen.model.elsewhere == "failed"
    assert number in numbers(town)
