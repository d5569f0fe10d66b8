"""Lights on the relays of a board that speaks Modbus RTU."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.api import DeviceClass, DeviceFault, LightPlace
from drivers.lights import modbus
from drivers.transports import Transport, TransportFault
from kiosk.clock import Clock

OPEN_S = 2.0
ANSWER_S = 0.5
"""A board answers within some twenty milliseconds at 9600 bit/s."""
COIL_ANSWER = 6
ERROR_ANSWER = 5


class RelayLights:
    """Relays by their number on the board.

    Args:
        name: its name in the configuration.
        transport: a serial line.
        relays: the relay of each place, from 0.
        unit: the board's address, 1 to 247.
        clock: where deadlines are measured.
    """

    device_class = DeviceClass.LIGHTS

    def __init__(
        self,
        name: str,
        transport: Transport,
        relays: Mapping[LightPlace, int],
        *,
        unit: int,
        clock: Clock,
    ) -> None:
        self.name = name
        self._transport = transport
        self._relays = dict(relays)
        self._unit = unit
        self._clock = clock
        self._open = False

    @property
    def places(self) -> frozenset[LightPlace]:
        """Where it has lights."""
        return frozenset(self._relays)

    def open(self) -> None:
        """Open the line and switch every relay off."""
        try:
            self._transport.open(self._clock.monotonic() + OPEN_S)
        except TransportFault as fault:
            raise DeviceFault("light.unplugged", fault.message, fault.remedy) from fault
        self._open = True
        for place in self._relays:
            self.switch(place, lit=False)

    def close(self) -> None:
        """Switch every relay off and release the line."""
        if self._open:
            self._open = False
            try:
                for place in self._relays:
                    self.switch(place, lit=False)
            except DeviceFault:
                pass  # it has gone: nothing can be switched
        self._transport.close()

    def interrupt(self) -> None:
        """End a wait for the board."""
        self._transport.close()

    def switch(self, place: LightPlace, *, lit: bool) -> None:
        """Write its coil."""
        request = modbus.write_coil(self._unit, self._relays[place], on=lit)
        if self._ask(request, len(request)) != request:
            raise self._garbled()

    def check(self) -> None:
        """Read a coil."""
        self._ask(modbus.read_coil(self._unit, min(self._relays.values())), COIL_ANSWER)

    def _ask(self, request: bytes, size: int) -> bytes:
        until = self._clock.monotonic() + ANSWER_S
        try:
            self._transport.read(256, 0)  # what is left of an answer that came too late
            self._transport.write(request, until)
            answer = self._transport.read(ERROR_ANSWER, until)
            if len(answer) == ERROR_ANSWER and not answer[1] & modbus.EXCEPTION:
                answer += self._transport.read(size - ERROR_ANSWER, until)
        except TransportFault as fault:
            raise DeviceFault("light.unplugged", fault.message, fault.remedy) from fault
        if not answer:
            raise DeviceFault(
                "light.silent",
                f"The relay board {self._unit} does not answer.",
                "Check its current, its two wires (A and B), its address and its speed.",
            )
        if not modbus.is_whole(answer) or answer[0] != self._unit:
            raise self._garbled()
        if answer[1] & modbus.EXCEPTION:
            raise DeviceFault(
                "light.refused",
                f"The relay board {self._unit} refuses, exception {answer[2]}.",
                "It has no relay of that number: compare the address with the board.",
            )
        return answer

    def _garbled(self) -> DeviceFault:
        return DeviceFault(
            "light.garbled",
            f"The answer of the relay board {self._unit} is garbled.",
            "Check the speed, and that the line's ends have their resistors.",
        )
