"""The agent tells its platform how the terminal is: when that changes, and from time to time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from kiosk.cases.deposit import deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.samples import NOON, SampleTerminal, SteppingClock, sample_submission
from kiosk.errors import EnvironmentFault
from kiosk.store import Store
from sync.agent.health import (
    AT_LEAST_EVERY,
    AT_MOST_EVERY,
    LATE,
    LITTLE_ROOM,
    Heartbeat,
    Machine,
)
from sync.protocol.envelope import open_sealed
from sync.protocol.health import DeviceReport, HealthBody

PRINTER = DeviceReport(device="receipt", device_class="receipt_printer", state="online")
BUSY = PRINTER.model_copy(update={"state": "busy"})
EMPTY = PRINTER.model_copy(update={"state": "degraded", "reason": "print.paper_out"})
WELL = Machine("0.1.0", 2 * LITTLE_ROOM, (PRINTER,))
SMALL = sample_submission(strokes=1, png_bytes=10)
A_MINUTE, SIX_HOURS = AT_MOST_EVERY.total_seconds(), AT_LEAST_EVERY.total_seconds()


@dataclass
class Talking:
    """A heartbeat over a fake store, and a machine that a test changes."""

    store: FakeStore
    clock: SteppingClock
    terminal: SampleTerminal
    machine: Machine | Exception = WELL

    def __post_init__(self) -> None:
        self.heart = Heartbeat(self.store, self.clock, self._look)

    def _look(self) -> Machine:
        if isinstance(self.machine, Exception):
            raise self.machine
        return self.machine

    def beat(self, *, after_s: float = A_MINUTE) -> bool:
        self.clock.advance(after_s)
        return self.heart.beat(offset_s=3.14)

    def words(self) -> list[OutboxMessage]:
        return [one for one in self.store.data.messages.values() if one.kind == "health"]

    def last(self) -> HealthBody:
        word = self.words()[-1]
        body = HealthBody.from_bytes(
            open_sealed(word.body, word.context, self.terminal.platform_key)
        )
        assert body is not None
        return body

    def settle(self, state: MessageState = MessageState.ACKNOWLEDGED) -> None:
        for word in self.words():
            self.store.data.messages[word.message_id] = replace(word, state=state)


@pytest.fixture
def talking(fake_store: FakeStore, clock: SteppingClock, terminal: SampleTerminal) -> Talking:
    with fake_store.unit_of_work() as uow:
        uow.terminal.save(terminal.identity)
        uow.commit()
    return Talking(fake_store, clock, terminal)


def test_the_first_word_says_how_everything_is(talking: Talking, clock: SteppingClock) -> None:
    deposit(talking.store.unit_of_work(), SMALL, clock=clock)
    assert talking.beat(after_s=0)
    body = talking.last()
    assert body.at == clock.now() == NOON
    assert body.report.model_dump() == {
        "software_version": "0.1.0",
        "messages": {
            "queued": 1,
            "sending": 0,
            "retry_wait": 0,
            "acknowledged": 0,
            "quarantined": 0,
        },
        "files": 0,
        "file_bytes": 0,
        "files_quarantined": 0,
        "reasons": {},
        "oldest_unsent": NOON,
        "clock_offset_s": 3.1,
        "free_bytes": 2 * LITTLE_ROOM,
        "devices": (PRINTER.model_dump(),),
    }


@pytest.mark.parametrize(
    "changed",
    [
        replace(WELL, software_version="0.2.0"),
        replace(WELL, free_bytes=LITTLE_ROOM - 1),
        replace(WELL, free_bytes=None),
        replace(WELL, devices=(EMPTY,)),
        replace(WELL, devices=()),
        replace(WELL, devices=None),
    ],
)
def test_what_changes_is_told_soon(talking: Talking, changed: Machine) -> None:
    assert talking.beat()
    talking.settle()
    talking.machine = changed
    assert not talking.beat(after_s=A_MINUTE - 1), "not more often than once a minute"
    assert talking.beat(after_s=1)
    assert talking.last().report.devices == changed.devices


@pytest.mark.parametrize(
    "same", [WELL, replace(WELL, devices=(BUSY,)), replace(WELL, free_bytes=3 * LITTLE_ROOM)]
)
def test_what_is_as_before_is_told_from_time_to_time(talking: Talking, same: Machine) -> None:
    assert talking.beat()
    talking.settle()
    talking.machine = same
    assert not talking.beat(after_s=SIX_HOURS - 1)
    assert talking.beat(after_s=A_MINUTE)
    assert len(talking.words()) == 2


def test_what_was_refused_is_told_with_its_reasons(talking: Talking, clock: SteppingClock) -> None:
    assert talking.beat()
    talking.settle()
    deposit(talking.store.unit_of_work(), SMALL, clock=clock)
    (case,) = (one for one in talking.store.data.messages.values() if one.kind == "case")
    talking.store.data.messages[case.message_id] = replace(
        case, state=MessageState.QUARANTINED, reason="body.invalid"
    )
    assert talking.beat()
    report = talking.last().report
    assert (report.reasons, report.messages["quarantined"]) == ({"body.invalid": 1}, 1)


def test_that_something_is_late_is_told_and_that_it_is_not_any_more(
    talking: Talking, clock: SteppingClock
) -> None:
    def outbox(state: MessageState) -> None:
        for one in talking.store.data.messages.values():
            talking.store.data.messages[one.message_id] = replace(one, state=state)

    deposit(talking.store.unit_of_work(), SMALL, clock=clock)
    assert talking.beat()
    talking.settle()
    assert not talking.beat(after_s=LATE.total_seconds() - A_MINUTE)
    assert talking.beat()
    assert talking.last().report.waiting == 1
    outbox(MessageState.ACKNOWLEDGED)
    assert talking.beat()
    assert (talking.last().report.waiting, talking.last().report.oldest_unsent) == (0, None)


def test_another_run_of_the_agent_adds_no_second_word(talking: Talking) -> None:
    assert talking.beat()
    again = Talking(talking.store, talking.clock, talking.terminal)
    assert not any(again.beat() for _ in range(3))
    again.settle()
    assert again.beat()
    assert len(again.words()) == 2


def test_what_is_in_quarantine_is_not_late(talking: Talking, clock: SteppingClock) -> None:
    deposit(talking.store.unit_of_work(), SMALL, clock=clock)
    (case,) = talking.store.data.messages.values()
    talking.store.data.messages[case.message_id] = replace(
        case, state=MessageState.QUARANTINED, reason="body.invalid"
    )
    assert talking.beat()
    assert talking.last().report.oldest_unsent is None
    talking.settle()
    assert not talking.beat(after_s=2 * LATE.total_seconds())


def test_nothing_is_said_while_the_last_word_is_on_its_way(talking: Talking) -> None:
    assert talking.beat()
    talking.machine = replace(WELL, devices=(EMPTY,))
    assert not talking.beat(after_s=10 * SIX_HOURS)
    talking.settle()
    assert talking.beat(after_s=0), "and then at once"


def test_a_word_that_was_refused_is_followed_by_another_in_its_time(talking: Talking) -> None:
    assert talking.beat()
    talking.settle(MessageState.QUARANTINED)
    assert not any(talking.beat() for _ in range(3)), "that it was refused is no news"
    assert talking.beat(after_s=SIX_HOURS)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EnvironmentFault("device.bulletin", "It cannot be read."), "device.bulletin"),
        (KeyError("王秀花"), "health.bug"),
    ],
)
def test_a_machine_that_cannot_be_looked_at_is_logged_once_and_looked_at_again(
    talking: Talking, error: Exception, code: str
) -> None:
    talking.machine = error
    with capture_logs() as logs:
        assert not any(talking.beat() for _ in range(3))
    assert [(one["event"], one["code"]) for one in logs] == [("health.postponed", code)]
    assert "王秀花" not in str(logs)
    talking.machine = WELL
    assert talking.beat(after_s=0)


def test_who_is_to_say_nothing_says_nothing(talking: Talking) -> None:
    heart = Heartbeat(talking.store, talking.clock, lambda: WELL, at_least_every=timedelta())
    assert not heart.beat(offset_s=0)
    assert not talking.words()


def test_the_platform_shows_what_the_terminal_said(
    platform: Any,
    enrolled: Store,
    start_agent: Callable[..., Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> None:
    identity = enrolled.terminal()
    assert identity is not None

    def shown() -> dict[str, Any]:
        found = json.loads(platform.run("terminals", "--json"))
        (one,) = (one for one in found if one["terminal"] == identity.terminal)
        assert isinstance(one, dict)
        return one

    assert shown()["report"] is None
    start_agent(enrolled, look=lambda: WELL, health_every=AT_LEAST_EVERY)
    wait_for(lambda: shown()["report"])
    assert shown()["report"]["software_version"] == "0.1.0"
    assert shown()["report"]["devices"] == [PRINTER.model_dump()]
