"""What every store owes whoever carries out commands; runs on the fake and on the real one."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from kiosk.cases.commands import (
    CommandOutcome,
    begin,
    settle,
    settle_restarts,
    waiting_restart,
)
from kiosk.cases.mirror import apply_feed
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CommandState, LinkState, RemoteCommand
from kiosk.cases.samples import NOON, SampleTerminal, SteppingClock
from kiosk.cases.terminal import NotEnrolled
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import open_sealed


def command(position: int = 1, name: str = "send-diagnostics") -> RemoteCommand:
    return RemoteCommand(
        UUID(int=position), position, name, NOON, NOON + timedelta(hours=24, microseconds=7)
    )


def take(store: CaseStore, *commands: RemoteCommand) -> int:
    cursor = max(one.position for one in commands)
    return apply_feed(store.unit_of_work(), [], cursor, commands)


def unsettled(store: CaseStore) -> list[RemoteCommand]:
    with store.reading() as uow:
        return uow.commands.unsettled()


def words(store: CaseStore, terminal: SampleTerminal) -> list[CommandOutcomeBody]:
    with store.reading() as uow:
        ids = [one.message_id for one in uow.outbox.due(NOON, NOON, 100)]
        messages = uow.outbox.load(ids)
    return [
        CommandOutcomeBody.from_bytes(open_sealed(one.body, one.context, terminal.platform_key))
        for one in messages
    ]


def test_commands_are_kept_with_the_cursor_in_the_order_of_the_feed(store: CaseStore) -> None:
    assert take(store, command(7), command(3, "restart")) == 2
    assert unsettled(store) == [command(3, "restart"), command(7)]
    with store.reading() as uow:
        assert uow.link.cursor() == 7
        assert uow.commands.get(UUID(int=7)) == command(7)
        assert uow.commands.get(UUID(int=8)) is None


def test_a_command_is_taken_once_however_far_it_has_come(
    store: CaseStore, clock: SteppingClock
) -> None:
    assert take(store, command()) == 1
    assert take(store, command()) == 0
    assert settle(store.unit_of_work(), command(), CommandOutcome("done"), clock=clock)
    assert take(store, command()) == 0
    assert take(store, replace(command(2), command_id=UUID(int=1))) == 0
    assert take(store, replace(command(1), command_id=UUID(int=9))) == 0
    assert unsettled(store) == []


def test_a_word_goes_to_the_platform_once(
    store: CaseStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    take(store, command())
    outcome = CommandOutcome("refused", "command.unknown", "No.")
    assert settle(store.unit_of_work(), command(), outcome, clock=clock)
    assert not settle(store.unit_of_work(), command(), CommandOutcome("done"), clock=clock)
    (word,) = words(store, terminal)
    assert (word.command_id, word.result, word.code, word.text) == (
        UUID(int=1),
        "refused",
        "command.unknown",
        "No.",
    )
    assert word.at == NOON


def test_a_terminal_that_is_not_enrolled_has_nobody_to_tell(
    empty_store: CaseStore, clock: SteppingClock
) -> None:
    take(empty_store, command())
    with pytest.raises(NotEnrolled):
        settle(empty_store.unit_of_work(), command(), CommandOutcome("done"), clock=clock)
    assert unsettled(empty_store) == [command()]


def test_a_restart_is_begun_once_and_told_by_who_comes_after(
    store: CaseStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    take(store, command(1), command(2, "restart"))
    assert settle_restarts(store.unit_of_work(), clock=clock) == 0
    wanted = waiting_restart(store.reading(), clock=clock)
    assert wanted == command(2, "restart")
    assert begin(store.unit_of_work(), wanted)
    assert not begin(store.unit_of_work(), wanted)
    assert waiting_restart(store.reading(), clock=clock) is None
    assert unsettled(store)[1].state is CommandState.UNDER_WAY
    assert words(store, terminal) == []
    assert settle_restarts(store.unit_of_work(), clock=clock) == 1
    assert settle_restarts(store.unit_of_work(), clock=clock) == 0
    (word,) = words(store, terminal)
    assert (word.name, word.result) == ("restart", "done")


def test_a_restart_is_not_begun_after_its_time_by_the_platform_s_clock(
    store: CaseStore, clock: SteppingClock
) -> None:
    take(store, command(1, "restart"))
    with store.unit_of_work() as uow:
        uow.link.save(LinkState(clock_offset_s=25 * 3600.0))
        uow.commit()
    assert waiting_restart(store.reading(), clock=clock) is None
    clock.advance(-2 * 3600)
    assert waiting_restart(store.reading(), clock=clock) is not None
