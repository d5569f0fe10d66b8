"""A terminal's word on what it was told to do (docs/protocol.md, "Commands")."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from sync.protocol.body import parse_body
from sync.protocol.canonical import canonical
from sync.protocol.wire import Moment, PlainLine, ShortText, WireModel

MAX_DEVICES = 100
MAX_TEXT = 1000
"""Characters of the sentence that says what became of a command."""

Count = Annotated[int, Field(ge=0, lt=2**53)]


class DeviceReport(WireModel):
    """How one device is; `state` and `reason` are those of `kiosk devices status`."""

    device: ShortText
    device_class: ShortText
    state: ShortText
    reason: ShortText = ""


class TerminalReport(WireModel):
    """How a terminal is, for a technician far away; nothing in it is of a person.

    Args:
        software_version: of the program.
        messages: how many messages of the outbox are in which state.
        files: files still on their way.
        file_bytes: what is still to go of them.
        files_quarantined: files the platform refused.
        oldest_unsent: when the oldest message that is not acknowledged was written.
        clock_offset_s: the platform's time minus the terminal's.
        free_bytes: room on the disk of the store; None if it cannot be known.
        devices: as the screen's process knows them; None while none runs.
    """

    software_version: ShortText
    messages: dict[ShortText, Count]
    files: Count
    file_bytes: Count
    files_quarantined: Count
    oldest_unsent: Moment | None = None
    clock_offset_s: Annotated[float, Field(allow_inf_nan=False)]
    free_bytes: Count | None = None
    devices: Annotated[tuple[DeviceReport, ...], Field(max_length=MAX_DEVICES)] | None = None


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
