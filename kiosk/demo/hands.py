"""The dev dock's switches, for its window."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Property, QObject, Signal, Slot

from drivers.simulators.dock import Dock, Switch


class Hands(QObject):
    """Shows where the switches stand, and flips them.

    Args:
        dock: the switches.
    """

    changed = Signal()

    def __init__(self, dock: Dock) -> None:
        super().__init__()
        self._dock = dock

    @Property("QVariantList", constant=True)  # type: ignore[arg-type] # Qt's name
    def groups(self) -> list[dict[str, object]]:
        """The switches by device: ``device`` and its ``switches``."""
        switches = self._dock.switches.values()
        return [
            {"device": device.replace("_", " "), "switches": [_shown(switch) for switch in group]}
            for device, group in groupby(switches, lambda switch: switch.device)
        ]

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type] # Qt's name
    def stand(self) -> dict[str, str]:
        """Where each switch stands, by its key."""
        return {key: self._dock.position(key) for key in self._dock.switches}

    @Slot(str, str)
    def flip(self, key: str, position: str) -> None:
        """Put a switch to a position."""
        self._dock.flip(key, position)
        self.changed.emit()

    @Slot()
    def reset(self) -> None:
        """Put everything as it should be."""
        self._dock.reset()
        self.changed.emit()


def _shown(switch: Switch) -> dict[str, object]:
    return {"key": switch.key, "name": switch.name, "positions": list(switch.positions)}
