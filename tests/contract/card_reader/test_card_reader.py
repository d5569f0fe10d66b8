"""What every `CardReader` keeps: the real driver on a real PC/SC service, and the fake."""

import time
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from drivers.api import CardReader, Chip, ChipCard, DeviceClass, DeviceFault, SocialSecurityCard
from drivers.card_reader.apdu import select_name
from drivers.card_reader.reader import PcscCardReader
from drivers.card_reader.social_security import APPLICATION
from drivers.simulators.chip_card import ATR, other_card, social_security_card
from drivers.simulators.fake_card_reader import FakeCardReader
from drivers.simulators.pcsc_service import PcscService
from kiosk.clock import SystemClock

SOCIAL = ChipCard(ATR, SocialSecurityCard("A12345678", "370900", "3.00"))
OTHER = ChipCard(ATR)
SELECT = select_name(APPLICATION)
PATIENCE_S = 60.0


class Bench(Protocol):
    """A reader with hands beside it."""

    reader: CardReader

    def put_in(self, card: ChipCard) -> None: ...
    def pull(self) -> None: ...
    def pull_in_next_read(self) -> None: ...
    def stop_service(self) -> None: ...
    def recover(self) -> None: ...


class RealBench:
    def __init__(self, service: PcscService) -> None:
        self._service = service
        self.reader: CardReader = PcscCardReader("chip", clock=SystemClock())
        self._pulled_in_read = False

    def put_in(self, card: ChipCard) -> None:
        chip = social_security_card() if card.social_security else other_card()
        in_slot = self._service.put_in(chip)
        if self._pulled_in_read:
            in_slot.pull_at(SELECT)

    def pull(self) -> None:
        self._service.pull()

    def pull_in_next_read(self) -> None:
        self._pulled_in_read = True

    def stop_service(self) -> None:
        self._service.stop(kill=True)

    def recover(self) -> None:
        self._pulled_in_read = False
        if not self._service.running:
            self._service.start()


class FakeBench:
    def __init__(self) -> None:
        self.fake = FakeCardReader()
        self.reader: CardReader = self.fake
        self.pull = self.fake.pull
        self.pull_in_next_read = self.fake.pull_in_next_read
        self.recover = self.fake.recover

    def put_in(self, card: ChipCard) -> None:
        chip = social_security_card() if card.social_security else other_card()
        self.fake.put_in(card, chip)

    def stop_service(self) -> None:
        self.fake.pull()
        self.fake.stop_service()


@pytest.fixture(params=["pcsc", "fake"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "pcsc":
        bench: Bench = RealBench(request.getfixturevalue("pcsc"))
    else:
        bench = FakeBench()
    bench.reader.open()
    yield bench
    bench.reader.close()


def chip_when(reader: CardReader, wanted: Callable[[Chip | None], bool]) -> Chip | None:
    """What is in the reader as soon as it is as wanted; the service looks every 0.4 s."""
    last = time.monotonic() + PATIENCE_S
    while not wanted(chip := reader.chip()):
        assert time.monotonic() < last, chip
    return chip


def is_there(chip: Chip | None) -> bool:
    return chip is not None


def is_gone(chip: Chip | None) -> bool:
    return chip is None


def fault_of(call: Callable[[], object]) -> str:
    with pytest.raises(DeviceFault) as told:
        call()
    return told.value.code


def test_an_empty_reader_has_no_card(bench: Bench) -> None:
    assert (bench.reader.name, bench.reader.device_class) == ("chip", DeviceClass.CARD_READER)
    assert bench.reader.chip() is None
    assert fault_of(bench.reader.read) == "chip.pulled"


@pytest.mark.parametrize("card", [SOCIAL, OTHER], ids=["social security", "another"])
def test_a_card_that_is_put_in_is_read_as_it_is(bench: Bench, card: ChipCard) -> None:
    bench.put_in(card)
    chip = chip_when(bench.reader, is_there)
    assert bench.reader.read() == card
    assert bench.reader.read() == card
    powered = bench.reader.chip()
    assert powered is not None
    assert powered.atr == ATR
    assert chip is not None
    assert powered.insertion == chip.insertion


def test_the_same_card_put_in_again_is_another_insertion(bench: Bench) -> None:
    bench.put_in(SOCIAL)
    first = chip_when(bench.reader, is_there)
    bench.pull()
    chip_when(bench.reader, is_gone)
    bench.put_in(SOCIAL)
    second = chip_when(bench.reader, is_there)
    assert first is not None
    assert second is not None
    assert first.insertion != second.insertion
    assert bench.reader.read() == SOCIAL


def test_commands_go_to_the_card_that_was_read(bench: Bench) -> None:
    bench.put_in(SOCIAL)
    chip_when(bench.reader, is_there)
    assert fault_of(lambda: bench.reader.transmit(SELECT, deadline_s=60)) == "chip.pulled"
    bench.reader.read()
    assert bench.reader.transmit(SELECT, deadline_s=60).endswith(b"\x90\x00")
    assert bench.reader.transmit(b"\x00\xff\x00\x00", deadline_s=60) == b"\x6d\x00"


def test_commands_do_not_go_to_the_next_card(bench: Bench) -> None:
    bench.put_in(SOCIAL)
    first = chip_when(bench.reader, is_there)
    bench.reader.read()
    bench.pull()
    bench.put_in(OTHER)
    chip_when(bench.reader, lambda chip: chip is not None and chip != first)
    assert fault_of(lambda: bench.reader.transmit(SELECT, deadline_s=60)) == "chip.pulled"


def test_a_card_pulled_in_the_middle_is_told_and_reads_when_it_is_put_in_again(
    bench: Bench,
) -> None:
    bench.pull_in_next_read()
    bench.put_in(SOCIAL)
    chip_when(bench.reader, is_there)
    assert fault_of(bench.reader.read) == "chip.pulled"
    chip_when(bench.reader, is_gone)
    bench.recover()
    bench.put_in(SOCIAL)
    chip_when(bench.reader, is_there)
    assert bench.reader.read() == SOCIAL


@pytest.mark.parametrize("call", ["chip", "read"])
def test_a_service_that_stops_is_told_and_used_again_when_it_is_back(
    bench: Bench, call: str
) -> None:
    bench.put_in(SOCIAL)
    chip_when(bench.reader, is_there)
    bench.stop_service()
    assert fault_of(getattr(bench.reader, call)) == "chip.service_silent"
    assert fault_of(bench.reader.open) == "chip.service_silent"
    bench.recover()
    bench.reader.open()
    bench.put_in(SOCIAL)
    chip_when(bench.reader, is_there)
    assert bench.reader.read() == SOCIAL


def test_a_card_that_was_in_it_before_opening_is_there(bench: Bench) -> None:
    bench.reader.close()
    bench.put_in(OTHER)
    bench.reader.open()
    assert chip_when(bench.reader, is_there)
    assert bench.reader.read() == OTHER


def test_a_closed_reader_says_unplugged_and_closing_twice_is_fine(bench: Bench) -> None:
    bench.reader.close()
    bench.reader.close()
    assert fault_of(bench.reader.chip) == "chip.reader_unplugged"
    assert fault_of(bench.reader.read) == "chip.reader_unplugged"


def test_what_a_card_says_is_in_no_repr() -> None:
    assert "A12345678" not in repr(SOCIAL)
