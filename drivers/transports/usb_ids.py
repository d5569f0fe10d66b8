"""Which USB device is meant, and choosing it among those that are plugged in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from drivers.transports import TransportFault

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class UsbIds:
    """What a USB device is known by, at whichever port it is plugged in.

    Args:
        vendor: number of the maker, 16 bits.
        product: number of the model, 16 bits.
        serial: number of the unit; empty where any unit of the model will do.
    """

    vendor: int
    product: int
    serial: str = ""

    def __str__(self) -> str:
        ids = f"{self.vendor:04x}:{self.product:04x}"
        return f"{ids} with serial number {self.serial}" if self.serial else ids

    def choose(self, found: Sequence[tuple[Found, str]]) -> Found:
        """The one device that is meant.

        Args:
            found: every device of this vendor and product with its serial number, which may be
                empty when there is one device only and no serial number is asked for.

        Raises:
            TransportFault: ``line.missing`` when it is not plugged in, ``line.ambiguous`` when
                it is not clear which of several it is. The first one is never simply taken: it
                may be another one after the next start.
        """
        fitting = [device for device, serial in found if self.serial in {"", serial}]
        if len(fitting) == 1:
            return fitting[0]
        serials = ", ".join(serial or "none" for _, serial in found)
        if fitting:
            raise TransportFault(
                "line.ambiguous",
                f"{len(fitting)} USB devices {self} are plugged in (serial numbers: {serials}).",
                "Name one of them in its address, as …?serial=NUMBER. Devices without serial "
                "numbers of their own cannot be told apart: leave one plugged in.",
            )
        others = f"; the serial numbers that are there: {serials}" if found else ""
        raise TransportFault(
            "line.missing",
            f"No USB device {self} is plugged in{others}.",
            "Check the plug; `lsusb` lists what is plugged in.",
        )
