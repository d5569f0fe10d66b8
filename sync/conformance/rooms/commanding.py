"""What an operator tells a terminal to do, and what the terminal says of it."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from sync.conformance.bench import Bench
from sync.conformance.checks import Room, need, same
from sync.conformance.rooms.delivering import ACCEPTED, expect, refusal
from sync.conformance.rooms.feeding import refine
from sync.conformance.terminal import Queue
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import MessageKind
from sync.protocol.messages import CommandEvent, MessageIn

ROOM = Room("commands", "Commands")
_OPERATOR_S = 600.0
_ASK_S = 20


def _word(queue: Queue, command_id: UUID, name: str = "self-test") -> MessageIn:
    body = CommandOutcomeBody(
        command_id=command_id, name=name, result="done", at=queue.terminal.clock.now()
    )
    return queue.message(plain=body.to_bytes(), kind=MessageKind.COMMAND_OUTCOME)


def _commands(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in page["events"] if one.get("kind") == "command"]


@ROOM.check
def not_given(bench: Bench) -> None:
    """The outcome of a command that was not given to this terminal is refused."""
    queue = bench.terminal.queue()
    (result,) = bench.terminal.deliver(_word(queue, bench.terminal.clock.uuid7()))
    expect(result, refusal(422, "command.not_given"))


@ROOM.check
def told_until_settled(bench: Bench) -> None:
    """A command is told to who asks for commands, until the terminal's word on it has come."""
    if not bench.wishes.commands:
        bench.not_run("it needs an operator who gives a command: --expect-command")
    terminal = bench.terminal
    end = terminal.end_of_feed()
    bench.wishes.ask(f"Give terminal {terminal.number} a command now, self-test for one.")
    deadline = time.monotonic() + _OPERATOR_S
    found: list[dict[str, Any]] = []
    while not found and time.monotonic() < deadline:
        found = _commands(terminal.feed(end, _ASK_S, commands=True))
    need(found, "nobody gave a command, or it was not told")
    refine(found[0], CommandEvent)
    event = CommandEvent.model_validate(found[0])
    same(_commands(terminal.feed(end, commands=True)), found, "the same question again")
    (result,) = terminal.deliver(_word(terminal.queue(), event.command_id, event.name))
    expect(result, ACCEPTED)
    left = [one["command_id"] for one in _commands(terminal.feed(end, commands=True))]
    need(str(event.command_id) not in left, "a command that is settled is told again")
