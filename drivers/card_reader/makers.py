"""Make chip card readers from their addresses.

========================================  ======================================================
``chip+pcsc://any``                       the first reader that PC/SC knows
``chip+pcsc://ACS%20ACR39U``              the first whose name begins so; `pcsc_scan -r` lists
                                          names, a space is written %20
========================================  ======================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker

ANY = "any"


def _pcsc(address: Address, fitting: Fitting) -> Device:
    from drivers.card_reader.reader import PcscCardReader

    place = unquote(address.parts.netloc)
    if not place or address.parts.path not in {"", "/"}:
        raise address.wrong(
            "it needs the name of a reader, or any",
            f"Write {address.parts.scheme}://any for the first; `pcsc_scan -r` lists names.",
        )
    return PcscCardReader(address.name, "" if place == ANY else place, clock=fitting.clock)


MAKERS: Mapping[str, Maker] = {"chip+pcsc": _pcsc}
