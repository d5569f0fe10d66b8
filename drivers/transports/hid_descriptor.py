"""What a HID report descriptor says about the reports of a device.

Source: Device Class Definition for Human Interface Devices 1.11, section 6.2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

VENDOR_PAGES = 0xFF00
"""Usage pages from here on belong to the makers of devices."""

_DATA_SIZES = (0, 1, 2, 4)
_LONG_ITEM = 0xFE


class _Item(IntEnum):
    """Tag and type of the items that matter here."""

    USAGE_PAGE = 0x04
    REPORT_SIZE = 0x74
    REPORT_ID = 0x84
    OUTPUT = 0x90
    REPORT_COUNT = 0x94


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of one interface.

    Args:
        usage_page: what the interface is for, by its first usage page; 0 when it does not say.
        numbered: whether every report begins with its number.
        out_number: number of the largest output report; 0 when reports have no numbers.
        out_size: bytes of that report, its number not counted; 0 when there is none.
    """

    usage_page: int = 0
    numbered: bool = False
    out_number: int = 0
    out_size: int = 0


def read_descriptor(descriptor: bytes) -> Reports:
    """Read a report descriptor; what is cut off or makes no sense is left out."""
    page = number = size = count = 0
    numbered = False
    bits: dict[int, int] = {}
    place = 0
    while place < len(descriptor):
        prefix = descriptor[place]
        if prefix == _LONG_ITEM:
            place += 3 + (descriptor[place + 1] if place + 1 < len(descriptor) else 0)
            continue
        length = _DATA_SIZES[prefix & 0x03]
        value = int.from_bytes(descriptor[place + 1 : place + 1 + length], "little")
        place += 1 + length
        match prefix & 0xFC:
            case _Item.USAGE_PAGE if not page:
                page = value
            case _Item.REPORT_SIZE:
                size = value
            case _Item.REPORT_ID:
                number, numbered = value, True
            case _Item.REPORT_COUNT:
                count = value
            case _Item.OUTPUT:
                bits[number] = bits.get(number, 0) + size * count
    if not bits:
        return Reports(page, numbered)
    largest = max(bits, key=lambda number: bits[number])
    return Reports(page, numbered, largest, bits[largest] // 8)
