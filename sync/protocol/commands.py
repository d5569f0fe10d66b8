"""A terminal's word on what it was told to do (docs/protocol.md, "Commands")."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from sync.protocol.body import parse_body
from sync.protocol.canonical import canonical
from sync.protocol.health import TerminalReport
from sync.protocol.wire import Moment, PlainLine, ShortText, WireModel

MAX_TEXT = 1000
"""Characters of the sentence that says what became of a command."""


class CommandOutcomeBody(WireModel):
    """What became of a command.

    Args:
        format: name and version of this shape.
        command_id: which.
        name: its name as it was given.
        result: carried out; tried in vain; not tried.
        code: why it was not done, dotted; empty if it was.
        text: the same as one English sentence for a technician.
        at: by the terminal's clock.
        report: how the terminal is, where that was asked for.
    """

    format: Literal["bianmin-command/1"] = "bianmin-command/1"
    command_id: UUID
    name: ShortText
    result: Literal["done", "failed", "refused"]
    code: PlainLine = ""
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    at: Moment
    report: TerminalReport | None = None

    def to_bytes(self) -> bytes:
        """The bytes to seal: canonical JSON."""
        return canonical(self.model_dump(mode="json"))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` made.

        Raises:
            BodyError: it is not the outcome of a command.
        """
        return parse_body(cls, data)
