"""Make lights from their addresses.

=================================================  =============================================
``lights+leds://?card=NAME&receipt=NAME``          LEDs of the kernel, by their names in
                                                   /sys/class/leds; one for each place: ``card``,
                                                   ``code``, ``receipt``, ``document``,
                                                   ``camera``, ``signal``
``lights+modbus:///dev/ttyS2?unit=1&card=0``       relays of a board that speaks Modbus RTU, by
                                                   their numbers from 0; ``baud`` 9600 if not said
=================================================  =============================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Device, LightPlace
from drivers.fitting import Fitting, Maker

UNITS = {str(unit): unit for unit in range(1, 248)}
RELAYS = {str(relay): relay for relay in range(256)}
USUAL_BAUD = 9600


def _leds(address: Address, fitting: Fitting) -> Device:  # noqa: ARG001 — one signature for all makers
    from drivers.lights.leds import LedLights

    if address.parts.netloc or address.parts.path not in {"", "/"}:
        raise address.wrong(
            "LEDs have no place behind the slashes", "Write lights+leds://?card=NAME."
        )
    leds = _named(address)
    for led in leds.values():
        if not led or "/" in led or led.startswith("."):
            raise address.wrong(f"«{led}» is no name of an LED", "See `ls /sys/class/leds`.")
    return LedLights(address.name, leds)


def _modbus(address: Address, fitting: Fitting) -> Device:
    from drivers.lights.relays import RelayLights
    from drivers.transports.serial import SerialTransport

    unit = UNITS[address.choose("unit", UNITS, "1")]
    baud = address.baud(USUAL_BAUD)
    relays = {
        place: RELAYS[address.choose(place, RELAYS, text)]
        for place, text in _named(address).items()
    }
    line = SerialTransport(str(address.path()), baud=baud, clock=fitting.clock)
    return RelayLights(address.name, line, relays, unit=unit, clock=fitting.clock)


def _named(address: Address) -> dict[LightPlace, str]:
    told = {place: address.text(place) for place in LightPlace}
    named = {place: text for place, text in told.items() if text is not None}
    if not named:
        raise address.wrong(
            "it names no light", f"Name one or more of {', '.join(LightPlace)}, as in ?card=0."
        )
    return named


MAKERS: Mapping[str, Maker] = {"lights+leds": _leds, "lights+modbus": _modbus}
