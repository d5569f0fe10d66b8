"""Every state of a card reader that docs/devices.md lists, made on the real driver or a fake."""

from collections.abc import Callable, Iterator
from threading import Condition, Event

import pytest

from drivers.api import (
    CardFailed,
    CardRead,
    CardRemoved,
    DeviceClass,
    DeviceEvent,
    DeviceState,
    IdCardReader,
    Media,
    Status,
)
from drivers.id_card.sdt import SdtIdCardReader
from drivers.id_card.status_words import StatusWord
from drivers.simulators.fakes import FakeIdCardReader
from drivers.simulators.id_card_reader import LineDamage, SimulatedCard, sample_id_cards
from drivers.simulators.sdt_reader import SAM_ID_DATA
from drivers.simulators.usb_bus import UsbBus
from drivers.simulators.usb_card_reader import UsbCardReaderSimulator
from drivers.supervisor import Supervisor
from drivers.transports.usb import UsbTransport
from drivers.transports.usb_ids import UsbIds
from drivers.workers.base import Pace
from kiosk.clock import SystemClock
from kiosk.identity.card import IdCard

CLOCK = SystemClock()
PACE = Pace(find_s=0.02, reopen_s=0.02, heartbeat_s=0.05)
HURRIED = Pace(find_s=0.02, reopen_s=0.02, open_limit_s=0.2, call_limit_s=0.2)
READER = DeviceClass.ID_CARD_READER
RESIDENT = sample_id_cards()["resident"]
IDS = UsbIds(0x0400, 0xC35A)
ONLINE, OFFLINE, BROKEN = DeviceState.ONLINE, DeviceState.OFFLINE, DeviceState.HARDWARE_ERROR


class Room:
    """One supervised reader, and everything that was told of it."""

    def __init__(self, reader: IdCardReader, pace: Pace = PACE) -> None:
        self.supervisor = Supervisor([reader], clock=CLOCK, pace=pace)
        self.events: list[DeviceEvent] = []
        self._news = Condition()
        self.supervisor.subscribe(self._hear)

    def _hear(self, event: DeviceEvent) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    @property
    def status(self) -> Status:
        return self.supervisor.status(READER)

    def until(self, happened: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(happened, 30), (self.status, self.events)

    def until_state(
        self, state: DeviceState, reason: str = "", media: Media = Media.UNKNOWN
    ) -> None:
        self.until(
            lambda: (
                (self.status.state, self.status.reason, self.status.media) == (state, reason, media)
            )
        )

    def until_event(self, wanted: DeviceEvent) -> None:
        self.until(lambda: wanted in self.events)

    def use(self) -> None:
        self.supervisor.start()
        self.supervisor.enable(READER)


class Desk(Room):
    """The real driver over a simulated reader on USB."""

    def __init__(self) -> None:
        self.bus = UsbBus()
        self.simulator = UsbCardReaderSimulator(self.bus, IDS)
        self.simulator.replug()
        line = UsbTransport(IDS, clock=CLOCK, backend=self.bus)
        super().__init__(SdtIdCardReader("id_card", line))


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.supervisor.stop()


def test_before_its_first_answer_nothing_is_known_of_it(desk: Desk) -> None:
    assert (desk.status.state, desk.status.media) == (DeviceState.UNKNOWN, Media.UNKNOWN)
    desk.supervisor.start()


def test_a_terminal_without_reader_has_none() -> None:
    status = Supervisor([], clock=CLOCK).status(READER)
    assert (status.state, status.reason) == (DeviceState.NO_DEVICE, "card.not_fitted")


def test_an_idle_reader_is_online_and_does_not_know_what_lies_on_it(desk: Desk) -> None:
    desk.supervisor.start()
    desk.until_state(ONLINE)
    details = desk.supervisor.details("id_card")
    assert details["line"] == "usb://0400:c35a, bus 1, address 1"
    assert details["sam_id"] == "05-03-20260101-0001234567-0007654321"
    assert len(SAM_ID_DATA) == 16


def test_a_reader_in_use_says_that_no_card_lies_there(desk: Desk) -> None:
    desk.use()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)


def test_a_card_is_present_until_it_is_lifted(desk: Desk) -> None:
    desk.use()
    desk.simulator.lay(SimulatedCard.from_id_card(RESIDENT))
    desk.until_event(CardRead("id_card", RESIDENT))
    desk.until_state(ONLINE, media=Media.PRESENT)
    desk.simulator.lift()
    desk.until_event(CardRemoved("id_card"))
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)


def test_a_card_lifted_after_the_session_is_not_present_any_more(desk: Desk) -> None:
    desk.use()
    desk.simulator.lay(SimulatedCard.from_id_card(RESIDENT))
    desk.until_state(ONLINE, media=Media.PRESENT)
    desk.until_event(CardRead("id_card", RESIDENT))
    desk.supervisor.disable(READER)
    desk.simulator.lift()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (StatusWord.READ_FAILED, "card.damaged"),
        (StatusWord.UNKNOWN_CARD_TYPE, "card.unknown_kind"),
        (StatusWord.SAM_TO_CARD_AUTHENTICATION, "card.not_authenticated"),
    ],
)
def test_a_card_that_cannot_be_read_leaves_the_reader_online(
    desk: Desk, word: StatusWord, code: str
) -> None:
    desk.use()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)
    desk.simulator.damage(word)
    desk.simulator.lay(SimulatedCard.from_id_card(RESIDENT))
    desk.until_event(CardFailed("id_card", code))
    desk.until_state(ONLINE, media=Media.UNKNOWN)


def test_a_card_pulled_too_early_is_gone(desk: Desk) -> None:
    desk.use()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)
    desk.simulator.pull_at(700)
    desk.simulator.lay(SimulatedCard.from_id_card(RESIDENT))
    desk.until_event(CardFailed("id_card", "card.pulled"))
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)


def test_an_unplugged_reader_is_offline_and_reads_when_it_is_back(desk: Desk) -> None:
    desk.use()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)
    desk.simulator.unplug()
    desk.until_state(OFFLINE, "card.reader_unplugged")
    desk.simulator.lay(SimulatedCard.from_id_card(RESIDENT))
    desk.simulator.replug()
    desk.until_event(CardRead("id_card", RESIDENT))
    desk.until_state(ONLINE, media=Media.PRESENT)
    assert desk.supervisor.details("id_card")["line"].endswith("address 2")


def test_a_reader_unplugged_under_a_read_card_reads_it_again(desk: Desk) -> None:
    desk.use()
    desk.simulator.lay(SimulatedCard.from_id_card(RESIDENT))
    desk.until_event(CardRead("id_card", RESIDENT))
    desk.simulator.unplug()
    desk.until_state(OFFLINE, "card.reader_unplugged")
    desk.events.clear()
    desk.simulator.replug()
    desk.until_event(CardRead("id_card", RESIDENT))
    kinds = [type(event) for event in desk.events]
    assert kinds.index(CardRemoved) < kinds.index(CardRead)


def test_a_silent_reader_is_offline(desk: Desk) -> None:
    desk.use()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)
    desk.simulator.damage(LineDamage.SILENCE)
    desk.until_state(OFFLINE, "card.reader_silent")
    desk.simulator.mend()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)


def test_a_reader_that_garbles_is_broken(desk: Desk) -> None:
    desk.use()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)
    desk.simulator.damage(LineDamage.BAD_CHECKSUM)
    desk.until_state(BROKEN, "card.garbled")
    desk.simulator.mend()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (StatusWord.SELF_TEST_FAILED, "card.reader_self_test"),
        (StatusWord.SAM_NOT_AUTHORISED, "card.reader_unauthorised"),
    ],
)
def test_a_reader_whose_security_module_failed_is_broken(
    desk: Desk, word: StatusWord, reason: str
) -> None:
    desk.simulator.damage(word)
    desk.use()
    desk.until_state(BROKEN, reason)
    fault = desk.supervisor.fault("id_card")
    assert fault is not None
    assert fault.remedy
    desk.simulator.mend()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)


def test_a_security_module_that_fails_under_a_card_breaks_the_reader(desk: Desk) -> None:
    desk.use()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)
    desk.simulator.damage(StatusWord.SAM_NOT_AUTHORISED)
    desk.simulator.lay(SimulatedCard.from_id_card(RESIDENT))
    desk.until_event(CardFailed("id_card", "card.reader_unauthorised"))
    desk.until_state(BROKEN, "card.reader_unauthorised")


def test_two_readers_that_cannot_be_told_apart_are_none(desk: Desk) -> None:
    second = UsbCardReaderSimulator(desk.bus, IDS)
    second.replug()
    desk.use()
    desk.until_state(BROKEN, "card.reader_ambiguous")
    second.unplug()
    desk.until_state(ONLINE, media=Media.NOT_PRESENT)


class Unruly(FakeIdCardReader):
    """A driver that does what no driver should, in the call it is told to."""

    def __init__(self, call: str, does: Callable[[], object]) -> None:
        super().__init__()
        self._call, self._does = call, does
        self.unruly = True

    def open(self) -> None:
        self._perhaps("open")
        super().open()

    def find(self) -> bool:
        answer = self._perhaps("find")
        return super().find() if answer is None else answer  # type: ignore[return-value]  # it lies

    def read(self) -> IdCard:
        answer = self._perhaps("read")
        return super().read() if answer is None else answer  # type: ignore[return-value]  # it lies

    def present(self) -> bool:
        answer = self._perhaps("present")
        return super().present() if answer is None else answer  # type: ignore[return-value]  # so too

    def _perhaps(self, call: str) -> object:
        return self._does() if self.unruly and call == self._call else None


def raises() -> object:
    raise ZeroDivisionError


@pytest.mark.parametrize("call", ["open", "find", "read"])
def test_a_driver_that_raises_anything_breaks_only_its_reader(call: str) -> None:
    reader = Unruly(call, raises)
    room = Room(reader)
    reader.lay(RESIDENT)
    room.use()
    room.until_state(BROKEN, "card.driver_error")
    reader.unruly = False
    reader.lay(RESIDENT)
    room.until_event(CardRead("id_card", RESIDENT))
    room.supervisor.stop()


@pytest.mark.parametrize("call", ["find", "read", "present"])
@pytest.mark.parametrize("nonsense", ["a card", 7, b"\0"])
def test_a_driver_that_answers_nonsense_is_not_believed(call: str, nonsense: object) -> None:
    reader = Unruly(call, lambda: nonsense)
    room = Room(reader)
    if call == "present":
        room.supervisor.start()
    else:
        reader.lay(RESIDENT)
        room.use()
    room.until_state(BROKEN, "card.driver_error")
    assert not [event for event in room.events if isinstance(event, CardRead)]
    reader.unruly = False
    reader.lay(RESIDENT)
    room.supervisor.enable(READER)
    room.until_event(CardRead("id_card", RESIDENT))
    room.supervisor.stop()


def test_a_driver_that_hangs_is_broken_and_works_when_it_comes_back() -> None:
    released = Event()

    def hang() -> None:
        released.wait(30)

    reader = Unruly("find", hang)
    room = Room(reader, HURRIED)
    room.use()
    room.until_state(BROKEN, "card.hung")
    reader.unruly = False
    released.set()
    reader.lay(RESIDENT)
    room.until_event(CardRead("id_card", RESIDENT))
    room.supervisor.stop()
