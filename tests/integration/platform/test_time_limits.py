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
from sync.protocol.body import AttachmentBody, ItemBody, SealedFileBody

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


def with_a_file(terminal: Any) -> tuple[str, str]:
    """Deliver a case that names a file; its case number and the file's name."""
    file = SealedFileBody(sha256="f" * 64, size=100, key=bytes(32))
    enclosed = AttachmentBody(
        name="a.jpg", media_type="image/jpeg", sha256="0" * 64, size=84, file=file
    )
    (result,) = terminal.deliver(terminal.message(terminal.case(attachments=(enclosed,)))).results
    return result.case_number, file.sha256


def comes_whole(platform: Any, name: str) -> None:
    """The file is here now."""
    now = platform.clock.now()
    with platform.parts.database.begin() as transaction:
        (terminal,) = transaction.terminals()
        done = transaction.uploads.complete(transaction.uploads.get(terminal.number, name), now)
        assert done.last
        here = platform.parts.decisions.files_are_here
        assert not here(transaction, done.case, now, by_rule=False)


def test_nobody_is_silent_about_a_case_whose_files_are_not_here(by_hand: Any, sender: Any) -> None:
    number, file = with_a_file(sender)
    assert case_of(by_hand, number).red_at is None
    by_hand.parts.decisions.recount()
    assert case_of(by_hand, number).red_at is None
    by_hand.clock.ahead = MONTHS
    comes_whole(by_hand, file)
    due = deadline(SAYING_SOMETHING, [Run(by_hand.clock.now())], WorkingDays())
    assert due is not None
    assert case_of(by_hand, number).red_at == due.red
    assert by_hand.parts.decisions.accept_by_silence() == 0
    by_hand.parts.decisions.recount()
    assert case_of(by_hand, number).red_at == due.red


@pytest.mark.parametrize("state", [State.ACCEPTED, State.AUTO_ACCEPTED])
def test_no_operator_accepts_a_case_whose_files_are_not_here(
    by_hand: Any, sender: Any, state: State
) -> None:
    number, _ = with_a_file(sender)
    with pytest.raises(EnvironmentFault) as caught:
        by_hand.parts.decisions.decide(number, state, actor="a")
    assert caught.value.code == "case.incomplete"


def test_a_case_with_files_does_not_lend_its_deadline_to_one_without(
    by_hand: Any, sender: Any
) -> None:
    file = SealedFileBody(sha256="e" * 64, size=100, key=bytes(32))
    enclosed = AttachmentBody(
        name="a.jpg", media_type="image/jpeg", sha256="0" * 64, size=84, file=file
    )
    bodies = (sender.case(attachments=(enclosed,)), sender.case())
    with_file, without = sender.deliver(*map(sender.message, bodies)).results
    assert case_of(by_hand, with_file.case_number).red_at is None
    assert case_of(by_hand, without.case_number).red_at is not None


def test_a_case_that_breaks_lets_the_others_be_accepted(
    by_hand: Any, sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [sender.deliver(sender.message()).results[0].case_number for _ in range(3)]
    by_hand.clock.ahead = MONTHS
    decisions = by_hand.parts.decisions
    whole = Decisions._accept_silent

    def breaks(these: Decisions, case: CaseRow) -> bool:
        if case.case_number == numbers[0]:
            raise ValueError(case.state)
        return whole(these, case)

    monkeypatch.setattr(Decisions, "_accept_silent", breaks)
    with pytest.raises(ExceptionGroup, match="cannot be accepted"):
        decisions.accept_by_silence()
    assert [case_of(by_hand, number).state for number in numbers] == [
        State.DELIVERED,
        State.AUTO_ACCEPTED,
        State.AUTO_ACCEPTED,
    ]


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
