"""Make identity card readers from their addresses.

=========================================  =====================================================
``sdt+serial:///dev/ttyUSB0?baud=115200``  on a serial line
``sdt+usb://0400:c35a``                    on USB, by vendor and product number; ``serial`` where
                                           two are alike; ``pipes`` auto or one
``sdt+hid://0316:5020``                    a HID device on USB; ``serial`` as above; ``reports``
                                           plain, counted or bare (`drivers.id_card.reports`)
=========================================  =====================================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker

if TYPE_CHECKING:
    from drivers.transports.usb_ids import UsbIds


def _sdt_serial(address: Address, fitting: Fitting) -> Device:
    from drivers.id_card.sdt import SdtIdCardReader
    from drivers.transports.serial import SerialTransport

    line = SerialTransport(str(address.path()), baud=address.baud(115200), clock=fitting.clock)
    return SdtIdCardReader(address.name, line, clock=fitting.clock)


def _sdt_usb(address: Address, fitting: Fitting) -> Device:
    from drivers.id_card.frames import HEAD_SIZE
    from drivers.id_card.sdt import SdtIdCardReader
    from drivers.transports.usb import UsbTransport

    heads = {"auto": HEAD_SIZE, "one": 0}
    line = UsbTransport(
        _usb_ids(address), clock=fitting.clock, head=heads[address.choose("pipes", heads, "auto")]
    )
    return SdtIdCardReader(address.name, line, clock=fitting.clock)


def _sdt_hid(address: Address, fitting: Fitting) -> Device:
    from drivers.id_card.reports import FRAMINGS
    from drivers.id_card.sdt import SdtIdCardReader
    from drivers.transports.hidraw import HidrawTransport

    framing = FRAMINGS[address.choose("reports", FRAMINGS, "plain")]
    line = HidrawTransport(_usb_ids(address), framing, clock=fitting.clock)
    return SdtIdCardReader(address.name, line, clock=fitting.clock)


def _usb_ids(address: Address) -> UsbIds:
    from drivers.transports.usb_ids import UsbIds

    return UsbIds(*address.usb_ids(), serial=address.text("serial") or "")


MAKERS: Mapping[str, Maker] = {
    "sdt+serial": _sdt_serial,
    "sdt+usb": _sdt_usb,
    "sdt+hid": _sdt_hid,
}
