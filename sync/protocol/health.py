"""How a terminal is, in its own words (docs/protocol.md, "Health")."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError

from sync.protocol.canonical import canonical
from sync.protocol.wire import Moment, PlainLine, WireModel

WELL = frozenset({"online", "busy"})
"""States in which a device serves."""
MAX_DEVICES = 100
MAX_STATES = 20
MAX_REASONS = 50
_WAITING = ("queued", "sending", "retry_wait")

Count = Annotated[int, Field(ge=0, lt=2**53)]


class DeviceReport(WireModel):
    """How one device is; `state` and `reason` are those of `kiosk devices status`."""

    device: PlainLine
    device_class: PlainLine
    state: PlainLine
    reason: PlainLine = ""

    @property
    def serves(self) -> bool:
        """Whether it can be used."""
        return self.state in WELL


class TerminalReport(WireModel):
    """How a terminal is, for a technician far away; nothing in it is of a person.

    Args:
        software_version: of the program.
        messages: how many messages of the outbox are in which state.
        files: files still on their way.
        file_bytes: what is still to go of them.
        files_quarantined: files the platform refused.
        reasons: why messages and files are in quarantine: how many, by code.
        oldest_unsent: when the oldest message was written that is still to arrive, those in
            quarantine not among them.
        clock_offset_s: the platform's time minus the terminal's.
        free_bytes: room on the disk of the store; None if it cannot be known.
        devices: as the screen's process knows them; None while none runs.
    """

    software_version: PlainLine
    messages: Annotated[dict[PlainLine, Count], Field(max_length=MAX_STATES)]
    files: Count
    file_bytes: Count
    files_quarantined: Count
    reasons: Annotated[dict[PlainLine, Count], Field(max_length=MAX_REASONS)] = Field(
        default_factory=dict
    )
    oldest_unsent: Moment | None = None
    clock_offset_s: Annotated[float, Field(allow_inf_nan=False)]
    free_bytes: Count | None = None
    devices: Annotated[tuple[DeviceReport, ...], Field(max_length=MAX_DEVICES)] | None = None

    @property
    def waiting(self) -> int:
        """Messages that are still to arrive, those that were refused not among them."""
        return sum(self.messages.get(state, 0) for state in _WAITING)

    @property
    def unwell(self) -> tuple[DeviceReport, ...]:
        """Devices that do not serve; none if nobody knows."""
        return tuple(one for one in self.devices or () if not one.serves)


class HealthBody(WireModel):
    """How a terminal is, told by itself: from time to time, and when something changes.

    Args:
        format: name and version of this shape.
        at: by the terminal's clock.
        report: how it is.
    """

    format: Literal["bianmin-health/1"] = "bianmin-health/1"
    at: Moment
    report: TerminalReport

    def to_bytes(self) -> bytes:
        """The bytes to seal: canonical JSON."""
        return canonical(self.model_dump(mode="json"))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self | None:
        """Read what `to_bytes` made; None if it is something else, of a later version perhaps."""
        try:
            return cls.model_validate_json(data)
        except ValidationError:
            return None
