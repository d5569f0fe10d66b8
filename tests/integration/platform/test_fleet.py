"""A fleet that comes back at once, small enough for every run."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.fleet.run import PLACE, FleetReport, simulate
from sync.platform.fleet.sample import SEALED_BYTES, sample_batches
from sync.platform.store import Transaction
from sync.protocol.envelope import generate_platform_key


def fleet(platform: Any, url: str = "", **size: int) -> FleetReport:
    return simulate(
        platform.parts.database,
        platform.parts.keys,
        url or platform.url,
        clock=SystemClock(),
        **({"terminals": 3, "cases": 120} | size),
    )


def test_every_case_of_every_terminal_is_there_once(platform: Any) -> None:
    report = fleet(platform)
    assert (report.cases, report.acknowledged, report.held) == (360, 360, 360)
    assert report.exactly_once
    assert report.requests >= 6
    assert 0 < report.median_wait_s <= report.longest_wait_s <= report.total_s
    with platform.parts.database.reading() as transaction:
        assert len({one.deposit_number for one in transaction.cases()}) == 360
        assert {one.place for one in transaction.terminals()} == {f"{PLACE} {n}" for n in (1, 2, 3)}


def test_a_platform_that_asks_them_to_wait_gets_everything_all_the_same(
    platform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = count(1)
    allow = Transaction.allow

    def later(transaction: Transaction, terminal: str, **when: Any) -> bool:
        return next(asked) > 2 and allow(transaction, terminal, **when)

    monkeypatch.setattr(Transaction, "allow", later)
    report = fleet(platform, terminals=1, cases=2)
    assert report.exactly_once
    # two were answered 429; one more where the platform closed the line while the terminal waited
    assert report.requests >= 3


def test_a_platform_with_terminals_of_its_own_is_not_played_with(
    platform: Any, terminal: Any
) -> None:
    with pytest.raises(EnvironmentFault, match=terminal.number) as caught:
        fleet(platform)
    assert caught.value.code == "fleet.in_use"


def test_a_case_that_is_missing_is_told(platform: Any) -> None:
    report = fleet(platform, terminals=1, cases=2)
    lost = FleetReport(**{name: getattr(report, name) for name in report.__slots__} | {"held": 1})
    assert not lost.exactly_once


@pytest.mark.parametrize("url", ["http://127.0.0.1:1"])
def test_an_address_where_nobody_answers_is_said(platform: Any, url: str) -> None:
    with pytest.raises(EnvironmentFault, match="Nobody answers") as caught:
        fleet(platform, url)
    assert caught.value.code == "fleet.unreachable"


def test_an_address_of_somebody_else_is_said(platform: Any) -> None:
    with pytest.raises(EnvironmentFault, match="404") as caught:
        fleet(platform, f"{platform.url}/elsewhere")
    assert caught.value.code == "fleet.refused"


def test_the_command_says_what_came_of_it(platform: Any) -> None:
    settings = platform.settings
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sync.platform.cli", "simulate-fleet", platform.url),
            *("--data", str(settings.data), "--database", settings.database_url),
            *("--terminals", "2", "--cases", "3", "--json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert (found["terminals"], found["cases"], found["exactly_once"]) == (2, 6, True)


def test_a_sample_case_is_as_large_as_an_ordinary_one(terminal: Any) -> None:
    _, public = generate_platform_key("p1")
    (batch,) = sample_batches(
        terminal.number, terminal.key, public, 3, place="村", clock=SystemClock()
    )
    messages = json.loads(batch)["messages"]
    sizes = [len(one["sealed"]) * 3 // 4 for one in messages]
    assert len(sizes) == 3
    assert all(abs(size - SEALED_BYTES) < 64 for size in sizes), sizes
