"""A simulated relay board that speaks Modbus RTU on a pty."""

from __future__ import annotations

import os
import select
from pathlib import Path
from threading import Condition, Thread

from drivers.lights import modbus
from drivers.simulators.pseudo_terminal import PseudoTerminal
from kiosk.errors import BugError

REQUEST = 8
"""Bytes of every request it understands."""
NO_SUCH_FUNCTION, NO_SUCH_COIL = 1, 2


class RelayBoardSimulator:
    """A board with a few relays; controls may be called from any thread.

    Args:
        path: where its port appears.
        unit: its address.
        relays: how many it has.
    """

    def __init__(self, path: Path, *, unit: int = 1, relays: int = 8) -> None:
        self._port = PseudoTerminal(path)
        self._unit = unit
        self._news = Condition()
        self._relays = [False] * relays
        self._silent = False
        self._damage = b""
        self._waker: tuple[int, int] | None = None
        self._thread: Thread | None = None

    # --- what a test does to it ---

    def start(self) -> None:
        """Plug it in; every relay is off."""
        if self._thread is not None:
            raise BugError("The simulated relay board is plugged in already.")
        master, self._waker = self._port.plug(), os.pipe()
        self._thread = Thread(
            target=self._serve, args=(master, self._waker[0]), name="relay-board", daemon=True
        )
        self._thread.start()

    def unplug(self) -> None:
        """Pull its plug: it loses the line and its current; safe to call twice."""
        if self._thread is None or self._waker is None:
            return
        os.write(self._waker[1], b"x")
        self._thread.join()
        self._port.unplug()
        for end in self._waker:
            os.close(end)
        self._thread = self._waker = None
        with self._news:
            self._relays = [False] * len(self._relays)
            self._news.notify_all()

    def fall_silent(self) -> None:
        """It answers nothing and switches nothing."""
        self._silent = True

    def garble(self, noise: bytes = b"\xff") -> None:
        """Each answer is followed and preceded by noise of the line."""
        self._damage = noise

    def recover(self) -> None:
        """It answers rightly again."""
        self._silent, self._damage = False, b""

    def lit(self, relay: int) -> bool:
        """Whether a relay is on."""
        with self._news:
            return self._relays[relay]

    def wait_until(self, relay: int, *, lit: bool, seconds: float = 20) -> bool:
        """Wait for a relay to be switched; False when it was not."""
        with self._news:
            return self._news.wait_for(lambda: self._relays[relay] is lit, seconds)

    # --- the line ---

    def _serve(self, master: int, wake: int) -> None:
        heard = b""
        while True:
            ready, _, _ = select.select([master, wake], [], [])
            if wake in ready:
                return
            heard += os.read(master, 256)
            while len(heard) >= REQUEST:
                request, heard = heard[:REQUEST], heard[REQUEST:]
                answer = self._answer(request)
                if answer:
                    os.write(master, self._damage + answer + self._damage)

    def _answer(self, request: bytes) -> bytes:
        if self._silent or request[0] != self._unit or not modbus.is_whole(request):
            return b""  # a board answers nobody else, and no garbled question
        function = request[1]
        coil, value = int.from_bytes(request[2:4], "big"), request[4:6]
        if function not in {modbus.READ_COILS, modbus.WRITE_COIL}:
            return self._refusal(function, NO_SUCH_FUNCTION)
        with self._news:
            if coil >= len(self._relays):
                return self._refusal(function, NO_SUCH_COIL)
            if function == modbus.WRITE_COIL:
                self._relays[coil] = value == modbus.ON
                self._news.notify_all()
                return request
            return modbus.framed(bytes((self._unit, function, 1, self._relays[coil])))

    def _refusal(self, function: int, why: int) -> bytes:
        return modbus.framed(bytes((self._unit, function | modbus.EXCEPTION, why)))
