"""Simulated code scanners: what a code makes them send, on a pty or through a simulated kernel."""

from __future__ import annotations

import os
import select
from pathlib import Path

from drivers.scanners import keymap
from drivers.simulators.pseudo_terminal import PseudoTerminal
from drivers.simulators.simulated_kernel import PluggedDevice, SimulatedKernel
from drivers.transports.evdev import (
    AT_ONCE,
    EV_KEY,
    EV_SYN,
    PRESSED,
    RELEASED,
    SYN_DROPPED,
    InputEvent,
)
from drivers.transports.usb_ids import UsbIds
from kiosk.errors import BugError

PATIENCE_S = 20.0
SCANNER_IDS = UsbIds(0x1EAB, 0x1D10)

HID_POS_DESCRIPTOR = bytes.fromhex(
    "05 8C 09 02 A1 01"  # usage page Bar Code Scanner, Bar Code Scanner, application
    "09 12 A1 02 85 02"  # Scanned Data Report, logical, report 2
    "15 00 26 FF 00 75 08"  # bytes
    "95 01 05 01 09 3B 81 02"  # Generic Desktop, Byte Count
    "95 03 05 8C 09 FB 09 FC 09 FD 81 02"  # Symbology Identifier 1, 2, 3
    "95 38 09 FE 82 02 01"  # Decoded Data, 56 buffered bytes
    "95 02 06 66 FF 09 04 09 05 81 02"  # two bytes of the maker's
    "05 8C 15 00 25 01 75 01 95 01 09 FF 81 02"  # Decode Data Continued
    "95 07 81 03"  # seven bits of nothing
    "C0 C0"
)
"""As the commonest HID-POS scanners describe themselves."""
HID_POS_REPORT = 2
HID_POS_ROOM = 56


class SerialScanner:
    """A scanner on a serial line.

    Args:
        path: where the driver finds the port, absent while unplugged.
        suffix: what it sends behind each code.
    """

    def __init__(self, path: Path, suffix: bytes = b"\r") -> None:
        self.suffix = suffix
        self._port = PseudoTerminal(path)
        self._master = -1

    @property
    def path(self) -> Path:
        """Where the driver finds the port."""
        return self._port.path

    @property
    def unread(self) -> int:
        """How many bytes have come to the driver's end and were not read yet."""
        return self._port.unread

    def plug(self) -> None:
        """Plug it in."""
        self._master = self._port.plug()

    def unplug(self) -> None:
        """Pull its plug."""
        self._port.unplug()

    def show(self, content: bytes, aim: str = "") -> None:
        """Hold a code before it."""
        self.send(aim.encode("ascii") + content + self.suffix)

    def send(self, data: bytes) -> None:
        """Put bytes on the line as they are."""
        while data:
            if not select.select([], [self._master], [], PATIENCE_S)[1]:
                raise BugError("Nobody reads what the simulated scanner sends.")
            data = data[os.write(self._master, data) :]


class _OnUsb:
    """A scanner that is plugged into a simulated kernel.

    Args:
        kernel: where it is plugged in.
        ids: its numbers.
    """

    def __init__(self, kernel: SimulatedKernel, ids: UsbIds = SCANNER_IDS) -> None:
        self.ids = ids
        self._kernel = kernel
        self._device: PluggedDevice | None = None

    def unplug(self) -> None:
        """Pull its plug."""
        if self._device is not None:
            self._kernel.unplug(self._device)
            self._device = None

    def _send(self, *pieces: bytes) -> None:
        if self._device is None:
            raise BugError("The simulated scanner is not plugged in.")
        self._device.send(*pieces)


class HidPosScanner(_OnUsb):
    """A scanner in HID-POS mode."""

    def plug(self, number: int = 0, descriptor: bytes = HID_POS_DESCRIPTOR) -> None:
        """Plug it in; it appears as the hidraw device of this number."""
        self._device = self._kernel.plug_hid(number, self.ids, descriptor)

    def show(self, content: bytes, aim: str = "]Q1") -> None:
        """Hold a code before it."""
        pieces = [content[i : i + HID_POS_ROOM] for i in range(0, len(content), HID_POS_ROOM)]
        self.send(
            *(
                hid_pos_report(piece, aim, more=place < len(pieces))
                for place, piece in enumerate(pieces, 1)
            )
        )

    def send(self, *reports: bytes) -> None:
        """Send reports as they are, one right behind the other."""
        self._send(*reports)


def hid_pos_report(piece: bytes, aim: str, *, more: bool) -> bytes:
    """A report as `HID_POS_DESCRIPTOR` lays it out."""
    mark = aim.encode("ascii").ljust(3, b"\0")
    head = bytes((HID_POS_REPORT, len(piece))) + mark
    return head + piece.ljust(HID_POS_ROOM, b"\0") + bytes((0, 0, more))


class KeyboardScanner(_OnUsb):
    """A scanner that poses as a keyboard."""

    def plug(self, number: int = 0) -> None:
        """Plug it in; it appears as the input device of this number."""
        self._device = self._kernel.plug_input(number, self.ids)

    def show(self, text: str, aim: str = "", *, at_once: bool = False) -> None:
        """Hold a code before it; what no key types goes as Alt and digits, as on some scanners.

        Args:
            text: what the code says.
            aim: the mark of its kind, typed before it.
            at_once: type all of it before anybody can read a part; the code is a short one.
        """
        strokes = [*map(_typed, aim + text), _pressed(min(keymap.ENTER))]
        if at_once:
            strokes = [[event for stroke in strokes for event in stroke]]
            if len(strokes[0]) > AT_ONCE:
                raise BugError("So long a code is not typed at once.")
        self.send(*strokes)

    def type(self, text: str) -> None:
        """Type without an end."""
        self.send(*map(_typed, text))

    def press(self, key: int) -> None:
        """Press and release a key."""
        self.send(_pressed(key))

    def overflow(self) -> None:
        """Events get lost because nobody read them in time."""
        self.send([InputEvent(EV_SYN, SYN_DROPPED, 0)])

    def send(self, *strokes: list[InputEvent]) -> None:
        """Send events as they are, each list in one piece, one right behind the other."""
        self._send(*(b"".join(event.to_bytes() for event in each) for each in strokes))


def _typed(character: str) -> list[InputEvent]:
    """The keys for a character."""
    try:
        ((key, shift),) = keymap.strokes(character)
    except KeyError:
        digits = str(ord(character) % 256).zfill(4)
        return _held(min(keymap.ALT), [key for key, _ in keymap.strokes(digits)])
    return _held(min(keymap.SHIFT), [key]) if shift else _pressed(key)


def _pressed(key: int) -> list[InputEvent]:
    """A key goes down and comes up."""
    return [*_goes(key, PRESSED), *_goes(key, RELEASED)]


def _held(held: int, keys: list[int]) -> list[InputEvent]:
    """Keys are pressed while another is held."""
    pressed = [event for key in keys for event in _pressed(key)]
    return [*_goes(held, PRESSED), *pressed, *_goes(held, RELEASED)]


def _goes(key: int, value: int) -> list[InputEvent]:
    return [InputEvent(EV_KEY, key, value), InputEvent(EV_SYN, 0, 0)]
