"""The dev dock: every state of every simulated device, to be switched by hand or by a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

Positions = Mapping[str, Callable[[], object]]
"""What a switch can be put to, and what brings that about."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One thing about a device that can be otherwise.

    Args:
        device: whose it is, such as ``receipt_printer``.
        name: what it switches, such as ``paper``.
        positions: where it can stand; it begins in the first, which is as it should be.
    """

    device: str
    name: str
    positions: Positions

    @property
    def key(self) -> str:
        """Its name among all, such as ``receipt_printer.paper``."""
        return f"{self.device}.{self.name}"


class Dock:
    """All switches; may be used from any thread.

    Args:
        switches: no two of one key.
    """

    def __init__(self, switches: Sequence[Switch]) -> None:
        self.switches = {switch.key: switch for switch in switches}
        if len(self.switches) < len(switches):
            raise ValueError("two switches have one key")
        self._stand = {switch.key: next(iter(switch.positions)) for switch in switches}
        self._turning = Lock()

    def flip(self, key: str, position: str) -> None:
        """Put a switch to a position; what stands there already is done again.

        A card that is laid twice is laid twice: a hand is not told that it did so before.

        Raises:
            KeyError: there is no such switch, or it has no such position.
        """
        action = self._switch(key).positions.get(position)
        if action is None:
            known = ", ".join(self.switches[key].positions)
            raise KeyError(f"{key} has no position {position}, only {known}")
        with self._turning:
            action()
            self._stand[key] = position

    def position(self, key: str) -> str:
        """Where a switch stands."""
        with self._turning:
            return self._stand[self._switch(key).key]

    def reset(self) -> None:
        """Put everything as it should be, where it is not."""
        for key, switch in self.switches.items():
            first = next(iter(switch.positions))
            if self.position(key) != first:
                self.flip(key, first)

    def _switch(self, key: str) -> Switch:
        if key not in self.switches:
            raise KeyError(f"there is no switch {key}, only {', '.join(self.switches)}")
        return self.switches[key]
