"""What every device has: its class, its states, its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from kiosk.errors import EnvironmentFault


class DeviceClass(StrEnum):
    """What a device is for."""

    ID_CARD_READER = "id_card_reader"
    CODE_READER = "code_reader"
    RECEIPT_PRINTER = "receipt_printer"
    DOCUMENT_PRINTER = "document_printer"
    PHOTO_CAMERA = "photo_camera"
    DOCUMENT_CAMERA = "document_camera"
    CARD_READER = "card_reader"
    """Chip cards by PC/SC."""
    SPEAKER = "speaker"
    MICROPHONE = "microphone"
    LIGHTS = "lights"
    POWER_SUPPLY = "power_supply"
    """The uninterruptible power supply, or a battery."""
    PRESENCE_SENSOR = "presence_sensor"

    @property
    def prefix(self) -> str:
        """What the codes of its faults begin with, for instance ``card`` in ``card.pulled``."""
        return PREFIXES[self]


PREFIXES = {
    DeviceClass.ID_CARD_READER: "card",
    DeviceClass.CODE_READER: "code",
    DeviceClass.RECEIPT_PRINTER: "print",
    DeviceClass.DOCUMENT_PRINTER: "document",
    DeviceClass.PHOTO_CAMERA: "photo",
    DeviceClass.DOCUMENT_CAMERA: "page",
    DeviceClass.CARD_READER: "chip",
    DeviceClass.SPEAKER: "sound",
    DeviceClass.MICROPHONE: "microphone",
    DeviceClass.LIGHTS: "light",
    DeviceClass.POWER_SUPPLY: "power",
    DeviceClass.PRESENCE_SENSOR: "presence",
}


class DeviceState(StrEnum):
    """XFS4IoT device state. UNKNOWN is not OK; NO_DEVICE (not fitted) is not OFFLINE."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    NO_DEVICE = "no_device"
    HARDWARE_ERROR = "hardware_error"
    USER_ERROR = "user_error"
    BUSY = "busy"


class Paper(StrEnum):
    """Paper of a printer."""

    FULL = "full"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "not_supported"


class Toner(StrEnum):
    """Toner or ink of a printer."""

    FULL = "full"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "not_supported"


class Media(StrEnum):
    """Card in or on a reader."""

    PRESENT = "present"
    NOT_PRESENT = "not_present"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "not_supported"


class Headset(StrEnum):
    """What is plugged where the speaker's sound comes out."""

    PLUGGED = "plugged"
    NOT_PLUGGED = "not_plugged"
    UNKNOWN = "unknown"
    """The socket does not tell: everybody in the room may be listening."""
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True, slots=True)
class Status:
    """A device's state at a moment.

    Args:
        device: the name it has in the configuration, for instance ``id_card``.
        device_class: what it is for.
        state: device state.
        reason: stable code such as ``card.reader_unplugged``; empty when all is well.
        since: when this state began.
        last_ok: when the device last answered well; None if never.
        paper: printers only.
        media: readers only.
        cover_open: printers only; None where it cannot be known.
        headset: speakers only.
        toner: document printers only.
    """

    device: str
    device_class: DeviceClass
    state: DeviceState
    reason: str
    since: datetime
    last_ok: datetime | None = None
    paper: Paper = Paper.NOT_SUPPORTED
    media: Media = Media.NOT_SUPPORTED
    cover_open: bool | None = None
    headset: Headset = Headset.NOT_SUPPORTED
    toner: Toner = Toner.NOT_SUPPORTED


class DeviceFault(EnvironmentFault):
    """A device did not do what was asked.

    Its `code` starts with the word of its class (`DeviceClass.prefix`); transports raise it with
    ``line.`` and their driver turns that into a word of its own class.
    """


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The device's status is now another."""

    status: Status


class Device(Protocol):
    """What every driver has.

    All calls block and come from the device's own thread, unless its class says otherwise.

    Attributes:
        name: what the configuration calls it.
        device_class: what it is for.
    """

    name: str
    device_class: DeviceClass

    def open(self) -> None:
        """Reach the device and check that it answers; raises `DeviceFault`."""

    def close(self) -> None:
        """Release it; safe to call twice."""


@runtime_checkable
class Described(Protocol):
    """A driver that knows something of the unit it drives."""

    def details(self) -> Mapping[str, str]:
        """What a technician may want to know of this unit, such as its serial number.

        Known after `open`; holds nothing of people, and is the same until the device is opened
        again. Keys are words of the driver, in snake_case.
        """


@runtime_checkable
class Interruptible(Protocol):
    """A driver whose hanging call can be ended from outside."""

    def interrupt(self) -> None:
        """End the call another thread is waiting in; safe at any time, returns at once."""
