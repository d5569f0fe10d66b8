"""What the platform's operators tell this terminal to do, each thing once (docs/protocol.md).

taken → settled                  in one transaction with the word that goes back
taken → under way → settled      a restart: whoever does it is gone in between; another key
under way → taken                somebody came to the terminal before it was done

A command is taken in the transaction that moves the cursor of the feed (`kiosk.cases.mirror`).
Who is killed before it is settled finds it again; who is killed afterwards does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from kiosk.cases.audit import OPERATOR
from kiosk.cases.ports import UnitOfWork
from kiosk.cases.records import CommandState, RemoteCommand
from kiosk.cases.words import say
from kiosk.clock import Clock
from sync.protocol.command_names import CommandName
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import MessageKind
from sync.protocol.health import TerminalReport

GRACE = timedelta(minutes=10)
"""How long what was begun in time may take."""


@dataclass(frozen=True, slots=True)
class CommandOutcome:
    """What became of a command; see `sync.protocol.commands.CommandOutcomeBody`."""

    result: Literal["done", "failed", "refused"]
    code: str = ""
    text: str = ""
    report: TerminalReport | None = None


def waiting_restart(uow: UnitOfWork, *, clock: Clock) -> RemoteCommand | None:
    """The restart that somebody wants and nobody has begun, unless its time is over.

    Args:
        uow: one that reads.
        clock: this machine's time; the platform's is reckoned from it.
    """
    with uow:
        offset_s = uow.link.get().clock_offset_s
        found = _restarts(uow, CommandState.TAKEN)
    now = clock.now() + timedelta(seconds=offset_s)
    return next((command for command in found if not is_over(command, now)), None)


def begin(uow: UnitOfWork, command: RemoteCommand) -> bool:
    """Write down that a command is about to be carried out.

    Returns:
        Whether it was still to be done; if not, leave it.
    """
    with uow:
        if uow.commands.get(command.command_id) != command:
            return False
        uow.commands.save(replace(command, state=CommandState.UNDER_WAY))
        uow.commit()
    return True


def put_back(uow: UnitOfWork, command: RemoteCommand) -> bool:
    """Write down that a command was not carried out after all, and still is to be.

    Args:
        uow: one that may write.
        command: as it was before it was begun.

    Returns:
        Whether it was under way; if not, somebody has gone on with it.
    """
    with uow:
        if uow.commands.get(command.command_id) != replace(command, state=CommandState.UNDER_WAY):
            return False
        uow.commands.save(command)
        uow.commit()
    return True


def settle_restarts(uow: UnitOfWork, *, clock: Clock) -> int:
    """Tell the platform of restarts that were begun: whoever calls this is there again.

    Returns:
        How many.
    """
    with uow:
        begun = _restarts(uow, CommandState.UNDER_WAY)
        for command in begun:
            settle_within(uow, command, CommandOutcome("done"), clock)
        if begun:
            uow.commit()
    return len(begun)


def settle(
    uow: UnitOfWork, command: RemoteCommand, outcome: CommandOutcome, *, clock: Clock
) -> bool:
    """Write down what became of a command, with the message that tells the platform.

    Args:
        uow: one that may write.
        command: as it was seen; if somebody has gone on with it since, nothing is written.
        outcome: what became of it.
        clock: time and identifiers.

    Returns:
        Whether it was written.

    Raises:
        EnvironmentFault: ``terminal.not_enrolled``, ``terminal.revoked``, or what
            `kiosk.cases.words.say` raises.
    """
    with uow:
        if uow.commands.get(command.command_id) != command:
            return False
        settle_within(uow, command, outcome, clock)
        uow.commit()
    return True


def is_over(command: RemoteCommand, now: datetime) -> bool:
    """Whether it is too late for a command; `now` is the platform's time.

    What was begun in time has `GRACE` to come to its end.
    """
    grace = GRACE if command.state is CommandState.UNDER_WAY else timedelta()
    return now >= command.expires_at + grace


def _restarts(uow: UnitOfWork, state: CommandState) -> list[RemoteCommand]:
    return [
        command
        for command in uow.commands.unsettled()
        if command.name == CommandName.RESTART and command.state is state
    ]


def settle_within(
    uow: UnitOfWork, command: RemoteCommand, outcome: CommandOutcome, clock: Clock
) -> None:
    """Write down what became of a command in a transaction of the caller's."""
    body = CommandOutcomeBody(
        command_id=command.command_id,
        name=command.name,
        result=outcome.result,
        code=outcome.code,
        text=outcome.text,
        at=clock.now(),
        report=outcome.report,
    )
    say(uow, MessageKind.COMMAND_OUTCOME, body.to_bytes(), clock=clock)
    uow.commands.save(replace(command, state=CommandState.SETTLED))
    result = " ".join(filter(None, (outcome.result, outcome.code)))
    uow.audit.note(OPERATOR, f"command:{command.name}", str(command.command_id), result)
