"""Folders made like those in which the kernel shows LEDs, power supplies and sensors."""

from __future__ import annotations

import shutil
from pathlib import Path


def write(folder: Path, **files: str) -> Path:
    """Make a folder with a file for each fact; those that are there already are changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        fresh = folder / f".{name}"
        fresh.write_text(f"{text}\n", encoding="utf-8")
        fresh.replace(folder / name)  # whoever reads meanwhile reads the old or the new
    return folder


def remove(folder: Path) -> None:
    """Take a folder away, as when a device is pulled out; safe to call twice."""
    if folder.exists():
        shutil.rmtree(folder)


def led(folder: Path, name: str) -> Path:
    """An LED that a disk's activity lights, as it comes from the kernel."""
    return write(
        folder / name, brightness="0", max_brightness="255", trigger="none [disk-activity]"
    )


def mains(folder: Path, *, online: bool) -> Path:
    """The mains."""
    return write(folder / "AC", type="Mains", online="1" if online else "0")


def battery(
    folder: Path, status: str, *, percent: int | None = None, minutes: int | None = None
) -> Path:
    """A battery: ``Charging``, ``Discharging``, ``Full`` or ``Not charging``."""
    facts = {"type": "Battery", "present": "1", "status": status}
    if percent is not None:
        facts["capacity"] = str(percent)
    if minutes is not None:
        facts["time_to_empty_now"] = str(60 * minutes)
    return write(folder / "BAT0", **facts)


def proximity(folder: Path, level: int) -> Path:
    """A proximity sensor; the number grows as somebody comes nearer."""
    return write(folder, in_proximity_raw=str(level))
