"""What every `IdCardReader` keeps: the real driver on the simulator, and the fake."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import pytest

from drivers.api import DeviceFault, IdCardReader
from drivers.id_card.frames import HEAD_SIZE
from drivers.id_card.reports import Bare, Counted, Plain
from drivers.id_card.sdt import SdtIdCardReader
from drivers.id_card.status_words import StatusWord
from drivers.simulators.fakes import FakeIdCardReader
from drivers.simulators.hid_card_reader import HidCardReaderSimulator, HidrawFolder
from drivers.simulators.id_card_reader import (
    IdCardReaderSimulator,
    LineDamage,
    SimulatedCard,
    sample_id_cards,
)
from drivers.simulators.usb_bus import UsbBus
from drivers.simulators.usb_card_reader import ONE_PAIR, TWO_PAIRS, UsbCardReaderSimulator
from drivers.transports import Transport
from drivers.transports.hidraw import HidrawTransport, ReportFraming
from drivers.transports.serial import SerialTransport
from drivers.transports.usb import UsbTransport
from kiosk.clock import SystemClock
from kiosk.identity.card import IdCard

CLOCK = SystemClock()
AnyReader = IdCardReaderSimulator | UsbCardReaderSimulator | HidCardReaderSimulator


class Bench(Protocol):
    """A reader with hands beside it."""

    reader: IdCardReader

    def lay(self, card: IdCard) -> None: ...
    def lift(self) -> None: ...
    def pull_in_next_read(self) -> None: ...
    def damage_card(self) -> None: ...
    def fall_silent(self) -> None: ...
    def unplug(self) -> None: ...
    def recover(self) -> None: ...


class RealBench:
    """The driver on a simulated reader, whatever line lies between them."""

    def __init__(self, simulator: AnyReader, line: Transport, *ends: Callable[[], None]) -> None:
        self.simulator = simulator
        self.reader: IdCardReader = SdtIdCardReader("id_card", line)
        self._ends = ends

    def lay(self, card: IdCard) -> None:
        self.simulator.lay(SimulatedCard.from_id_card(card))

    def lift(self) -> None:
        self.simulator.lift()

    def pull_in_next_read(self) -> None:
        self.simulator.pull_at(700)

    def damage_card(self) -> None:
        self.simulator.damage(StatusWord.READ_FAILED)

    def fall_silent(self) -> None:
        self.simulator.damage(LineDamage.SILENCE)

    def unplug(self) -> None:
        self.simulator.unplug()

    def recover(self) -> None:
        self.simulator.mend()
        self.simulator.replug()

    def stop(self) -> None:
        self.reader.close()
        for end in self._ends:
            end()


def on_a_serial_line() -> RealBench:
    simulator = IdCardReaderSimulator(paced=False)
    simulator.start()
    line = SerialTransport(simulator.path, clock=CLOCK)
    return RealBench(simulator, line, simulator.stop)


def on_usb(pipes: Sequence[int]) -> RealBench:
    bus = UsbBus()
    simulator = UsbCardReaderSimulator(bus, pipes=pipes)
    simulator.replug()
    line = UsbTransport(simulator.ids, clock=CLOCK, head=HEAD_SIZE, backend=bus)
    return RealBench(simulator, line)


def on_hid(framing: Callable[[int], ReportFraming], number: int = 0) -> RealBench:
    folder = HidrawFolder()
    simulator = HidCardReaderSimulator(folder, framing=framing, number=number)
    simulator.replug()
    line = HidrawTransport(simulator.ids, framing, clock=CLOCK, kernel=folder.kernel)
    return RealBench(simulator, line, simulator.unplug, folder.remove)


class FakeBench:
    def __init__(self) -> None:
        self.fake = FakeIdCardReader()
        self.reader: IdCardReader = self.fake
        self.lay = self.fake.lay
        self.lift = self.fake.lift
        self.pull_in_next_read = self.fake.pull_in_next_read
        self.fall_silent = self.fake.fall_silent
        self.unplug = self.fake.unplug
        self.recover = self.fake.recover

    def damage_card(self) -> None:
        self.fake.fail_next_read("card.damaged")

    def stop(self) -> None:
        self.reader.close()


BENCHES: dict[str, Callable[[], RealBench | FakeBench]] = {
    "serial": on_a_serial_line,
    "usb": lambda: on_usb(ONE_PAIR),
    "usb in two pairs": lambda: on_usb(TWO_PAIRS),
    "hid": lambda: on_hid(Plain),
    "hid counted": lambda: on_hid(Counted),
    "hid bare": lambda: on_hid(Bare, number=7),
    "fake": FakeBench,
}


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    bench = BENCHES[request.param]()
    bench.reader.open()
    yield bench
    bench.stop()


CARDS = sample_id_cards()
RESIDENT = CARDS["resident"]


def test_an_empty_reader_finds_nothing(bench: Bench) -> None:
    assert bench.reader.name == "id_card"
    assert not bench.reader.find()
    assert not bench.reader.present()


@pytest.mark.parametrize("name", sorted(CARDS))
def test_a_laid_card_is_found_and_read_as_it_is(bench: Bench, name: str) -> None:
    bench.lay(CARDS[name])
    assert bench.reader.find()
    assert bench.reader.read() == CARDS[name]


def test_a_read_card_is_present_but_not_found_until_it_is_lifted_and_laid_again(
    bench: Bench,
) -> None:
    bench.lay(RESIDENT)
    assert bench.reader.find()
    bench.reader.read()
    assert bench.reader.present()
    assert not bench.reader.find()
    assert bench.reader.present()
    bench.lift()
    assert not bench.reader.present()
    assert not bench.reader.find()
    bench.lay(RESIDENT)
    assert not bench.reader.present()
    assert bench.reader.find()
    assert bench.reader.read() == RESIDENT


def test_another_card_laid_between_two_looks_is_noticed(bench: Bench) -> None:
    bench.lay(RESIDENT)
    bench.reader.find()
    bench.reader.read()
    bench.lift()
    bench.lay(CARDS["elder"])
    assert not bench.reader.present()
    assert bench.reader.find()
    assert bench.reader.read() == CARDS["elder"]


def test_reading_what_was_not_found_is_a_fault(bench: Bench) -> None:
    with pytest.raises(DeviceFault) as told:
        bench.reader.read()
    assert told.value.code == "card.pulled"
    bench.lay(RESIDENT)
    with pytest.raises(DeviceFault):
        bench.reader.read()


def test_a_card_lifted_between_find_and_read_is_pulled(bench: Bench) -> None:
    bench.lay(RESIDENT)
    bench.reader.find()
    bench.lift()
    with pytest.raises(DeviceFault) as told:
        bench.reader.read()
    assert told.value.code == "card.pulled"


def test_a_card_pulled_in_mid_read_is_a_fault_and_reads_when_laid_again(bench: Bench) -> None:
    bench.lay(RESIDENT)
    bench.reader.find()
    bench.pull_in_next_read()
    with pytest.raises(DeviceFault) as told:
        bench.reader.read()
    assert told.value.code == "card.pulled"
    assert not bench.reader.present()
    bench.lay(RESIDENT)
    assert bench.reader.find()
    assert bench.reader.read() == RESIDENT


def test_a_damaged_card_has_to_be_lifted_and_laid_again(bench: Bench) -> None:
    bench.lay(RESIDENT)
    bench.reader.find()
    bench.damage_card()
    with pytest.raises(DeviceFault) as told:
        bench.reader.read()
    assert told.value.code == "card.damaged"
    assert bench.reader.present()
    assert not bench.reader.find()
    bench.lift()
    bench.lay(RESIDENT)
    assert bench.reader.find()
    assert bench.reader.read() == RESIDENT


@pytest.mark.parametrize("call", ["find", "read", "present"])
def test_an_unplugged_reader_says_so_and_works_again_after_replugging(
    bench: Bench, call: str
) -> None:
    bench.lay(RESIDENT)
    bench.unplug()
    with pytest.raises(DeviceFault) as told:
        getattr(bench.reader, call)()
    assert told.value.code == "card.reader_unplugged"
    with pytest.raises(DeviceFault) as told:
        bench.reader.open()
    assert told.value.code == "card.reader_unplugged"
    bench.recover()
    bench.reader.open()
    assert bench.reader.find()
    assert bench.reader.read() == RESIDENT


@pytest.mark.parametrize("call", ["find", "present", "open"])
def test_a_silent_reader_says_so_and_works_again_when_it_speaks(bench: Bench, call: str) -> None:
    bench.lay(RESIDENT)
    bench.fall_silent()
    with pytest.raises(DeviceFault) as told:
        getattr(bench.reader, call)()
    assert told.value.code == "card.reader_silent"
    bench.recover()
    bench.reader.open()
    assert bench.reader.find()


def test_a_card_that_lay_there_before_opening_is_found(bench: Bench) -> None:
    bench.reader.close()
    bench.lay(RESIDENT)
    bench.reader.open()
    assert bench.reader.find()


def test_a_card_that_was_found_when_nobody_heard_of_it_is_found_after_opening(
    bench: Bench,
) -> None:
    bench.lay(RESIDENT)
    assert bench.reader.find()
    bench.reader.close()
    bench.reader.open()
    assert bench.reader.find()
    assert bench.reader.read() == RESIDENT
    assert not bench.reader.find()


def test_a_closed_reader_says_unplugged_and_closing_twice_is_fine(bench: Bench) -> None:
    bench.reader.close()
    bench.reader.close()
    with pytest.raises(DeviceFault) as told:
        bench.reader.find()
    assert told.value.code == "card.reader_unplugged"
