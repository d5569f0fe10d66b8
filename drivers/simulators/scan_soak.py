"""Scan code after code while things go wrong, and count what must never happen.

The supervisor and the real drivers run over simulated scanners on a serial line, in HID-POS mode
and posing as a keyboard. The same seed makes the same codes and mishaps; only the moments differ.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import Generic, Protocol, TypeVar

from drivers.api import CodeFound, CodeReader, DeviceClass, DeviceEvent
from drivers.scanners.framing import End
from drivers.scanners.hidpos import HidPosCodeReader, that_scan
from drivers.scanners.keyboard import KeyboardCodeReader
from drivers.scanners.serial import SerialCodeReader
from drivers.simulators.scanners import (
    HidPosScanner,
    KeyboardScanner,
    SerialScanner,
    hid_pos_report,
)
from drivers.simulators.simulated_kernel import SimulatedKernel
from drivers.supervisor import Supervisor
from drivers.transports.evdev import EvdevTransport
from drivers.transports.hid_reports import HidReports
from drivers.transports.serial import SerialTransport
from drivers.workers.base import Pace
from kiosk.clock import SystemClock

TRIES = 200
"""So often a code is held up again; in a visit one mishap happens."""
QUIET_S = 0.1
"""Where nothing happens for so long the code is held up again."""
ROUNDS = 10
TOO_LONG = "7" * 4296

_PACE = Pace(scan_s=0.002, reopen_s=0.005, heartbeat_s=0.02, forget_s=0.0)
_CLOCK = SystemClock()
_READER = DeviceClass.CODE_READER


class _Scanner(Protocol):
    """A simulated scanner on any line, by what is done to it.

    Attributes:
        chinese: whether its codes may hold Chinese.
        bursts: whether the longest code lies before the driver at once. A pty and a keyboard
            take it in pieces, and a pause between them, when the machine has no time for the
            scanner, is a code that breaks off.
    """

    chinese: bool
    bursts: bool

    def show(self, text: str) -> None: ...
    def begin(self, text: str) -> None: ...
    def garble(self) -> None: ...
    def replug(self) -> None: ...
    def stop(self) -> None: ...


@dataclass(slots=True)
class ScanReport:
    """What came of it.

    Attributes:
        found: codes that were told.
        wrong: texts that were told and not shown, or more often than shown. Must be empty.
        lost: codes that were never told. Must be empty.
        mishaps: how often what was done.
        resident_bytes: memory of this process after each round.
    """

    found: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)
    resident_bytes: list[int] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """By how much of itself memory grew in the second half."""
        half = self.resident_bytes[len(self.resident_bytes) // 2]
        return self.resident_bytes[-1] / half - 1.0


def soak_scans(scans: int, seed: int) -> ScanReport:
    """Hold up `scans` codes, in ten rounds before scanners of every kind."""
    dice = Random(seed)  # noqa: S311 — chooses mishaps, no secrets
    report = ScanReport()
    kinds: Sequence[Callable[[Path], tuple[_Scanner, CodeReader]]] = (_serial, _hid_pos, _keyboard)
    for turn in range(ROUNDS):
        for place, kind in enumerate(kinds):
            with tempfile.TemporaryDirectory(prefix="bianmin-scanner-") as folder:
                scanner, reader = kind(Path(folder))
                room = _Room(scanner, reader)
                for number in range(turn * len(kinds) + place, scans, ROUNDS * len(kinds)):
                    room.visit(number, dice, report)
                room.stop(report)
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        report.resident_bytes.append(pages * os.sysconf("SC_PAGE_SIZE"))
    return report


class _Room:
    """A supervised scanner and what was told of it."""

    def __init__(self, scanner: _Scanner, reader: CodeReader) -> None:
        self._scanner = scanner
        self._told: SimpleQueue[DeviceEvent] = SimpleQueue()
        self._shown: Counter[str] = Counter()
        self._supervisor = Supervisor([reader], clock=_CLOCK, pace=_PACE)
        self._supervisor.subscribe(self._told.put)
        self._supervisor.start()
        self._supervisor.enable(_READER)

    def visit(self, number: int, dice: Random, report: ScanReport) -> None:
        """One code, once something has happened."""
        text = f"{'收件编号' if self._scanner.chinese else 'L'}{number:06d}"
        mishap = dice.choices(list(_MISHAPS), weights=list(_MISHAPS.values()))[0]
        report.mishaps[mishap] += 1
        self._let_happen(mishap, text)
        for _ in range(TRIES):
            self._shown[text] += 1
            self._scanner.show(text)
            if self._is_told(text, report):
                report.found += 1
                return
        report.lost.append(text)

    def stop(self, report: ScanReport) -> None:
        """End it; what was told late counts, too."""
        self._supervisor.stop()
        self._scanner.stop()
        while (event := self._next(0.0)) is not None:
            self._count(event, report)

    def _let_happen(self, mishap: str, text: str) -> None:
        match mishap:
            case "replugged":
                self._scanner.replug()
            case "pulled":
                self._scanner.begin(text[: len(text) - 3])
                self._scanner.replug()
            case "garbled":
                self._scanner.garble()
            case "too long" if self._scanner.bursts:
                self._scanner.show(TOO_LONG)
            case _:
                return

    def _is_told(self, text: str, report: ScanReport) -> bool:
        while (event := self._next(QUIET_S)) is not None:
            if self._count(event, report) == text:
                return True
        return False

    def _next(self, seconds: float) -> DeviceEvent | None:
        try:
            return self._told.get(timeout=seconds) if seconds else self._told.get_nowait()
        except Empty:
            return None

    def _count(self, event: DeviceEvent, report: ScanReport) -> str:
        """The text that was told; empty for an unreadable code and for other events."""
        text = event.code.text if isinstance(event, CodeFound) else ""
        if text:
            self._shown[text] -= 1
            if self._shown[text] < 0:
                report.wrong.append(text)
        return text


_MISHAPS = {"none": 70, "replugged": 10, "pulled": 8, "garbled": 10, "too long": 2}
"""What happens how often."""


@dataclass
class _OnSerialLine:
    scanner: SerialScanner
    chinese: bool = True
    bursts: bool = False

    def show(self, text: str) -> None:
        self.scanner.show(text.encode("gb18030"), "]Q1")

    def begin(self, text: str) -> None:
        self.scanner.send(text.encode("gb18030"))

    def garble(self) -> None:
        self.scanner.send(b"\xff\x80\xfe\xff\r")

    def replug(self) -> None:
        self.scanner.unplug()
        self.scanner.plug()

    def stop(self) -> None:
        self.scanner.unplug()


Usb = TypeVar("Usb", HidPosScanner, KeyboardScanner)


@dataclass
class _OnUsb(Generic[Usb]):
    """It comes back under another number each time."""

    system: SimulatedKernel
    scanner: Usb
    number: int = 0

    def replug(self) -> None:
        self.number = 1 - self.number
        self.scanner.unplug()
        self.scanner.plug(self.number)

    def stop(self) -> None:
        self.system.close()


@dataclass
class _InReports(_OnUsb[HidPosScanner]):
    chinese: bool = True
    bursts: bool = True

    def show(self, text: str) -> None:
        self.scanner.show(text.encode())

    def begin(self, text: str) -> None:
        self.scanner.send(hid_pos_report(text.encode(), "]Q1", more=True))

    def garble(self) -> None:
        self.scanner.send(b"\x09\xff\xff")
        self.scanner.show(b"\xff\xfe\xff")


@dataclass
class _Typing(_OnUsb[KeyboardScanner]):
    chinese: bool = False
    bursts: bool = False

    def show(self, text: str) -> None:
        self.scanner.show(text, "]C0", at_once=True)

    def begin(self, text: str) -> None:
        self.scanner.type(text)

    def garble(self) -> None:
        self.scanner.overflow()
        self.scanner.show("汶")


def _serial(folder: Path) -> tuple[_Scanner, CodeReader]:
    scanner = SerialScanner(folder / "scanner")
    scanner.plug()
    line = SerialTransport(str(scanner.path), baud=9600, clock=_CLOCK)
    return _OnSerialLine(scanner), SerialCodeReader("it", line, end=End.CR, clock=_CLOCK)


def _hid_pos(folder: Path) -> tuple[_Scanner, CodeReader]:
    system = SimulatedKernel(folder)
    scanner = HidPosScanner(system)
    scanner.plug()
    reports = HidReports(scanner.ids, that_scan, clock=_CLOCK, kernel=system.kernel)
    return _InReports(system, scanner), HidPosCodeReader("it", reports, clock=_CLOCK)


def _keyboard(folder: Path) -> tuple[_Scanner, CodeReader]:
    system = SimulatedKernel(folder)
    scanner = KeyboardScanner(system)
    scanner.plug()
    keys = EvdevTransport(scanner.ids, clock=_CLOCK, kernel=system.kernel)
    return _Typing(system, scanner), KeyboardCodeReader("it", keys, clock=_CLOCK)
