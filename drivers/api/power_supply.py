"""Where the terminal's electricity comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from drivers.api.status import Device


@dataclass(frozen=True, slots=True)
class Floor:
    """How much of a battery has to be left.

    Args:
        percent: of what it holds; 0 when it does not matter.
        minutes: for which it lasts; 0 likewise.
    """

    percent: int
    minutes: int

    def reached(self, percent: int | None, minutes: int | None) -> bool:
        """Whether no more than this is left of either; what nobody tells is no reason."""
        return (percent is not None and self.percent > 0 and percent <= self.percent) or (
            minutes is not None and self.minutes > 0 and minutes <= self.minutes
        )


LOW = Floor(20, 10)
"""Nothing is printed any more, and people are asked to finish."""
EMPTY = Floor(10, 5)
"""No session goes on, where the configuration says nothing else."""


@dataclass(frozen=True, slots=True)
class PowerState:
    """Mains or battery.

    Args:
        on_mains: whether the mains are there; None when nothing tells.
        percent: how full the battery is; None without one, or when it does not tell.
        minutes: for how long it will last; None when it does not tell, or on mains.
        floor: what no session goes on with.
    """

    on_mains: bool | None = None
    percent: int | None = None
    minutes: int | None = None
    floor: Floor = EMPTY

    @property
    def on_battery(self) -> bool:
        """Whether the mains are known to be gone."""
        return self.on_mains is False

    @property
    def low(self) -> bool:
        """Whether the battery will soon be empty."""
        return self.empty or (self.on_battery and LOW.reached(self.percent, self.minutes))

    @property
    def empty(self) -> bool:
        """Whether the battery is at its floor: the rest is for stopping in order."""
        return self.on_battery and self.floor.reached(self.percent, self.minutes)


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
