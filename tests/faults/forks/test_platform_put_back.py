"""A platform that is put back from a backup: terminals have it again what it had signed for."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.timeout(300)


def numbers_at(platform: Any, terminal: str) -> list[str]:
    cases, quarantine = platform.holds(terminal)
    assert quarantine == []
    return sorted(case.deposit_number for case in cases)


def test_what_it_had_signed_for_comes_again_by_itself(platform: Any, machine: Any) -> None:
    machine.deposits(3)
    machine.sends()
    backup = platform.backup()
    machine.deposits(7)
    machine.sends()
    assert numbers_at(platform, machine.terminal) == sorted(machine.numbers)

    platform.put_back(backup)
    assert len(numbers_at(platform, machine.terminal)) == 3
    machine.deposits(1)  # the next answer tells what is missing
    machine.sends()
    assert numbers_at(platform, machine.terminal) == sorted(machine.numbers)
    assert machine.waits == (0, 0, 0)
    assert platform.forks(machine.terminal) == []


def test_twice_in_a_row_and_after_a_restart(platform: Any, machine: Any) -> None:
    machine.deposits(2)
    machine.sends()
    backup = platform.backup()
    for _ in range(2):
        machine.deposits(3)
        machine.sends()
        platform.put_back(backup)
        machine.stop()
        machine.start()
        machine.deposits(1)
        machine.sends()
        assert numbers_at(platform, machine.terminal) == sorted(machine.numbers)
        assert machine.waits == (0, 0, 0)


def test_nothing_goes_again_while_nothing_is_missing(platform: Any, machine: Any) -> None:
    machine.deposits(4)
    machine.sends(batches=1)
    before = machine.messages()
    machine.sends()
    machine.deposits(1)
    machine.sends()
    after = machine.messages()
    assert [one.attempt for one in after] == [1] * 5
    assert [one.state for one in before[:3]] == [one.state for one in after[:3]]
    assert numbers_at(platform, machine.terminal) == sorted(machine.numbers)
