"""The agent killed with kill -9 wherever it stands: every case arrives exactly once."""

from __future__ import annotations

from typing import Any

import pytest

ARRIVAL_S = 120.0
"""An agent that was killed has to start again first; a busy machine is allowed for."""


def arrives_once(town: Any, number: str) -> None:
    town.screen.until(lambda: town.screen.model.state != "saved", ARRIVAL_S)
    assert town.numbers().count(number) == 1


def test_killed_before_anything_was_sent(town: Any) -> None:
    town.world.line.cut()
    number = town.reaches_done()
    town.world.kill_agent()
    town.screen.says("已保存在本机", "联网后自动上报")
    assert number not in town.numbers()
    town.world.line.restore()
    town.world.start_agent()
    arrives_once(town, number)


@pytest.mark.parametrize("committed", [False, True])
def test_killed_while_the_platform_is_asked(
    town: Any,
    committed: bool,  # noqa: FBT001 -- before or after the platform has filed it
) -> None:
    killed: list[str] = []

    def kill(between: Any, path: str, body: bytes) -> None:
        if committed:
            between.pass_on(between.request, body)
        if path.startswith("/v1/messages") and not killed:
            town.world.kill_agent()
            killed.append(path)

    town.puts_between(kill)
    number = town.reaches_done()
    town.screen.until(lambda: bool(killed))
    town.screen.says("已保存在本机")
    assert (number in town.numbers()) is committed
    town.leads_home()
    town.world.start_agent()
    arrives_once(town, number)


def test_killed_twice_in_a_row_with_two_cases_waiting(town: Any) -> None:
    town.world.line.cut()
    numbers = []
    for _ in range(2):
        numbers.append(town.reaches_done())
        town.screen.leaves(town.world.card_reader.lift)
    town.world.line.hold_answers()
    town.world.line.restore()
    town.world.kill_agent()
    town.world.start_agent()
    town.world.kill_agent()
    town.world.start_agent()
    town.screen.until(lambda: set(numbers) <= set(town.numbers()), ARRIVAL_S)
    assert sorted(number for number in town.numbers() if number in numbers) == sorted(numbers)
