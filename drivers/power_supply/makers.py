"""Make power supplies from their addresses.

==========================================  ======================================================
``power+sysfs:///sys/class/power_supply``   what the kernel tells, or a folder made like it
==========================================  ======================================================
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker


def _sysfs(address: Address, fitting: Fitting) -> Device:  # noqa: ARG001 — one signature for all makers
    from drivers.power_supply.sysfs import SysfsPowerSupply

    return SysfsPowerSupply(address.name, address.path())


MAKERS: Mapping[str, Maker] = {"power+sysfs": _sysfs}
