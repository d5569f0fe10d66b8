"""Lights beside the slots of the terminal, which show a person where to act."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from drivers.api.status import Device


class LightPlace(StrEnum):
    """Where a light is."""

    CARD = "card"
    CODE = "code"
    RECEIPT = "receipt"
    DOCUMENT = "document"
    CAMERA = "camera"
    SIGNAL = "signal"
    """On top of the terminal, seen from afar."""


class LightState(StrEnum):
    """What a light does. Somebody is waited for where it blinks."""

    OFF = "off"
    STEADY = "steady"
    BLINKING = "blinking"


class Lights(Device, Protocol):
    """Switches lights on and off; blinking is its worker's matter, so that all blink together."""

    @property
    def places(self) -> frozenset[LightPlace]:
        """Where it has lights; known before `open`."""

    def open(self) -> None:
        """Reach the lights and switch all of them off."""

    def close(self) -> None:
        """Switch all of them off, as far as that can be done; safe to call twice."""

    def switch(self, place: LightPlace, *, lit: bool) -> None:
        """Switch one of `places`.

        Raises:
            DeviceFault: ``light.unplugged``, ``light.silent``, ``light.garbled`` or
                ``light.refused``.
        """

    def check(self) -> None:
        """Ask whether they can still be reached; raises `DeviceFault` as `switch`."""
