"""A proximity sensor of the kernel (Documentation/ABI/testing/sysfs-bus-iio, in_proximity_raw)."""

from __future__ import annotations

from pathlib import Path

from drivers.api import DeviceClass, DeviceFault

FILE = "in_proximity_raw"


class IioPresenceSensor:
    """A sensor whose number grows as somebody comes nearer.

    Args:
        name: its name in the configuration.
        folder: the sensor's, such as /sys/bus/iio/devices/iio:device0.
        near: somebody is there from this number on.
        far: nobody is there below this one; what lies between changes nothing.
    """

    device_class = DeviceClass.PRESENCE_SENSOR

    def __init__(self, name: str, folder: Path, *, near: int, far: int) -> None:
        self.name = name
        self._file = folder / FILE
        self._near = near
        self._far = far
        self._present = False

    def open(self) -> None:
        """Read it once."""
        self._present = False
        self.present()

    def close(self) -> None:
        """There is nothing to release."""

    def present(self) -> bool:
        """Read it."""
        level = self._level()
        self._present = level >= (self._far if self._present else self._near)
        return self._present

    def _level(self) -> int:
        try:
            text = self._file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise DeviceFault(
                "presence.unplugged",
                f"The sensor {self._file} cannot be read: {error}.",
                "`ls /sys/bus/iio/devices` shows which there are; name one in the address.",
            ) from error
        try:
            return int(text)
        except ValueError as error:
            raise DeviceFault(
                "presence.garbled",
                f"The sensor {self._file} tells no number.",
                "See whether it is a proximity sensor.",
            ) from error
