"""The presence sensor's thread: ask, and tell when somebody comes or goes."""

from __future__ import annotations

from drivers.api import DeviceFault, PresenceChanged, PresenceSensor
from drivers.workers.base import DeviceWorker, Surroundings


class PresenceWorker(DeviceWorker[PresenceSensor]):
    """Watches with one sensor."""

    def __init__(self, sensor: PresenceSensor, surroundings: Surroundings) -> None:
        super().__init__(sensor, surroundings)
        self._present: bool | None = None
        self._told: bool | None = False

    @property
    def present(self) -> bool | None:
        """Whether it sees somebody; None of a sensor that fails, or has not looked yet."""
        with self._gate:
            return self._present

    def _step(self) -> float:
        try:
            present = self._asked("present", self.pace.call_limit_s, self._device.present)
        except DeviceFault:
            self._take(present=None)
            raise
        self._take(present=present)
        self._well()
        return self.pace.find_s

    def _take(self, *, present: bool | None) -> None:
        with self._gate:
            changed, self._present, self._told = present != self._told, present, present
        if changed:
            self._tell(PresenceChanged(self._device.name, present))
