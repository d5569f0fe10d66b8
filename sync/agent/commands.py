"""Carrying out what the platform's operators want of this terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from kiosk.cases.commands import CommandOutcome, is_over, settle
from kiosk.cases.key_change import begin
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CommandState, RemoteCommand
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from kiosk.failures import place_of
from sync.agent.health import Look, report_on
from sync.protocol.command_names import CommandName
from sync.protocol.commands import MAX_TEXT
from sync.protocol.health import TerminalReport

_events = structlog.get_logger()


class CommandRunner:
    """Does what is the agent's to do; a restart is the screen's (`kiosk.cases.commands`).

    Args:
        store: where commands are.
        clock: time and identifiers.
        look: tells of the machine.
    """

    def __init__(self, store: CaseStore, clock: Clock, look: Look) -> None:
        self._store = store
        self._clock = clock
        self._look = look

    def run(self, *, offset_s: float) -> None:
        """Carry out every command that waits; what cannot be written down waits on.

        Args:
            offset_s: the platform's time minus ours, seconds, as it has just been heard.

        Raises:
            EnvironmentFault: the store cannot be read.
        """
        with self._store.reading() as uow:
            waiting = uow.commands.unsettled()
        for command in waiting:
            try:
                self._carry_out(command, offset_s)
            except EnvironmentFault as fault:  # the others, and the feed, must not wait for it
                _events.warning("command.postponed", command=command.name, code=fault.code)

    def _carry_out(self, command: RemoteCommand, offset_s: float) -> None:
        over = is_over(command, self._clock.now() + timedelta(seconds=offset_s))
        outcome = _too_late(command) if over else self._outcome(command, offset_s)
        if outcome is None:
            return
        if settle(self._store.unit_of_work(), command, outcome, clock=self._clock):
            _events.info(
                "command.settled", command=command.name, result=outcome.result, code=outcome.code
            )

    def _outcome(self, command: RemoteCommand, offset_s: float) -> CommandOutcome | None:
        """What becomes of a command; None if somebody else carries it out."""
        match command.name:
            case CommandName.SEND_DIAGNOSTICS:
                return self._looked(command, offset_s, _told)
            case CommandName.SELF_TEST:
                return self._looked(command, offset_s, _judged)
            case CommandName.RESTART:
                return None
            case CommandName.ROTATE_KEY:
                if command.state is CommandState.TAKEN:
                    begin(self._store.unit_of_work(), command)
                return None  # settled when the new key is in use
            case CommandName.REFRESH_CATALOGUE:
                return CommandOutcome(
                    "refused",
                    "command.no_catalogue_updates",
                    "This version takes its catalogue from its own files only.",
                )
            case _:
                return CommandOutcome(
                    "refused", "command.unknown", "This version does not know the command."
                )

    def _looked(
        self,
        command: RemoteCommand,
        offset_s: float,
        judge: Callable[[TerminalReport], CommandOutcome],
    ) -> CommandOutcome:
        try:
            return judge(report_on(self._store.reading(), self._look(), offset_s))
        except EnvironmentFault as fault:
            return CommandOutcome("failed", fault.code, fault.message[:MAX_TEXT])
        except Exception as error:  # noqa: BLE001 # a mistake of ours must not end the agent for ever
            kind = type(error).__name__
            _events.error("command.raised", command=command.name, kind=kind, place=place_of(error))
            return CommandOutcome("failed", "command.bug", kind)


def _too_late(command: RemoteCommand) -> CommandOutcome:
    if command.state is CommandState.UNDER_WAY and command.name == CommandName.ROTATE_KEY:
        return CommandOutcome(
            "failed", "command.key_waits", "The platform has not answered for the new key yet."
        )
    if command.state is CommandState.UNDER_WAY:
        return CommandOutcome(
            "failed", "command.not_back", "The screen ended and has not been there again."
        )
    return CommandOutcome("refused", "command.expired", "It came too late to be carried out.")


def _told(report: TerminalReport) -> CommandOutcome:
    return CommandOutcome("done", report=report)


def _judged(report: TerminalReport) -> CommandOutcome:
    if report.devices is None:
        return CommandOutcome(
            "failed",
            "command.no_screen",
            "The screen does not run, so nobody watches the devices.",
            report,
        )
    if report.unwell:
        text = f"Not well: {', '.join(one.device for one in report.unwell)}."
        return CommandOutcome("failed", "command.devices_not_well", text[:MAX_TEXT], report)
    return CommandOutcome("done", report=report)
