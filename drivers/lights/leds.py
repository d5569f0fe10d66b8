"""Lights of the kernel's LED class (Documentation/leds/leds-class.rst)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from drivers.api import DeviceClass, DeviceFault, LightPlace

SYSTEM = Path("/sys/class/leds")


class LedLights:
    """LEDs by the name the kernel gives them.

    Args:
        name: its name in the configuration.
        leds: the LED of each place.
        folder: where the kernel shows them.
    """

    device_class = DeviceClass.LIGHTS

    def __init__(self, name: str, leds: Mapping[LightPlace, str], *, folder: Path = SYSTEM) -> None:
        self.name = name
        self._leds = {place: folder / led for place, led in leds.items()}
        self._brightest: dict[LightPlace, str] = {}

    @property
    def places(self) -> frozenset[LightPlace]:
        """Where it has lights."""
        return frozenset(self._leds)

    def open(self) -> None:
        """Take the LEDs from whatever lit them, and switch them off."""
        for place, led in self._leds.items():
            trigger = led / "trigger"
            if trigger.exists():
                self._write(trigger, "none")
            self._brightest[place] = self._read(led / "max_brightness")
            self.switch(place, lit=False)

    def close(self) -> None:
        """Switch them off."""
        for place in self._brightest:
            try:
                self.switch(place, lit=False)
            except DeviceFault:
                continue  # it has gone, and is dark
        self._brightest.clear()

    def switch(self, place: LightPlace, *, lit: bool) -> None:
        """Write its brightness."""
        brightest = self._brightest.get(place, "1")
        self._write(self._leds[place] / "brightness", brightest if lit else "0")

    def check(self) -> None:
        """Read its brightness."""
        for led in self._leds.values():
            self._read(led / "brightness")

    def _read(self, file: Path) -> str:
        try:
            return file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise self._fault(file, error) from error

    def _write(self, file: Path, text: str) -> None:
        try:
            with file.open("r+", encoding="ascii") as attribute:  # never makes a file of its own
                attribute.write(text)
                attribute.truncate()
        except OSError as error:
            raise self._fault(file, error) from error

    def _fault(self, file: Path, error: Exception) -> DeviceFault:
        if isinstance(error, PermissionError):
            return DeviceFault(
                "light.refused",
                f"{file} may not be written.",
                "Give it to the service user with a udev rule; docs/operating.md.",
            )
        return DeviceFault(
            "light.unplugged",
            f"{file} cannot be used: {error}.",
            "`ls /sys/class/leds` shows which LEDs there are; name one in the address.",
        )
