"""Make scanners from their addresses.

=========================================  =====================================================
``scanner+serial:///dev/…?baud=9600``      on a serial line, USB-CDC among them; ``end`` what ends
                                           a code: line (any line end), cr, lf, crlf, or
                                           gap (silence)
``scanner+hidpos://1eab:1d10``             in HID-POS mode, by its USB numbers
``scanner+keyboard://1eab:1d10``           posing as a keyboard, by its USB numbers; no Chinese
=========================================  =====================================================

Both of the latter take ``serial``, the unit's own number, where two of one kind are fitted and it
matters which is which.
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker
from drivers.transports.usb_ids import UsbIds

USUAL_BAUD = 9600


def _serial(address: Address, fitting: Fitting) -> Device:
    from drivers.scanners.framing import End
    from drivers.scanners.serial import SerialCodeReader
    from drivers.transports.serial import SerialTransport

    end = End(address.choose("end", {end.value: end for end in End}, End.LINE.value))
    path, baud = str(address.path()), address.baud(USUAL_BAUD)
    line = SerialTransport(path, baud=baud, clock=fitting.clock)
    return SerialCodeReader(address.name, line, end=end, clock=fitting.clock)


def _hid_pos(address: Address, fitting: Fitting) -> Device:
    from drivers.scanners.hidpos import HidPosCodeReader, that_scan
    from drivers.transports.hid_reports import HidReports

    reports = HidReports(_ids(address), that_scan, clock=fitting.clock)
    return HidPosCodeReader(address.name, reports, clock=fitting.clock)


def _keyboard(address: Address, fitting: Fitting) -> Device:
    from drivers.scanners.keyboard import KeyboardCodeReader
    from drivers.transports.evdev import EvdevTransport

    keys = EvdevTransport(_ids(address), clock=fitting.clock)
    return KeyboardCodeReader(address.name, keys, clock=fitting.clock)


def _ids(address: Address) -> UsbIds:
    vendor, product = address.usb_ids()
    return UsbIds(vendor, product, address.text("serial") or "")


MAKERS: Mapping[str, Maker] = {
    "scanner+serial": _serial,
    "scanner+hidpos": _hid_pos,
    "scanner+keyboard": _keyboard,
}
