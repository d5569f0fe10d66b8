"""Chip cards pulled, mute and silent, services killed: told at once, recovered, nobody mixed up."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from drivers.api import (
    CardHolder,
    ChipCard,
    ChipFailed,
    ChipInserted,
    ChipRead,
    ChipRemoved,
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    Media,
    StatusChanged,
)
from drivers.card_reader import reader as reader_module
from drivers.card_reader.apdu import Transmit, ask, select_name
from drivers.card_reader.pcsc import Pcsc
from drivers.card_reader.reader import PcscCardReader
from drivers.card_reader.social_security import APPLICATION
from drivers.simulators.chip_card import ATR, SimulatedChip, other_card, social_security_card
from drivers.simulators.pcsc_service import PcscService
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock

CLOCK = SystemClock()
SELECT = select_name(APPLICATION)
PATIENCE_S = 60.0
READER = DeviceClass.CARD_READER


def wait_for(condition: Callable[[], object], what: object = "") -> None:
    last = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < last, what
        time.sleep(0.005)


@pytest.fixture
def reader(pcsc: PcscService) -> Iterator[PcscCardReader]:
    assert pcsc.running
    reader = PcscCardReader("chip", clock=CLOCK)
    reader.open()
    yield reader
    reader.close()


def fault_of(call: Callable[[], object]) -> str:
    with pytest.raises(DeviceFault) as told:
        call()
    return told.value.code


def put_in(service: PcscService, reader: PcscCardReader, chip: SimulatedChip) -> None:
    service.put_in(chip)
    wait_for(reader.chip)


def opened(reader: PcscCardReader) -> bool:
    try:
        reader.open()
    except DeviceFault:
        return False
    return True


@pytest.mark.parametrize(
    "atr",
    [b"\xff\xff\xff", bytes(20), b"\x3b" + b"\xff" * 32],
    ids=["not a card", "zeros", "does not add up"],
)
def test_what_does_not_answer_as_a_chip_does_is_unresponsive(
    pcsc: PcscService, reader: PcscCardReader, atr: bytes
) -> None:
    put_in(pcsc, reader, SimulatedChip(atr=atr))
    assert fault_of(reader.read) == "chip.unresponsive"
    pcsc.pull()
    wait_for(lambda: reader.chip() is None)
    put_in(pcsc, reader, social_security_card())
    assert reader.read().social_security is not None


def test_a_card_that_never_answers_is_given_up_at_the_deadline_and_the_reader_waits_for_it(
    pcsc: PcscService, reader: PcscCardReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = pcsc.put_in(social_security_card())
    wait_for(reader.chip)
    reader.read()
    card.fall_silent_at(b"\x00\xff")
    assert (
        fault_of(lambda: reader.transmit(b"\x00\xff\x00\x00", deadline_s=0.1)) == "chip.no_answer"
    )
    assert card.reached.wait(PATIENCE_S)
    with monkeypatch.context() as hurried:
        hurried.setattr(reader_module, "SERVICE_S", 0.5)
        assert fault_of(reader.chip) == "chip.reader_silent"
        reader.close()
        assert fault_of(reader.open) == "chip.reader_silent"
    pcsc.pull()
    wait_for(lambda: opened(reader))
    put_in(pcsc, reader, other_card())
    assert reader.read() == ChipCard(ATR)


def test_a_card_that_is_pulled_while_it_thinks_is_pulled(
    pcsc: PcscService, reader: PcscCardReader
) -> None:
    card = pcsc.put_in(social_security_card())
    wait_for(reader.chip)
    reader.read()
    card.pull_at(b"\x00\xff")
    assert fault_of(lambda: reader.transmit(b"\x00\xff\x00\x00", deadline_s=60)) == "chip.pulled"


def test_a_card_that_breaks_off_its_answer_and_stays_is_damaged(
    pcsc: PcscService, reader: PcscCardReader
) -> None:
    put_in(pcsc, reader, SimulatedChip(answers={SELECT: b"\x90"}))
    assert fault_of(reader.read) == "chip.damaged"


def test_a_card_that_another_program_holds_is_taken(
    pcsc: PcscService, reader: PcscCardReader
) -> None:
    put_in(pcsc, reader, social_security_card())
    other = Pcsc()
    context = other.establish()
    held = other.connect(context, other.readers(context)[0])
    assert fault_of(reader.read) == "chip.taken"
    other.disconnect(held)
    other.release(context)
    assert reader.read().social_security is not None


def test_a_service_without_readers_and_one_without_the_named_reader(pcsc: PcscService) -> None:
    named = PcscCardReader("chip", "Another Reader", clock=CLOCK)
    assert fault_of(named.open) == "chip.reader_unplugged"
    pcsc.stop()
    pcsc.start(readers=False)
    assert fault_of(PcscCardReader("chip", clock=CLOCK).open) == "chip.reader_unplugged"


class Library:
    """A vendor's library that knows whose card it is."""

    def holder(self, transmit: Transmit) -> CardHolder | None:
        return CardHolder("王芳", "370982199001010018") if ask(transmit, SELECT).ok else None


def test_a_vendors_library_tells_whose_card_it_is(pcsc: PcscService) -> None:
    reader = PcscCardReader("chip", clock=CLOCK, vendor=Library())
    reader.open()
    put_in(pcsc, reader, social_security_card())
    card = reader.read().social_security
    reader.close()
    assert card is not None
    assert card.holder is not None
    assert card.holder.name == "王芳"


@pytest.mark.usefixtures("pcsc")
def test_a_named_reader_is_found_by_the_beginning_of_its_name() -> None:
    reader = PcscCardReader("chip", "Virtual PCD", clock=CLOCK)
    assert reader.details() == {}
    reader.open()
    assert reader.details()["reader"].startswith("Virtual PCD")
    reader.close()


@dataclass
class Desk:
    """A supervisor with the reader, and all it told."""

    service: PcscService
    supervisor: Supervisor
    events: list[DeviceEvent] = field(default_factory=list)

    def told(self, *kinds: type) -> list[DeviceEvent]:
        return [event for event in self.events if isinstance(event, kinds)]

    def wait(self, kind: type, count: int = 1) -> None:
        wait_for(lambda: len(self.told(kind)) >= count, (kind, self.events))

    def wait_state(self, state: DeviceState, reason: str = "") -> None:
        def there() -> bool:
            status = self.supervisor.status(READER)
            return (status.state, status.reason) == (state, reason)

        wait_for(there, (state, reason))


@pytest.fixture
def desk(pcsc: PcscService) -> Iterator[Desk]:
    reader = PcscCardReader("chip", clock=CLOCK)
    pace = Pace(find_s=0.02, heartbeat_s=0.02, reopen_s=0.02, open_limit_s=120, call_limit_s=120)
    supervisor = Supervisor([reader], clock=CLOCK, pace=pace)
    desk = Desk(pcsc, supervisor)
    supervisor.subscribe(desk.events.append)
    supervisor.start()
    desk.wait_state(DeviceState.ONLINE)
    yield desk
    supervisor.stop()


def media(desk: Desk) -> Media:
    return desk.supervisor.status(READER).media


def test_a_card_is_read_once_for_each_time_it_is_put_in(desk: Desk) -> None:
    desk.supervisor.enable(READER)
    for times in (1, 2):
        desk.service.put_in(social_security_card())
        desk.wait(ChipRead, times)
        assert media(desk) is Media.PRESENT
        desk.service.pull()
        desk.wait(ChipRemoved, times)
        wait_for(lambda: media(desk) is Media.NOT_PRESENT)
    kinds = [type(event) for event in desk.events if not isinstance(event, StatusChanged)]
    assert kinds == [ChipInserted, ChipRead, ChipRemoved] * 2


def test_a_card_is_not_read_before_somebody_wants_it_nor_to_the_next_person(desk: Desk) -> None:
    desk.service.put_in(social_security_card())
    desk.wait(ChipInserted)
    assert not desk.told(ChipRead)
    desk.supervisor.enable(READER)
    desk.wait(ChipRead)
    desk.supervisor.disable(READER)
    desk.supervisor.enable(READER)
    desk.service.pull()
    desk.wait(ChipRemoved)
    assert len(desk.told(ChipRead)) == 1


def test_a_service_that_is_killed_is_offline_and_back_and_the_card_left_in_it_is_not_read(
    desk: Desk,
) -> None:
    desk.supervisor.enable(READER)
    desk.service.put_in(social_security_card())
    desk.wait(ChipRead)
    desk.service.stop(kill=True)
    desk.wait_state(DeviceState.OFFLINE, "chip.service_silent")
    desk.wait(ChipRemoved)
    assert media(desk) is Media.UNKNOWN
    desk.service.start()
    desk.wait_state(DeviceState.ONLINE)
    desk.service.put_in(other_card())
    desk.wait(ChipInserted, 2)
    desk.service.pull()
    desk.wait(ChipRemoved, 2)
    desk.service.put_in(other_card())
    desk.wait(ChipRead, 2)
    assert desk.told(ChipRead)[1] == ChipRead("chip", ChipCard(ATR))


def test_a_mute_card_fails_once_and_the_reader_stays_well(desk: Desk) -> None:
    desk.supervisor.enable(READER)
    desk.service.put_in(SimulatedChip(atr=b"\xff\xff\xff"))
    desk.wait(ChipFailed)
    assert desk.told(ChipFailed) == [ChipFailed("chip", "chip.unresponsive")]
    assert desk.supervisor.status(READER).state is DeviceState.ONLINE
    desk.service.pull()
    desk.wait(ChipRemoved)
    desk.service.put_in(social_security_card())
    desk.wait(ChipRead)
    assert len(desk.told(ChipFailed)) == 1


def test_a_card_pulled_in_the_middle_is_told_and_removed(desk: Desk) -> None:
    desk.service.put_in(social_security_card()).pull_at(SELECT)
    desk.wait(ChipInserted)
    desk.supervisor.enable(READER)
    desk.wait(ChipFailed)
    assert desk.told(ChipFailed) == [ChipFailed("chip", "chip.pulled")]
    desk.wait(ChipRemoved)
    assert not desk.told(ChipRead)
