"""Read card after card while things go wrong, and count what must never happen.

The supervisor and the real driver run over simulated readers on a serial line, on USB and as a
HID device. The same seed makes the same people, cards and mishaps; only the moments differ.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import Protocol, Self

from drivers.api import (
    CardFailed,
    CardFound,
    CardRead,
    CardRemoved,
    DeviceClass,
    DeviceEvent,
    DeviceState,
    Media,
    StatusChanged,
)
from drivers.id_card.frames import HEAD_SIZE
from drivers.id_card.reports import Counted
from drivers.id_card.sdt import SdtIdCardReader
from drivers.id_card.status_words import StatusWord
from drivers.simulators.hid_card_reader import HidCardReaderSimulator, HidrawFolder
from drivers.simulators.id_card_reader import IdCardReaderSimulator
from drivers.simulators.sample_cards import SimulatedCard, sample_id_cards
from drivers.simulators.sdt_reader import Damage, LineDamage
from drivers.simulators.usb_bus import UsbBus
from drivers.simulators.usb_card_reader import TWO_PAIRS, UsbCardReaderSimulator
from drivers.supervisor import Supervisor
from drivers.transports import Transport
from drivers.transports.hidraw import HidrawTransport
from drivers.transports.serial import SerialTransport
from drivers.transports.usb import UsbTransport
from drivers.workers.base import Pace
from kiosk.clock import SystemClock
from kiosk.identity.card import CardKind, IdCard, Sex
from kiosk.identity.citizen_number import check_character

VISIT_S = 60.0
"""A visit that takes longer has been forgotten by the reader."""
TRIES = 20
"""So often a card is laid again; in a visit one mishap happens."""
QUIET_S = 0.3
"""A person who sees nothing happen for so long lays the card again; people wait longer."""

ROUNDS = 10

_SURE = 2

_PACE = Pace(find_s=0.005, reopen_s=0.01, heartbeat_s=0.05)
_CLOCK = SystemClock()
_READER = DeviceClass.ID_CARD_READER
_SYLLABLES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗秀英桂兰长顺建国玉珍志强"


class _Reader(Protocol):
    """A simulated reader on any line."""

    def lay(self, card: SimulatedCard) -> None: ...
    def lift(self) -> None: ...
    def pull_at(self, byte_offset: int) -> None: ...
    def damage(self, kind: Damage) -> None: ...
    def mend(self) -> None: ...
    def unplug(self) -> None: ...
    def replug(self) -> None: ...


_Line = Callable[[], AbstractContextManager[tuple[_Reader, Transport]]]


@dataclass(slots=True)
class SoakReport:
    """What came of it.

    Attributes:
        read: cards that were read, each told once.
        wrong: cards that were told and did not lie there, or were told twice. Must be empty.
        lost: people whose card was never read. Must be empty.
        mishaps: how often what was done to reader and card.
        faults: how often which code was told.
        resident_bytes: memory of this process after each round.
    """

    read: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    resident_bytes: list[int] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """By how much of itself memory grew in the second half."""
        half = self.resident_bytes[len(self.resident_bytes) // 2]
        return self.resident_bytes[-1] / half - 1.0


def soak_cards(visits: int, seed: int) -> SoakReport:
    """Let `visits` people lay their cards, in ten rounds over readers on every kind of line."""
    dice = Random(seed)  # noqa: S311 - chooses mishaps, no secrets
    report = SoakReport()
    lines: Sequence[_Line] = (_on_a_serial_line, _on_usb, _on_hid)
    for turn in range(ROUNDS):
        for number, line in enumerate(lines):
            people = range(turn * len(lines) + number, visits, ROUNDS * len(lines))
            with line() as (simulator, transport), _Room(simulator, transport) as room:
                for one in people:
                    _visit(room, person(one), dice, report)
        report.resident_bytes.append(_resident_bytes())
    return report


def person(number: int) -> IdCard:
    """The card of somebody who does not exist; no two numbers give cards that agree."""
    kinds = list(CardKind)
    kind = kinds[number % 7] if number % 7 < len(kinds) else CardKind.RESIDENT
    card = sample_id_cards()[kind]
    name = "".join(_SYLLABLES[number * step % len(_SYLLABLES)] for step in (1, 7, 11))
    address = f"山东省新泰市汶南镇示范村{number}号"
    if kind is not CardKind.RESIDENT:
        return replace(card, name=name, newest_address=address)
    birth = date(1930, 1, 1) + timedelta(days=number * 17 % 28_000)
    digits = f"370982{birth:%Y%m%d}{number % 1000:03d}"
    return replace(
        card,
        name=name,
        birth=birth,
        sex=Sex.MALE if number % 2 else Sex.FEMALE,
        id_no=digits + check_character(digits),
        address=address,
        newest_address=f"{address}新居" if number % 3 else "",
    )


class _Room:
    """A supervised reader and what was told of it."""

    def __init__(self, simulator: _Reader, transport: Transport) -> None:
        self.simulator = simulator
        self._told: SimpleQueue[DeviceEvent] = SimpleQueue()
        self._supervisor = Supervisor(
            [SdtIdCardReader("id_card", transport)], clock=_CLOCK, pace=_PACE
        )
        self._supervisor.subscribe(self._told.put)

    def __enter__(self) -> Self:
        self._supervisor.start()
        self._supervisor.enable(_READER)
        return self

    def __exit__(self, *_: object) -> None:
        self._supervisor.stop()

    def next_event(self, seconds: float) -> DeviceEvent | None:
        """The next event; None when none came in time."""
        try:
            return self._told.get(timeout=seconds)
        except Empty:
            return None

    def clear(self) -> list[DeviceEvent] | None:
        """Take away what lies there; everything that was told until the reader noticed for sure.

        It has when it answered twice since and found nothing: a look that had begun before is
        over then. None when that took too long.
        """
        self.simulator.mend()
        self.simulator.lift()
        heard: list[DeviceEvent] = []
        answers = {_CLOCK.now()}
        until = _CLOCK.monotonic() + VISIT_S
        while _CLOCK.monotonic() < until:
            event = self.next_event(0.002)
            if event is not None:
                heard.append(event)
            status = self._supervisor.status(_READER)
            if status.state is not DeviceState.ONLINE or status.media is Media.PRESENT:
                answers = {_CLOCK.now()}
            elif status.last_ok is not None and status.last_ok > max(answers):
                answers.add(status.last_ok)
            if len(answers) > _SURE and event is None:
                return heard
        return None


def _visit(room: _Room, card: IdCard, dice: Random, report: SoakReport) -> None:
    """One person: lay the card, something happens, lay it again until it is read, take it."""
    laid = [card]
    _mishap(room, laid, dice, report)
    for _ in range(TRIES):
        room.simulator.lay(SimulatedCard.from_id_card(card))
        told: list[DeviceEvent] = []
        while not told or isinstance(told[-1], StatusChanged | CardFound | CardRemoved):
            event = room.next_event(QUIET_S)
            if event is None:
                break  # nothing happens: the person lifts the card and lays it again
            told.append(event)
        rest = room.clear()
        if rest is None:
            break
        report.faults.update(
            event.code for event in (*told, *rest) if isinstance(event, CardFailed)
        )
        read = [event.card for event in (*told, *rest) if isinstance(event, CardRead)]
        report.wrong += [f"{one.name} in place of {card.name}" for one in read if one not in laid]
        report.wrong += [f"{card.name} twice"] * (read.count(card) - 1)
        if card in read:
            report.read += 1
            return
    report.lost.append(card.name)


def _mishap(room: _Room, laid: list[IdCard], dice: Random, report: SoakReport) -> None:
    """Do one thing to the reader or to the card that comes next, often none."""
    kind = dice.choices(list(_MISHAPS), weights=list(_MISHAPS.values()))[0]
    report.mishaps[kind] += 1
    simulator = room.simulator
    if kind == "swapped":
        other = person(10_000 + dice.randrange(10_000))
        laid.append(other)
        simulator.lay(SimulatedCard.from_id_card(other))
        for _ in range(dice.randrange(4)):
            room.next_event(QUIET_S)  # sometimes while it is read, sometimes before or after
    elif kind == "pulled":
        simulator.pull_at(dice.randrange(1296))
    elif kind == "card":
        simulator.damage(dice.choice(_CARD_DAMAGE))
    elif kind == "line":
        simulator.damage(dice.choice(_LINE_DAMAGE))
    elif kind == "silent":
        simulator.damage(LineDamage.SILENCE)
    elif kind == "unplugged":
        simulator.unplug()
        simulator.replug()


_MISHAPS = {
    "none": 60,
    "swapped": 20,
    "card": 8,
    "unplugged": 5,
    "pulled": 4,
    "line": 3,
    "silent": 0.3,
}
"""What happens how often; the last three take longest to be noticed."""
_CARD_DAMAGE = (
    StatusWord.READ_FAILED,
    StatusWord.RANDOM_NUMBER,
    StatusWord.UNKNOWN_CARD_TYPE,
    StatusWord.CARD_TO_SAM_AUTHENTICATION,
    StatusWord.SELECT_FAILED,
)
_LINE_DAMAGE = (LineDamage.BAD_CHECKSUM, LineDamage.TRUNCATED, LineDamage.NOISE)


@contextmanager
def _on_a_serial_line() -> Iterator[tuple[_Reader, Transport]]:
    simulator = IdCardReaderSimulator(paced=False)
    simulator.start()
    try:
        yield simulator, SerialTransport(simulator.path, clock=_CLOCK)
    finally:
        simulator.stop()


@contextmanager
def _on_usb() -> Iterator[tuple[_Reader, Transport]]:
    bus = UsbBus()
    simulator = UsbCardReaderSimulator(bus, pipes=TWO_PAIRS)
    simulator.replug()
    try:
        yield simulator, UsbTransport(simulator.ids, clock=_CLOCK, head=HEAD_SIZE, backend=bus)
    finally:
        simulator.unplug()


@contextmanager
def _on_hid() -> Iterator[tuple[_Reader, Transport]]:
    folder = HidrawFolder()
    simulator = HidCardReaderSimulator(folder, framing=Counted)
    simulator.replug()
    try:
        yield (
            simulator,
            HidrawTransport(
                simulator.ids,
                Counted,
                clock=_CLOCK,
                kernel=folder.kernel,
            ),
        )
    finally:
        simulator.unplug()
        folder.remove()


def _resident_bytes() -> int:
    """Memory this process holds (proc(5), statm)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
