"""Where the terminal's electricity comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from drivers.api.status import Device

LOW_PERCENT = 20
LOW_MINUTES = 10
"""With less than either on battery nothing long is begun any more."""


@dataclass(frozen=True, slots=True)
class PowerState:
    """Mains or battery.

    Args:
        on_mains: whether the mains are there; None when nothing tells.
        percent: how full the battery is; None without one, or when it does not tell.
        minutes: for how long it will last; None when it does not tell, or on mains.
    """

    on_mains: bool | None = None
    percent: int | None = None
    minutes: int | None = None

    @property
    def on_battery(self) -> bool:
        """Whether the mains are known to be gone."""
        return self.on_mains is False

    @property
    def low(self) -> bool:
        """Whether the battery will soon be empty."""
        return self.on_battery and (
            (self.percent is not None and self.percent <= LOW_PERCENT)
            or (self.minutes is not None and self.minutes <= LOW_MINUTES)
        )


@dataclass(frozen=True, slots=True)
class PowerChanged:
    """The electricity comes from elsewhere now, or the battery is less full."""

    device: str
    state: PowerState


class PowerSupply(Device, Protocol):
    """Tells of mains and battery."""

    def open(self) -> None:
        """Check that something tells of the electricity."""

    def close(self) -> None:
        """Release it; safe to call twice."""

    def read(self) -> PowerState:
        """How it is now; never assumes.

        Raises:
            DeviceFault: ``power.unplugged`` when nothing tells any more.
        """
