"""Scanners that pose as a keyboard, grabbed so that nobody else hears what they type.

The last choice: no length, no encoding, no Chinese. A code with anything but ASCII in it arrives
broken; what can be noticed of that (keys with Alt, keys that stand for nothing) makes the code
unreadable instead of wrong.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

from drivers.api import Code, DeviceClass, DeviceFault
from drivers.scanners import keymap
from drivers.scanners.aim import LONGEST, Marked
from drivers.scanners.faults import endless, scanner_fault
from drivers.transports import TransportFault
from drivers.transports.evdev import EV_KEY, EV_SYN, PRESSED, RELEASED, SYN_DROPPED, InputEvent
from kiosk.clock import Clock

OPEN_S = 2.0
GAP_S = 0.5
"""Silence this long breaks off a scan whose Enter never came; between keys they wait 100 ms."""
FLOW_S = 8.0
UNTYPED = b"\0"
"""Stands for what could not be typed: no code with it is shown as text."""


class Keys(Protocol):
    """A line that carries key events (`drivers.transports.evdev`)."""

    def open(self, deadline: float) -> None:
        """Grab the keyboard."""

    def read(self, deadline: float) -> list[InputEvent]:
        """The next events; none by the deadline."""

    def close(self) -> None:
        """Let go of it."""


class Typist:
    """Turns keys that are pressed and released into scans."""

    def __init__(self) -> None:
        self._typed = bytearray()
        self._held: set[int] = set()
        self._caps = False

    @property
    def inside(self) -> bool:
        """Whether a scan has begun."""
        return bool(self._typed)

    def clear(self) -> None:
        """Forget what was typed; keys that are held stay held."""
        self._typed.clear()

    def take(self, event: InputEvent) -> bytes | None:
        """Take one event; gives the scan that it ends."""
        if event.kind == EV_SYN and event.code == SYN_DROPPED:
            self._held.clear()
            self._type(UNTYPED)
            return None
        if event.kind != EV_KEY:
            return None
        if event.value == RELEASED:
            self._held.discard(event.code)
        elif event.value == PRESSED:
            self._held.add(event.code)
            return self._press(event.code)
        return None  # a key that repeats itself: the scanner was late in letting go

    def finish(self) -> bytes | None:
        """End the scan that has begun, if one has."""
        scan = bytes(self._typed)
        self._typed.clear()
        return scan or None

    def _press(self, key: int) -> bytes | None:
        if key in keymap.ENTER and not self._held & keymap.CONTROL:
            return self.finish()
        if key == keymap.CAPS_LOCK:
            self._caps = not self._caps
        if key in keymap.SILENT:
            return None
        typed = keymap.character(
            key,
            shift=bool(self._held & keymap.SHIFT),
            caps=self._caps,
            control=bool(self._held & keymap.CONTROL),
        )
        if typed is None or self._held & keymap.ALT:
            self._type(UNTYPED)
        else:
            self._type(typed.encode("ascii"))
        return None

    def _type(self, typed: bytes) -> None:
        self._typed += typed
        del self._typed[LONGEST:]


class KeyboardCodeReader:
    """A scanner that poses as a keyboard.

    Args:
        name: its name in the configuration.
        keys: a closed line to it.
        clock: where deadlines are measured.
    """

    device_class = DeviceClass.CODE_READER

    def __init__(self, name: str, keys: Keys, *, clock: Clock) -> None:
        self.name = name
        self._keys = keys
        self._clock = clock
        self._typist = Typist()
        self._scans: deque[bytes] = deque()

    def open(self) -> None:
        """Grab the keyboard."""
        self._scans.clear()
        self._typist = Typist()
        try:
            self._keys.open(self._in(OPEN_S))
        except TransportFault as fault:
            raise scanner_fault(fault) from fault

    def close(self) -> None:
        """Let go of it; safe to call twice."""
        self._keys.close()
        self._scans.clear()
        self._typist = Typist()

    def scan(self) -> Code | None:
        """The next code it has typed; waits only for the rest of one that has begun."""
        try:
            whole = bool(self._scans) or self._receive(self._clock.monotonic())
        except TransportFault as fault:
            raise scanner_fault(fault) from fault
        if not whole:
            raise DeviceFault(
                "code.scanner_garbled",
                f"The scanner «{self.name}» broke off before the end of a code.",
                "Set its suffix to CR (Enter), as its manual shows.",
            )
        if not self._scans:
            return None
        return Marked.of(self._scans.popleft()).code()

    def clear(self) -> None:
        """Throw away what was typed and not asked for."""
        try:
            self._receive(self._clock.monotonic())
        except TransportFault as fault:
            raise scanner_fault(fault) from fault
        finally:
            self._scans.clear()
            self._typist.clear()

    def _receive(self, deadline: float) -> bool:
        """Take in what was typed, and the rest of a code; False when a code broke off."""
        last = self._in(FLOW_S)
        while events := self._keys.read(deadline):
            self._scans.extend(filter(None, map(self._typist.take, events)))
            if self._clock.monotonic() > last:
                self._typist.clear()
                raise endless(self.name)
            deadline = self._in(GAP_S) if self._typist.inside else self._clock.monotonic()
        whole = not self._typist.inside
        self._typist.clear()
        return whole

    def _in(self, seconds: float) -> float:
        return self._clock.monotonic() + seconds
