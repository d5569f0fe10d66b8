"""Make power supplies from their addresses.

==========================================  ======================================================
``power+sysfs:///sys/class/power_supply``   what the kernel tells, or a folder made like it;
                                            ``percent`` and ``minutes``: with no more left on
                                            battery no session goes on (10 and 5; 0: never)
==========================================  ======================================================
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Device, Floor
from drivers.api.power_supply import EMPTY
from drivers.fitting import Fitting, Maker

MOST = 100


def _sysfs(address: Address, fitting: Fitting) -> Device:  # noqa: ARG001 — one signature for all makers
    from drivers.power_supply.sysfs import SysfsPowerSupply

    floor = Floor(
        *(
            _whole(address, *each)
            for each in (("percent", EMPTY.percent), ("minutes", EMPTY.minutes))
        )
    )
    return SysfsPowerSupply(address.name, address.path(), floor=floor)


def _whole(address: Address, option: str, usual: int) -> int:
    text = address.text(option) or str(usual)
    if not (text.isascii() and text.isdigit() and int(text) <= MOST):
        raise address.wrong(
            f"the option {option} cannot be «{text}»", f"Write a whole number, at most {MOST}."
        )
    return int(text)


MAKERS: Mapping[str, Maker] = {"power+sysfs": _sysfs}
