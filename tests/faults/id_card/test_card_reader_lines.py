"""What can happen to a reader's line: speeds, pieces, other ports, two readers of one kind."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from drivers.api import DeviceFault
from drivers.id_card.frames import HEAD_SIZE, Reply
from drivers.id_card.functions import BAUDS, SAM_STATUS, change_baud
from drivers.id_card.reports import Counted, Plain
from drivers.id_card.sdt import SdtIdCardReader
from drivers.id_card.status_words import StatusWord
from drivers.simulators.hid_card_reader import HidCardReaderSimulator, HidrawFolder
from drivers.simulators.id_card_reader import (
    IdCardReaderSimulator,
    LineDamage,
    SimulatedCard,
    sample_id_cards,
)
from drivers.simulators.usb_bus import UsbBus
from drivers.simulators.usb_card_reader import TWO_PAIRS, UsbCardReaderSimulator
from drivers.transports import Transport, TransportFault
from drivers.transports.hidraw import HidrawTransport
from drivers.transports.serial import SerialTransport
from drivers.transports.usb import UsbTransport
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import SystemClock

CLOCK = SystemClock()
CARDS = sample_id_cards()
RESIDENT, ELDER = CARDS["resident"], CARDS["elder"]
READER = UsbIds(0x0400, 0xC35A)


def card_of(name: str) -> SimulatedCard:
    return SimulatedCard.from_id_card(CARDS[name])


@contextmanager
def on_a_serial_line(
    baud: int = 115200, chunk: int = 64
) -> Iterator[tuple[IdCardReaderSimulator, SdtIdCardReader]]:
    simulator = IdCardReaderSimulator(baud, paced=False, chunk=chunk)
    simulator.start()
    reader = SdtIdCardReader("id_card", SerialTransport(simulator.path, clock=CLOCK))
    try:
        yield simulator, reader
    finally:
        reader.close()
        simulator.stop()


def fault_of(call: Callable[[], object]) -> str:
    with pytest.raises(DeviceFault) as told:
        call()
    return told.value.code


# --- the bytes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [1, 2, 3, 5, 6, 7, 8, 63, 65, 1294])
def test_answers_in_pieces_of_any_size_are_read_whole(chunk: int) -> None:
    with on_a_serial_line(chunk=chunk) as (simulator, reader):
        reader.open()
        simulator.lay(card_of("elder"))
        assert reader.find()
        assert reader.read() == ELDER


@pytest.mark.parametrize("baud", BAUDS[1:])
def test_a_reader_left_at_another_speed_is_called_back(baud: int) -> None:
    with on_a_serial_line(baud) as (simulator, reader):
        reader.open()
        assert simulator.baud == 115200
        simulator.lay(card_of("resident"))
        assert reader.find()
        assert reader.read() == RESIDENT


def test_a_reader_at_another_speed_makes_noise_and_reads_when_it_is_back() -> None:
    with on_a_serial_line() as (simulator, reader):
        reader.open()
        simulator.damage(LineDamage.NOISE)
        assert fault_of(reader.find) == "card.garbled"
        assert fault_of(reader.open) == "card.garbled"
        simulator.mend()
        reader.open()
        simulator.lay(card_of("resident"))
        assert reader.find()
        assert reader.read() == RESIDENT


@dataclass
class SilentLine:
    """A serial line on which a reader answers at one speed only, or at none."""

    reader_at: int = 0
    obeys: bool = True
    broken: bool = False
    baud: int = 115200
    speeds: list[int] = field(default_factory=list)
    missing: bool = False
    _waiting: bytes = b""

    def open(self, deadline: float) -> None:
        del deadline
        if self.missing:
            raise TransportFault("line.missing", "It is not there.")

    def set_baud(self, baud: int) -> None:
        if self.broken:
            raise TransportFault("line.lost", "It is gone.")
        self.baud = baud
        self.speeds.append(baud)

    def write(self, data: bytes, deadline: float) -> None:
        del deadline
        if self.baud != self.reader_at:
            return
        word = StatusWord.OK
        if data == change_baud(115200).to_bytes():
            word = StatusWord.OK if self.obeys else StatusWord.BAD_COMMAND
            self.reader_at = 115200 if self.obeys else self.reader_at
        elif data != SAM_STATUS.to_bytes():
            word = StatusWord.BAD_COMMAND
        self._waiting = Reply(0, 0, word).to_bytes()

    def read(self, n: int, deadline: float) -> bytes:
        del deadline
        data, self._waiting = self._waiting[:n], self._waiting[n:]
        return data

    def close(self) -> None:
        self._waiting = b""


def test_other_speeds_are_tried_once_and_again_after_the_line_was_away() -> None:
    line = SilentLine()
    reader = SdtIdCardReader("id_card", line)
    assert fault_of(reader.open) == "card.reader_silent"
    assert line.speeds == [*BAUDS, 115200]
    assert fault_of(reader.open) == "card.reader_silent"
    assert len(line.speeds) == 6
    line.missing = True
    assert fault_of(reader.open) == "card.reader_unplugged"
    line.missing, line.reader_at = False, 9600
    reader.open()
    assert line.speeds[-1] == line.baud == 115200


def test_a_reader_that_does_not_change_its_speed_is_silent_at_ours() -> None:
    line = SilentLine(reader_at=9600, obeys=False)
    assert fault_of(SdtIdCardReader("id_card", line).open) == "card.reader_silent"
    assert line.baud == 115200


def test_a_line_that_breaks_while_speeds_are_tried_is_unplugged() -> None:
    line = SilentLine(broken=True)
    assert fault_of(SdtIdCardReader("id_card", line).open) == "card.reader_unplugged"


# --- other ports, two readers -------------------------------------------------------------------


def test_a_reader_plugged_in_at_another_port_is_found_by_its_lasting_path() -> None:
    with on_a_serial_line() as (simulator, reader):
        reader.open()
        before = os.path.realpath(simulator.path)
        simulator.unplug()
        assert not os.path.lexists(simulator.path)
        assert fault_of(reader.find) == "card.reader_unplugged"
        taken = os.openpty()  # whatever had the port's number meanwhile
        simulator.replug()
        assert os.path.realpath(simulator.path) != before
        reader.open()
        simulator.lay(card_of("resident"))
        assert reader.find()
        assert reader.read() == RESIDENT
        for end in taken:
            os.close(end)


def test_two_readers_each_read_their_own_card() -> None:
    with on_a_serial_line() as (first, one), on_a_serial_line() as (second, other):
        for reader in (one, other):
            reader.open()
        first.lay(card_of("resident"))
        assert not other.find()
        second.lay(card_of("elder"))
        assert one.find()
        assert other.find()
        assert other.read() == ELDER
        assert one.read() == RESIDENT


@dataclass
class Place:
    """Somewhere readers of one kind are plugged in: a bus, or hidraw."""

    plug: Callable[[UsbIds], UsbCardReaderSimulator | HidCardReaderSimulator]
    line: Callable[[UsbIds], Transport]


@pytest.fixture(params=["usb", "hid"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    bus, folder = UsbBus(), HidrawFolder()
    plugged: list[UsbCardReaderSimulator | HidCardReaderSimulator] = []

    def plug(ids: UsbIds) -> UsbCardReaderSimulator | HidCardReaderSimulator:
        simulator: UsbCardReaderSimulator | HidCardReaderSimulator
        if request.param == "usb":
            simulator = UsbCardReaderSimulator(bus, ids, TWO_PAIRS)
        else:
            simulator = HidCardReaderSimulator(folder, ids, Counted)
        simulator.replug()
        plugged.append(simulator)
        return simulator

    def line(ids: UsbIds) -> Transport:
        if request.param == "usb":
            return UsbTransport(ids, clock=CLOCK, head=HEAD_SIZE, backend=bus)
        return HidrawTransport(ids, Counted, clock=CLOCK, kernel=folder.kernel)

    yield Place(plug, line)
    for simulator in plugged:
        simulator.unplug()
    folder.remove()


def test_of_two_alike_on_usb_the_serial_number_tells_which(place: Place) -> None:
    first, second = (place.plug(UsbIds(0x0400, 0xC35A, serial)) for serial in ("A1", "B2"))
    first.lay(card_of("resident"))
    second.lay(card_of("elder"))
    assert fault_of(SdtIdCardReader("x", place.line(READER)).open) == "card.reader_ambiguous"
    for serial, card in (("B2", ELDER), ("A1", RESIDENT)):
        reader = SdtIdCardReader(serial, place.line(UsbIds(0x0400, 0xC35A, serial)))
        reader.open()
        assert serial in reader.details()["line"]
        assert reader.find()
        assert reader.read() == card
        reader.close()


def test_a_second_reader_that_is_plugged_in_does_not_disturb_the_first(place: Place) -> None:
    first = place.plug(UsbIds(0x0400, 0xC35A, "A1"))
    reader = SdtIdCardReader("x", place.line(READER))
    reader.open()
    second = place.plug(UsbIds(0x0400, 0xC35A, "B2"))
    first.lay(card_of("resident"))
    assert reader.find()
    assert reader.read() == RESIDENT
    assert fault_of(reader.open) == "card.reader_ambiguous"
    second.unplug()
    reader.open()
    assert reader.present()
    reader.close()


class InterruptedLine:
    """A line on which something happens once so many bytes of the next answer are in."""

    def __init__(self, line: Transport, happens: Callable[[], None]) -> None:
        self._line = line
        self._happens = happens
        self._left = 0
        self.open = line.open
        self.write = line.write
        self.close = line.close

    def after(self, count: int) -> None:
        self._left = count

    def read(self, n: int, deadline: float) -> bytes:
        if not self._left:
            return self._line.read(n, deadline)
        data = self._line.read(min(n, self._left), deadline)
        self._left -= len(data)
        if not self._left:
            self._happens()
        return data


@pytest.mark.parametrize("count", [1, 7, 8, 64, 271, 700, 1294])
def test_a_reader_on_usb_pulled_out_at_any_byte_is_told_and_reads_at_its_new_place(
    place: Place, count: int
) -> None:
    simulator = place.plug(READER)
    line = InterruptedLine(place.line(READER), simulator.unplug)
    reader = SdtIdCardReader("x", line)
    reader.open()
    simulator.lay(card_of("resident"))
    assert reader.find()
    line.after(count)
    # what lies in the computer already may still be read; then the next question finds it gone
    assert fault_of(reader.read) == "card.reader_unplugged"
    assert fault_of(reader.open) == "card.reader_unplugged"
    simulator.replug()
    reader.open()
    assert reader.find()
    assert reader.read() == RESIDENT
    reader.close()


@pytest.mark.parametrize("damage", [LineDamage.BAD_CHECKSUM, LineDamage.TRUNCATED])
def test_a_line_on_usb_that_garbles_is_told_and_recovers(place: Place, damage: LineDamage) -> None:
    simulator = place.plug(READER)
    reader = SdtIdCardReader("x", place.line(READER))
    reader.open()
    simulator.lay(card_of("resident"))
    assert reader.find()
    simulator.damage(damage)
    assert fault_of(reader.read) == "card.garbled"
    simulator.mend()
    assert reader.read() == RESIDENT
    reader.close()


def test_a_reader_that_puts_frames_into_reports_in_another_way_is_no_half_reader() -> None:
    folder = HidrawFolder()
    simulator = HidCardReaderSimulator(folder, framing=Counted)
    simulator.replug()
    line = HidrawTransport(simulator.ids, Plain, clock=CLOCK, kernel=folder.kernel)
    assert fault_of(SdtIdCardReader("x", line).open) == "card.reader_silent"
    simulator.unplug()
    folder.remove()
