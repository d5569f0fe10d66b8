"""Sensors that notice somebody before the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from drivers.api.status import Device


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """Somebody has come, or nobody is there any more; None: the sensor cannot tell."""

    device: str
    present: bool | None


class PresenceSensor(Device, Protocol):
    """Notices that somebody is near, and nothing else of them."""

    def open(self) -> None:
        """Check that the sensor answers."""

    def close(self) -> None:
        """Release it; safe to call twice."""

    def present(self) -> bool:
        """Whether somebody is near now.

        Raises:
            DeviceFault: ``presence.unplugged`` or ``presence.garbled``.
        """
