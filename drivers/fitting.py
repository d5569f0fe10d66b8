"""What drivers are made with, besides their addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drivers.address import Address
from drivers.api import Device
from kiosk.clock import Clock


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a driver may use of the terminal it is fitted to.

    Args:
        clock: where times are taken.
        notes: folder in which drivers may note what they found out about their unit, a file each;
            None where nothing is kept. Never anything of a person.
    """

    clock: Clock
    notes: Path | None = None


Maker = Callable[[Address, Fitting], Device]
"""Makes a closed driver from an address; complains by `Address.wrong`."""
