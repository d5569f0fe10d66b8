"""The power supply's thread: ask, and tell what has changed."""

from __future__ import annotations

from drivers.api import DeviceFault, PowerChanged, PowerState, PowerSupply
from drivers.workers.base import DeviceWorker, Surroundings


class PowerSupplyWorker(DeviceWorker[PowerSupply]):
    """Watches one power supply."""

    def __init__(self, supply: PowerSupply, surroundings: Surroundings) -> None:
        super().__init__(supply, surroundings)
        self._power = PowerState()

    @property
    def power(self) -> PowerState:
        """The electricity as last known; nothing is known of a supply that fails."""
        with self._gate:
            return self._power

    def _step(self) -> float:
        try:
            power = self._asked("read", self.pace.call_limit_s, self._device.read)
        except DeviceFault:
            self._take(PowerState())
            raise
        self._take(power)
        self._well()
        return self.pace.heartbeat_s

    def _take(self, power: PowerState) -> None:
        with self._gate:
            changed, self._power = power != self._power, power
        if changed:
            self._tell(PowerChanged(self._device.name, power))
