"""Stores that were copied, rolled back, restored or cloned: nothing is lost, and it is noticed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.cases.enquiry import record_print

pytestmark = pytest.mark.timeout(300)

Wait = Callable[[Callable[[], object]], None]


def everything_arrived(platform: Any, *machines: Any) -> None:
    """Each number somebody holds is one case at the platform; nobody waits, nothing is refused."""
    numbers = {number for machine in machines for number in machine.numbers}
    cases, quarantine = platform.holds(machines[0].terminal)
    assert sorted(case.deposit_number for case in cases) == sorted(numbers)
    assert len({case.case_number for case in cases}) == len(numbers)
    assert quarantine == []
    assert [machine.waits for machine in machines] == [(0, 0, 0)] * len(machines)


def each_to_one_person(*given: list[Any]) -> None:
    """No two receipts carry the same number."""
    numbers = [one.number for deposits in given for one in deposits]
    assert len(set(numbers)) == len(numbers)


@pytest.fixture
def clone(machine: Any) -> Iterator[Callable[..., Any]]:
    """Puts the disk of a machine, as it is now, into another one as well."""
    made: list[Any] = []

    def put(seed: int = 2, of: Any = None) -> Any:
        made.append((of or machine).copied(seed))
        return made[-1]

    yield put
    for one in made:
        one.stop()


def test_a_copied_database_on_two_machines_both_taking_cases(
    platform: Any, machine: Any, clone: Callable[..., Any]
) -> None:
    sent = machine.deposits(2)
    machine.sends()
    unsent = machine.deposits(3)
    epoch = machine.epoch
    other = clone()
    ours, theirs = machine.deposits(4), other.deposits(5)
    each_to_one_person(sent, unsent, ours, theirs)
    other.sends()
    machine.sends()
    everything_arrived(platform, machine, other)
    assert (machine.epoch != epoch, other.epoch) == (True, epoch)
    assert platform.forks(machine.terminal) == [
        f"{machine.terminal}: a copied or restored store, 4 messages moved to {machine.epoch}"
    ]
    more = [one.deposits(2) for one in (machine, other)]
    each_to_one_person(sent, unsent, ours, theirs, *more)
    for one in (machine, other):
        one.sends()
    everything_arrived(platform, machine, other)
    assert len(platform.forks(machine.terminal)) == 1  # each goes its own way now


@pytest.mark.parametrize("before", [0, 2], ids=["none-before", "two-before"])
def test_a_database_rolled_back_while_the_platform_has_later_places(
    platform: Any, machine: Any, tmp_path: Path, before: int
) -> None:
    machine.deposits(2)
    machine.sends()
    unsent = machine.deposits(1)
    machine.stop()
    shutil.copy(machine.database, tmp_path / "earlier.db")
    machine.start()
    forgotten = machine.deposits(3)
    machine.sends()
    epoch = machine.epoch
    everything_arrived(platform, machine)

    machine.stop()
    shutil.copy(tmp_path / "earlier.db", machine.database)
    machine.start()
    new = machine.deposits(before)
    machine.sends()
    assert machine.state(unsent[0].number) not in {None, "queued"}
    assert machine.state(forgotten[0].number) is None
    new += machine.deposits(2)
    machine.sends()
    each_to_one_person(unsent, forgotten, new)
    everything_arrived(platform, machine)
    assert machine.epoch != epoch
    moved = f"{before or 2} messages moved to {machine.epoch}"
    assert platform.forks(machine.terminal) == [
        f"{machine.terminal}: a copied or restored store, {moved}"
    ]


def test_a_backup_restored_after_days_with_cases_acknowledged_since(
    platform: Any,
    machine: Any,
    tmp_path: Path,
    start_agent: Callable[[Any], Any],
    wait_for: Wait,
) -> None:
    agent = start_agent(machine)
    old = machine.deposits(2)
    wait_for(lambda: machine.waits == (0, 0, 0))
    agent.end()
    unsent = machine.deposits(2, paper=True)
    machine.stop()
    shutil.copy(machine.database, tmp_path / "backup.db")
    machine.start()
    agent = start_agent(machine)
    since = machine.deposits(3)
    for number in (old[0].number, since[0].number):
        record_print(machine.store.unit_of_work(), number, "printed", "", clock=machine.clock)
    wait_for(lambda: machine.waits == (0, 0, 0))
    agent.end()

    machine.stop()
    shutil.copy(tmp_path / "backup.db", machine.database)
    machine.clock.ahead = timedelta(days=3)  # the platform's word on the time puts it right
    machine.start()
    new = machine.deposits(2)
    record_print(machine.store.unit_of_work(), old[1].number, "printed", "", clock=machine.clock)
    agent = start_agent(machine)
    wait_for(lambda: machine.waits == (0, 0, 0))
    wait_for(lambda: machine.state(unsent[1].number) == machine.state(new[1].number) == "accepted")
    agent.end()
    each_to_one_person(old, unsent, since, new)
    everything_arrived(platform, machine)
    assert len(platform.forks(machine.terminal)) == 1


def test_a_cloned_disk_sending_by_turns(
    platform: Any, machine: Any, clone: Callable[..., Any]
) -> None:
    machine.deposits(1)
    other, third = clone(2), clone(3)
    given = []
    for one in (machine, other, third) * 3:
        given.append(one.deposits(2))
        one.sends()
    each_to_one_person(*given)
    everything_arrived(platform, machine, other, third)
    assert len({one.epoch for one in (machine, other, third)}) == 3
    assert len(platform.forks(machine.terminal)) == 2


def test_a_cloned_disk_sending_at_the_same_time_files_too(
    platform: Any,
    machine: Any,
    clone: Callable[..., Any],
    start_agent: Callable[[Any], Any],
    wait_for: Wait,
) -> None:
    shared = machine.deposits(2, paper=True)
    other = clone()
    given = [one.deposits(6) + one.deposits(1, paper=True) for one in (machine, other)]
    agents = [start_agent(one) for one in (machine, other)]
    given += [one.deposits(3) for one in (machine, other)]
    for one in (machine, other):
        wait_for(lambda one=one: one.waits == (0, 0, 0))  # type: ignore[misc] # mypy wants no default
    for agent in agents:
        agent.end()
    each_to_one_person(shared, *given)
    everything_arrived(platform, machine, other)
    assert machine.epoch != other.epoch
    assert len(platform.forks(machine.terminal)) >= 1


def test_a_store_that_was_cloned_again_before_it_had_sent_what_was_moved(
    platform: Any, machine: Any, clone: Callable[..., Any]
) -> None:
    other = clone(2)
    given = [one.deposits(2) for one in (machine, other)]
    machine.sends()
    epoch = other.epoch
    other.sends(batches=1)  # is refused; what was moved waits
    assert other.epoch != epoch
    again = clone(3, of=other)
    assert again.waits == (3, 0, 0)
    given += [one.deposits(2) for one in (other, again)]
    for one in (again, other):
        one.sends()
    each_to_one_person(*given)
    everything_arrived(platform, machine, other, again)
    assert len({one.epoch for one in (machine, other, again)}) == 3
    assert len(platform.forks(machine.terminal)) == 2
