"""What operators want of a terminal: carried out once, and their platform told of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from kiosk.cases.commands import begin, put_back
from kiosk.cases.deposit import deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.mirror import apply_feed
from kiosk.cases.records import CommandState, RemoteCommand
from kiosk.cases.samples import NOON, SampleTerminal, SteppingClock, sample_submission
from kiosk.errors import EnvironmentFault
from sync.agent.commands import CommandRunner
from sync.agent.health import Look, Machine
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import open_sealed
from sync.protocol.health import DeviceReport

CARD = DeviceReport(device="id_card", device_class="id_card_reader", state="online")
PRINTER = DeviceReport(
    device="receipt", device_class="receipt_printer", state="offline", reason="print.unplugged"
)
SMALL = sample_submission(strokes=1, png_bytes=10)


@pytest.fixture
def store(fake_store: FakeStore, terminal: SampleTerminal) -> FakeStore:
    with fake_store.unit_of_work() as uow:
        uow.terminal.save(terminal.identity)
        uow.commit()
    return fake_store


@pytest.fixture
def carry_out(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> Callable[..., list[CommandOutcomeBody]]:
    """Takes commands, runs the runner, and opens what it has to say."""

    def run(*names: str, look: Look = Machine, offset_s: float = 0) -> list[CommandOutcomeBody]:
        commands = [command(name, at) for at, name in enumerate(names, 1)]
        apply_feed(store.unit_of_work(), [], len(names), commands)
        CommandRunner(store, clock, look).run(offset_s=offset_s)
        return [
            CommandOutcomeBody.from_bytes(open_sealed(one.body, one.context, terminal.platform_key))
            for one in store.data.messages.values()
            if one.kind == "command_outcome"
        ]

    return run


def command(name: str, position: int = 1) -> RemoteCommand:
    return RemoteCommand(UUID(int=position), position, name, NOON, NOON + timedelta(hours=24))


def test_diagnostics_say_how_the_terminal_is_and_nothing_of_people(
    store: FakeStore, clock: SteppingClock, carry_out: Callable[..., Any]
) -> None:
    deposit(store.unit_of_work(), SMALL, clock=clock)
    machine = Machine("0.1.0", 5_000_000, (CARD, PRINTER))
    (word,) = carry_out("send-diagnostics", look=lambda: machine, offset_s=3.14)
    assert (word.result, word.code) == ("done", "")
    assert word.report.model_dump() == {
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
        "free_bytes": 5_000_000,
        "devices": (CARD.model_dump(), PRINTER.model_dump()),
    }


@pytest.mark.parametrize(
    ("devices", "result", "code"),
    [
        ((CARD,), "done", ""),
        ((CARD, PRINTER), "failed", "command.devices_not_well"),
        (None, "failed", "command.no_screen"),
    ],
)
def test_a_self_test_judges_the_devices(
    carry_out: Callable[..., Any],
    devices: tuple[DeviceReport, ...] | None,
    result: str,
    code: str,
) -> None:
    (word,) = carry_out("self-test", look=lambda: Machine(devices=devices))
    assert (word.result, word.code) == (result, code)
    assert word.report.devices == devices
    assert ("receipt" in word.text) is (devices == (CARD, PRINTER))


@pytest.mark.parametrize("name", ["self-test", "send-diagnostics"])
def test_a_machine_that_cannot_be_looked_at_is_said(
    carry_out: Callable[..., Any], name: str
) -> None:
    def look() -> Machine:
        raise EnvironmentFault("device.bulletin", "It cannot be read.")

    (word,) = carry_out(name, look=look)
    assert (word.result, word.code, word.report) == ("failed", "device.bulletin", None)


@pytest.mark.parametrize("name", ["self-test", "send-diagnostics"])
@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (KeyError("王秀花"), "command.bug", "KeyError"),
        (ModuleNotFoundError(), "command.bug", "ModuleNotFoundError"),
        (EnvironmentFault("a.b", "x" * 1001), "a.b", "x" * 1000),
    ],
)
def test_whatever_the_look_raises_is_an_outcome_and_not_the_end(
    carry_out: Callable[..., Any], name: str, error: Exception, code: str, text: str
) -> None:
    def look() -> Machine:
        raise error

    with capture_logs() as log:
        (word,) = carry_out(name, look=look)
    assert (word.result, word.code, word.text) == ("failed", code, text)
    raised = [one for one in log if one["event"] == "command.raised"]
    assert [one["kind"] for one in raised] == ([text] if code == "command.bug" else [])
    assert "王秀花" not in str(log)


def test_a_report_that_cannot_be_made_is_an_outcome_too(carry_out: Callable[..., Any]) -> None:
    (word,) = carry_out("send-diagnostics", look=lambda: Machine("v" * 201))
    assert (word.code, word.text) == ("command.bug", "ValidationError")


def test_what_cannot_be_done_here_is_refused_with_its_reason(
    carry_out: Callable[..., Any],
) -> None:
    said = carry_out("refresh-catalogue", "open-the-pod-bay-doors")
    assert [(one.name, one.result, one.code) for one in said] == [
        ("refresh-catalogue", "refused", "command.no_catalogue_updates"),
        ("open-the-pod-bay-doors", "refused", "command.unknown"),
    ]


def test_a_restart_is_left_to_the_screen_until_it_is_too_late(
    store: FakeStore, clock: SteppingClock, carry_out: Callable[..., Any]
) -> None:
    assert carry_out("restart") == []
    assert store.data.commands[UUID(int=1)].state is CommandState.TAKEN
    clock.advance(24 * 3600)
    (word,) = carry_out("restart")
    assert (word.result, word.code) == ("refused", "command.expired")


def test_a_screen_that_does_not_come_back_is_told(
    store: FakeStore, clock: SteppingClock, carry_out: Callable[..., Any]
) -> None:
    carry_out("restart")
    assert begin(store.unit_of_work(), command("restart"))
    assert carry_out("restart") == []
    clock.advance(24 * 3600)
    assert carry_out("restart") == []  # it may just have been begun
    clock.advance(600)
    (word,) = carry_out("restart")
    assert (word.result, word.code) == ("failed", "command.not_back")


def test_a_restart_that_was_put_back_is_too_late_when_its_time_is_over(
    store: FakeStore, clock: SteppingClock, carry_out: Callable[..., Any]
) -> None:
    carry_out("restart")
    assert begin(store.unit_of_work(), command("restart"))
    assert put_back(store.unit_of_work(), command("restart"))
    assert not put_back(store.unit_of_work(), command("restart"))
    clock.advance(24 * 3600)
    (word,) = carry_out("restart")
    assert (word.result, word.code) == ("refused", "command.expired")


def test_a_command_that_somebody_else_settles_meanwhile_is_told_once(
    store: FakeStore, carry_out: Callable[..., Any]
) -> None:
    def look() -> Machine:
        carry_out("send-diagnostics")  # another hand is faster
        return Machine()

    assert len(carry_out("send-diagnostics", look=look)) == 1
    assert store.data.commands[UUID(int=1)].state is CommandState.SETTLED


def test_a_word_that_cannot_be_kept_waits_and_holds_up_no_other(
    store: FakeStore, carry_out: Callable[..., Any]
) -> None:
    def look() -> Machine:
        store.fail_commits = 1
        return Machine()

    said = carry_out("send-diagnostics", "refresh-catalogue", look=look)
    assert [one.name for one in said] == ["refresh-catalogue"]
    assert [one.name for one in carry_out("send-diagnostics")] == [
        "refresh-catalogue",
        "send-diagnostics",
    ]
