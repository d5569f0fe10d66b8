"""The kernel's files about power supplies (Documentation/ABI/testing/sysfs-class-power).

A folder for each supply, a file for each fact. An uninterruptible power supply whose driver is not
the kernel's (Network UPS Tools, say) can be shown in such a folder by a small script.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from drivers.api import DeviceClass, DeviceFault, Floor, PowerState
from drivers.api.power_supply import EMPTY

MAINS = frozenset({"Mains", "USB", "Wireless"})
STORES = frozenset({"Battery", "UPS"})
DISCHARGING = "Discharging"
FULLEST = 100
SECONDS = 60


class SysfsPowerSupply:
    """All supplies of the machine together.

    Args:
        name: its name in the configuration.
        folder: where they are.
        floor: what no session goes on with.
    """

    device_class = DeviceClass.POWER_SUPPLY

    def __init__(self, name: str, folder: Path, *, floor: Floor = EMPTY) -> None:
        self.name = name
        self._folder = folder
        self._floor = floor

    def open(self) -> None:
        """Check that there is a supply that tells something."""
        self.read()

    def close(self) -> None:
        """There is nothing to release."""

    def read(self) -> PowerState:
        """Read the files of every supply."""
        supplies = [facts for facts in self._supplies() if facts.get("scope") != "Device"]
        mains = [facts for facts in supplies if facts.get("type") in MAINS]
        stores = [
            facts
            for facts in supplies
            if facts.get("type") in STORES and facts.get("present") != "0"
        ]
        if not mains and not stores:
            raise DeviceFault(
                "power.unplugged",
                f"No power supply of the terminal tells of itself in {self._folder}.",
                "`ls /sys/class/power_supply` shows which there are; see docs/operating.md.",
            )
        on_mains = _on_mains(mains, stores)
        return PowerState(
            on_mains=on_mains,
            percent=min(_numbers(stores, "capacity", FULLEST), default=None),
            minutes=None if on_mains is not False else _minutes(stores),
            floor=self._floor,
        )

    def _supplies(self) -> Iterator[dict[str, str]]:
        try:
            folders = sorted(self._folder.iterdir())
        except OSError:
            return
        for folder in folders:
            yield {
                fact: text
                for fact in (
                    "type",
                    "scope",
                    "online",
                    "status",
                    "present",
                    "capacity",
                    "time_to_empty_now",
                )
                if (text := _text(folder / fact))
            }


def _on_mains(mains: list[dict[str, str]], stores: list[dict[str, str]]) -> bool | None:
    """A supply that discharges knows best; then one that says whether it is online."""
    if any(facts.get("status") == DISCHARGING for facts in stores):
        return False
    told = [facts["online"] != "0" for facts in (*mains, *stores) if "online" in facts]
    if told:
        return any(told)
    return True if any("status" in facts for facts in stores) else None


def _minutes(stores: list[dict[str, str]]) -> int | None:
    seconds = min(_numbers(stores, "time_to_empty_now"), default=None)
    return None if seconds is None else seconds // SECONDS


def _numbers(stores: list[dict[str, str]], fact: str, most: int | None = None) -> Iterator[int]:
    for facts in stores:
        text = facts.get(fact, "")
        if text.isascii() and text.isdigit() and (most is None or int(text) <= most):
            yield int(text)


def _text(file: Path) -> str:
    """What a file says; many of them refuse to be read while a battery is asleep."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
