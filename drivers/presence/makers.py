"""Make presence sensors from their addresses.

==========================================================  ======================================
``presence+iio:///sys/bus/iio/devices/iio:device0``         a proximity sensor of the kernel;
                                                            ``near`` and ``far``, the numbers from
                                                            which somebody is there (200) and
                                                            below which nobody is (100)
==========================================================  ======================================
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker

USUAL_NEAR, USUAL_FAR = "200", "100"


def _iio(address: Address, fitting: Fitting) -> Device:  # noqa: ARG001 — one signature for all makers
    from drivers.presence.iio import IioPresenceSensor

    near, far = _number(address, "near", USUAL_NEAR), _number(address, "far", USUAL_FAR)
    if far > near:
        raise address.wrong("far is more than near", "The number grows as somebody comes nearer.")
    return IioPresenceSensor(address.name, address.path(), near=near, far=far)


def _number(address: Address, option: str, usual: str) -> int:
    text = address.text(option) or usual
    if not (text.isascii() and text.isdigit()):
        raise address.wrong(f"the option {option} cannot be «{text}»", "Write a whole number.")
    return int(text)


MAKERS: Mapping[str, Maker] = {"presence+iio": _iio}
