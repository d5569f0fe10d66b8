"""What goes on around the terminal: the electricity, and somebody who steps before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from drivers.api import PowerChanged, PowerState, PresenceChanged

if TYPE_CHECKING:
    from drivers.api import DeviceEvent
    from ui.services import DeviceSupervisor


class Surroundings(QObject):
    """Hears of power supply and presence sensor on their threads, and tells of them on its own.

    Attributes:
        power: ``""`` on mains or where nothing tells, ``battery``, ``low`` when it will soon be
            empty, or ``empty`` when no session goes on.
        somebody_near: whether somebody stands before the terminal; False where nothing tells.

    Args:
        supervisor: runs the devices.
    """

    changed = Signal()
    _heard = Signal(object)

    def __init__(self, supervisor: DeviceSupervisor) -> None:
        super().__init__()
        self.power = ""
        self.somebody_near = False
        self._supervisor = supervisor
        self._heard.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = supervisor.subscribe(self._hear)

    def close(self) -> None:
        """Hear no more."""
        self._unsubscribe()

    def _hear(self, event: DeviceEvent) -> None:
        if isinstance(event, PowerChanged | PresenceChanged):
            self._heard.emit(event)

    def _take(self, event: PowerChanged | PresenceChanged) -> None:
        if isinstance(event, PowerChanged):  # one supply's word; several may be fitted
            self.power = _word(self._supervisor.power())
        else:
            self.somebody_near = self._supervisor.presence() is True
        self.changed.emit()


def _word(state: PowerState) -> str:
    if state.empty:
        return "empty"
    if state.low:
        return "low"
    return "battery" if state.on_battery else ""
