"""What is late is seen, and what nobody speaks about counts as accepted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.errors import EnvironmentFault
from sync.platform.decisions import Decisions
from sync.platform.settings import Acceptance, Settings
from sync.platform.states import State
from sync.platform.store import CaseRow
from sync.platform.supervision.limits import Limit, Run, Unit, deadline
from sync.platform.supervision.timekeeper import SAYING_SOMETHING, timekeeper
from sync.platform.supervision.working_days import WorkingDays
from sync.protocol.body import ItemBody

PROMISED = Limit(22, Unit.WORKING_DAY)
MONTHS = timedelta(days=90)


@pytest.fixture
def by_hand(start_platform: Callable[..., Any]) -> Any:
    return start_platform(Acceptance.BY_OPERATOR, "by_hand")


@pytest.fixture
def sender(by_hand: Any, new_terminal: Callable[..., Any]) -> Any:
    return new_terminal(on=by_hand)


def case_of(platform: Any, number: str) -> CaseRow:
    with platform.parts.database.reading() as transaction:
        case = transaction.case_by_number(number)
    assert case is not None
    return case  # type: ignore[no-any-return] # the platform of the fixtures has no type


def states(terminal: Any) -> list[str]:
    return [event.state for event in terminal.feed().events]


def test_a_case_has_its_deadline_from_the_start(platform: Any, terminal: Any) -> None:
    (result,) = terminal.deliver(terminal.message()).results
    case = case_of(platform, result.case_number)
    due = deadline(PROMISED, [Run(case.received_at)], WorkingDays())
    assert due is not None
    assert (case.yellow_at, case.red_at) == (due.yellow, due.red)


def test_what_is_decided_at_once_has_no_deadline(platform: Any, terminal: Any) -> None:
    item = ItemBody(id="904", code="11370982MB2857374A4371014000904", version="1", name={})
    (result,) = terminal.deliver(terminal.message(terminal.case(item=item))).results
    case = case_of(platform, result.case_number)
    assert (case.state, case.yellow_at, case.red_at) == (State.ACCEPTED, None, None)


def test_a_decided_case_is_not_late(platform: Any, terminal: Any) -> None:
    (result,) = terminal.deliver(terminal.message()).results
    for state in (State.IN_REVIEW, State.APPROVED):
        platform.parts.decisions.decide(result.case_number, state, actor="a")
    case = case_of(platform, result.case_number)
    assert (case.yellow_at, case.red_at) == (None, None)


def test_a_request_for_corrections_lets_the_limit_stand_still(platform: Any, terminal: Any) -> None:
    (result,) = terminal.deliver(terminal.message()).results
    before = case_of(platform, result.case_number)
    decide = platform.parts.decisions.decide
    decide(result.case_number, State.IN_REVIEW, actor="a")
    assert case_of(platform, result.case_number).red_at == before.red_at
    decide(result.case_number, State.CORRECTION_REQUESTED, actor="a")
    assert case_of(platform, result.case_number).red_at is None
    platform.clock.ahead = MONTHS
    decide(result.case_number, State.ACCEPTED, actor="a")
    after = case_of(platform, result.case_number)
    assert before.red_at is not None
    assert after.red_at is not None
    assert after.red_at - before.red_at > timedelta(days=60)


def test_silence_counts_as_acceptance(by_hand: Any, sender: Any) -> None:
    many = [sender.deliver(sender.message()).results[0].case_number for _ in range(3)]
    by_hand.parts.decisions.decide(many[0], State.CORRECTION_REQUESTED, actor="a")
    due = case_of(by_hand, many[1])
    silent = deadline(SAYING_SOMETHING, [Run(due.received_at)], WorkingDays())
    assert silent is not None
    assert due.red_at == silent.red
    assert by_hand.parts.decisions.accept_by_silence() == 0
    by_hand.clock.ahead = silent.red - datetime.now(UTC) + timedelta(seconds=1)
    assert by_hand.parts.decisions.accept_by_silence() == 2
    assert by_hand.parts.decisions.accept_by_silence() == 0
    assert [case_of(by_hand, number).state for number in many] == [
        State.CORRECTION_REQUESTED,
        State.AUTO_ACCEPTED,
        State.AUTO_ACCEPTED,
    ]
    by_hand.clock.ahead = timedelta()
    assert states(sender).count("auto_accepted") == 2
    promised = case_of(by_hand, many[1]).red_at
    assert promised is not None
    assert promised > silent.red + timedelta(days=22), "now the promised limit runs"


def test_two_workers_accept_a_silent_case_once(by_hand: Any, sender: Any) -> None:
    for _ in range(5):
        sender.deliver(sender.message())
    by_hand.clock.ahead = MONTHS
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: by_hand.parts.decisions.accept_by_silence(), range(4)))
    by_hand.clock.ahead = timedelta()
    assert sum(found) == 5
    assert states(sender).count("auto_accepted") == 5


def test_a_serving_platform_does_so_by_itself(by_hand: Any, sender: Any) -> None:
    sender.deliver(sender.message())
    months_later = type(by_hand)(by_hand.settings)
    months_later.clock.ahead = MONTHS
    months_later.start()
    page = sender.feed(after=1, wait=50)
    months_later.stop()
    assert [event.state for event in page.events] == ["auto_accepted"]


def test_figures_tell_how_many_are_late(platform: Any, terminal: Any) -> None:
    def late() -> dict[str, float]:
        text = requests.get(f"{platform.url}/metrics", timeout=30).text
        lines = [line for line in text.splitlines() if line.startswith("bianmin_cases_late{")]
        return {line.split('"')[1]: float(line.split()[-1]) for line in lines}

    (result,) = terminal.deliver(terminal.message()).results
    case = case_of(platform, result.case_number)
    assert case.yellow_at is not None
    assert case.red_at is not None
    assert late() == {"yellow": 0, "red": 0}
    platform.clock.ahead = case.yellow_at - datetime.now(UTC) + timedelta(seconds=1)
    assert late() == {"yellow": 1, "red": 0}
    platform.clock.ahead = case.red_at - datetime.now(UTC) + timedelta(seconds=1)
    assert late() == {"yellow": 0, "red": 1}


def test_the_days_a_region_moves_count_after_a_recount(
    platform: Any, terminal: Any, tmp_path: Path
) -> None:
    (result,) = terminal.deliver(terminal.message()).results
    before = case_of(platform, result.case_number)
    calendar = WorkingDays()
    off = calendar.after(before.received_at.date(), 3)
    (tmp_path / "working-days.json").write_text(json.dumps({"off": [off.isoformat()]}))
    decisions = Decisions(platform.parts.database, timekeeper(tmp_path), platform.clock)
    assert decisions.recount() == 1
    due = deadline(PROMISED, [Run(before.received_at)], WorkingDays(off=frozenset({off})))
    assert due is not None
    assert case_of(platform, result.case_number).red_at == due.red
    assert before.red_at is not None
    assert due.red > before.red_at


@pytest.mark.parametrize(
    "content", ["", "[]", '{"of": []}', '{"off": ["Friday"]}', '{"off": 3}', "\x00"]
)
def test_a_calendar_that_cannot_be_read_is_said_at_the_start(content: str, tmp_path: Path) -> None:
    (tmp_path / "working-days.json").write_text(content)
    with pytest.raises(EnvironmentFault, match=r"working-days\.json") as caught:
        timekeeper(tmp_path)
    assert caught.value.code == "platform.calendar"


def test_the_command_shows_what_is_late(platform: Any, terminal: Any) -> None:
    settings: Settings = platform.settings
    (late, good) = terminal.deliver(terminal.message(), terminal.message()).results
    with platform.parts.database.begin() as transaction:
        case = transaction.case_by_number(late.case_number)
        assert case is not None
        long_ago = datetime.now(UTC) - timedelta(days=1)
        assert transaction.move(case, replace(case, yellow_at=long_ago, red_at=long_ago))

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "sync.platform.cli", "supervise"]
        where = ["--data", str(settings.data), "--database", settings.database_url]
        return subprocess.run(
            [*command, *where, *words], capture_output=True, text=True, check=True
        ).stdout

    (shown,) = json.loads(run("--json"))
    assert (shown["case_number"], shown["light"]) == (late.case_number, "red")
    assert run().startswith(f"{late.case_number}  red  ")
    assert run("--recount") == "", "its true deadline is weeks ahead"
    assert good.case_number != late.case_number
