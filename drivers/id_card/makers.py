"""Make identity card readers from their addresses.

=========================================  =====================================================
``sdt+serial:///dev/ttyUSB0?baud=115200``  on a serial line
=========================================  =====================================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker


def _sdt_serial(address: Address, fitting: Fitting) -> Device:
    from drivers.id_card.sdt import SdtIdCardReader
    from drivers.transports.serial import SerialTransport

    line = SerialTransport(str(address.path()), baud=address.baud(115200), clock=fitting.clock)
    return SdtIdCardReader(address.name, line, clock=fitting.clock)


MAKERS: Mapping[str, Maker] = {"sdt+serial": _sdt_serial}
