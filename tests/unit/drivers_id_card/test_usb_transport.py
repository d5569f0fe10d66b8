import errno
from collections.abc import Iterator
from threading import Thread

import pytest
import usb.core

from drivers.simulators.usb_bus import PACKET, SimulatedUsbDevice, UsbBus
from drivers.transports import TransportFault
from drivers.transports.usb import UsbTransport
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import SystemClock

CLOCK = SystemClock()
IDS = UsbIds(0x0400, 0xC35A)
IN, OUT = 0x81, 0x02
SECOND_IN, SECOND_OUT = 0x85, 0x06


def soon(seconds: float = 5.0) -> float:
    return CLOCK.monotonic() + seconds


class Gadget:
    """A device on a bus of its own: the test is its firmware."""

    def __init__(self, ids: UsbIds = IDS, pipes: tuple[int, ...] = (IN, OUT)) -> None:
        self.bus = UsbBus()
        self.heard: list[tuple[int, bytes]] = []
        self.device = SimulatedUsbDevice(ids, pipes, self.hear)
        self.bus.plug(self.device)

    def hear(self, pipe: int, data: bytes) -> None:
        self.heard.append((pipe, data))

    def send(self, data: bytes, pipe: int = IN) -> None:
        self.bus.send(self.device, pipe, data)

    def line(self, ids: UsbIds = IDS, head: int = 0) -> UsbTransport:
        return UsbTransport(ids, clock=CLOCK, head=head, backend=self.bus)


@pytest.fixture
def gadget() -> Gadget:
    return Gadget()


@pytest.fixture
def line(gadget: Gadget) -> Iterator[UsbTransport]:
    line = gadget.line()
    line.open(soon())
    yield line
    line.close()


def code_of_opening(line: UsbTransport) -> TransportFault:
    with pytest.raises(TransportFault) as told:
        line.open(soon())
    return told.value


def test_bytes_go_both_ways_unchanged(gadget: Gadget, line: UsbTransport) -> None:
    every_byte = bytes(range(256))
    line.write(every_byte * 20, soon())
    assert b"".join(data for _, data in gadget.heard) == every_byte * 20
    gadget.send(every_byte)
    assert line.read(256, soon()) == every_byte


def test_reading_stops_at_the_number_asked_for_and_keeps_the_rest(
    gadget: Gadget, line: UsbTransport
) -> None:
    gadget.send(b"abcdef")
    assert line.read(4, soon()) == b"abcd"
    assert line.read(4, soon(0.01)) == b"ef"


@pytest.mark.parametrize("size", [PACKET - 1, PACKET, PACKET + 1, 20 * PACKET])
def test_no_size_of_an_answer_is_waited_for_in_vain(
    gadget: Gadget, line: UsbTransport, size: int
) -> None:
    gadget.send(bytes(size))
    assert len(line.read(size, soon())) == size


def test_reading_gives_what_had_come_by_the_deadline(gadget: Gadget, line: UsbTransport) -> None:
    gadget.send(b"abc")
    assert line.read(10, soon(0.02)) == b"abc"
    assert line.read(10, CLOCK.monotonic() - 1) == b""
    gadget.send(b"def")
    assert line.read(10, CLOCK.monotonic() - 1) == b"def"


def test_a_device_on_usb_that_takes_nothing_jams_the_line(
    gadget: Gadget, line: UsbTransport
) -> None:
    gadget.device.jammed = True
    with pytest.raises(TransportFault) as told:
        line.write(b"abc", soon(0.02))
    assert (told.value.code, told.value.sent) == ("line.jammed", 0)


def test_an_unplugged_device_is_a_lost_line_in_reading_and_writing(
    gadget: Gadget, line: UsbTransport
) -> None:
    gadget.bus.unplug(gadget.device)
    with pytest.raises(TransportFault) as told:
        line.read(1, soon())
    assert told.value.code == "line.lost"
    with pytest.raises(TransportFault) as told:
        line.write(b"abc", soon())
    assert (told.value.code, told.value.sent) == ("line.lost", 0)


def test_a_device_unplugged_during_a_wait_is_told_within_the_call(
    gadget: Gadget, line: UsbTransport
) -> None:
    faults: list[TransportFault] = []

    def wait() -> None:
        with pytest.raises(TransportFault) as told:
            line.read(1, soon(60))
        faults.append(told.value)

    waiting = Thread(target=wait)
    waiting.start()
    gadget.bus.unplug(gadget.device)
    waiting.join(60)
    assert [fault.code for fault in faults] == ["line.lost"]


def test_a_device_that_comes_back_under_another_address_is_found(
    gadget: Gadget, line: UsbTransport
) -> None:
    assert str(line) == "usb://0400:c35a, bus 1, address 1"
    gadget.bus.unplug(gadget.device)
    assert code_of_opening(line).code == "line.missing"
    assert str(line) == "usb://0400:c35a"
    gadget.bus.plug(gadget.device)
    line.open(soon())
    assert str(line) == "usb://0400:c35a, bus 1, address 2"
    gadget.send(b"abc")
    assert line.read(3, soon()) == b"abc"


def test_of_two_devices_of_one_kind_none_is_taken_without_a_serial_number() -> None:
    gadget = Gadget(UsbIds(0x0400, 0xC35A, "A"))
    second = SimulatedUsbDevice(UsbIds(0x0400, 0xC35A, "B"), (IN, OUT), gadget.hear)
    gadget.bus.plug(second)
    fault = code_of_opening(gadget.line())
    assert fault.code == "line.ambiguous"
    assert "A, B" in fault.message
    assert "serial=" in fault.remedy
    line = gadget.line(UsbIds(0x0400, 0xC35A, "B"))
    line.open(soon())
    assert "address 2" in str(line)
    other = gadget.line(UsbIds(0x0400, 0xC35A, "A"))
    other.open(soon())
    assert "address 1" in str(other)
    line.close()
    other.close()


def test_two_devices_without_serial_numbers_are_refused() -> None:
    gadget = Gadget()
    gadget.bus.plug(SimulatedUsbDevice(IDS, (IN, OUT), gadget.hear))
    fault = code_of_opening(gadget.line())
    assert fault.code == "line.ambiguous"
    assert "none, none" in fault.message


def test_a_device_with_another_serial_number_is_not_the_one(gadget: Gadget) -> None:
    fault = code_of_opening(gadget.line(UsbIds(0x0400, 0xC35A, "B")))
    assert fault.code == "line.missing"
    assert "serial number B" in fault.message


def test_a_device_with_other_numbers_is_not_the_one(gadget: Gadget) -> None:
    assert code_of_opening(gadget.line(UsbIds(0x0400, 0xC35B))).code == "line.missing"


def test_a_device_this_user_may_not_open_says_what_to_do(gadget: Gadget) -> None:
    gadget.device.refused = errno.EACCES
    fault = code_of_opening(gadget.line())
    assert fault.code == "line.missing"
    assert "udev" in fault.remedy


def test_a_device_that_may_not_be_asked_its_serial_number_says_what_to_do(gadget: Gadget) -> None:
    gadget.device.refused = errno.EACCES
    fault = code_of_opening(gadget.line(UsbIds(0x0400, 0xC35A, "A")))
    assert (fault.code, "udev" in fault.remedy) == ("line.missing", True)


def test_a_device_that_goes_while_it_is_asked_its_serial_number_is_not_the_one(
    gadget: Gadget,
) -> None:
    gadget.device.refused = errno.ENODEV
    fault = code_of_opening(gadget.line(UsbIds(0x0400, 0xC35A, "A")))
    assert (fault.code, "none" in fault.message) == ("line.missing", True)


def test_a_device_that_another_program_holds_says_so(gadget: Gadget, line: UsbTransport) -> None:
    assert gadget.device.claimed
    fault = code_of_opening(gadget.line())
    assert "Another program" in fault.remedy
    line.close()
    assert not gadget.device.claimed


def test_a_device_that_a_driver_of_the_kernel_holds_is_taken_from_it() -> None:
    gadget = Gadget()
    gadget.device.kernel_driver = True
    line = gadget.line()
    line.open(soon())
    assert not gadget.device.kernel_driver
    line.close()


def test_a_device_without_bulk_pipes_is_named() -> None:
    gadget = Gadget(pipes=(IN,))
    assert "no pair of bulk pipes" in code_of_opening(gadget.line()).message


def test_an_interface_of_another_class_is_left_alone(gadget: Gadget) -> None:
    line = UsbTransport(IDS, clock=CLOCK, interface_class=7, backend=gadget.bus)
    assert "no pair of bulk pipes" in code_of_opening(line).message
    gadget.device.interface_class = 7
    line.open(soon())
    line.close()


def test_without_libusb_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(**_: object) -> None:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", without)
    fault = code_of_opening(UsbTransport(IDS, clock=CLOCK))
    assert (fault.code, "libusb-1.0-0" in fault.remedy) == ("line.missing", True)


def test_libusb_itself_finds_no_such_device_here() -> None:
    unknown = UsbIds(0xFFFF, 0xFFFE)
    assert code_of_opening(UsbTransport(unknown, clock=CLOCK)).code == "line.missing"


def test_a_closed_line_is_lost_and_closing_twice_is_fine(line: UsbTransport) -> None:
    line.close()
    line.close()
    with pytest.raises(TransportFault) as told:
        line.read(1, soon())
    assert told.value.code == "line.lost"
    with pytest.raises(TransportFault):
        line.write(b"a", soon())


def test_closing_ends_a_wait_in_another_thread(line: UsbTransport) -> None:
    codes: list[str] = []

    def wait() -> None:
        with pytest.raises(TransportFault) as told:
            line.read(1, soon(60))
        codes.append(told.value.code)

    waiting = Thread(target=wait)
    waiting.start()
    line.close()
    waiting.join(60)
    assert codes == ["line.lost"]


class TwoPairs:
    """A device that takes and gives messages in two parts, the head of seven bytes apart."""

    def __init__(self) -> None:
        self.gadget = Gadget(pipes=(SECOND_IN, IN, SECOND_OUT, OUT))
        self.line = self.gadget.line(head=7)
        self.line.open(soon())

    def answer(self, head: bytes, rest: bytes) -> None:
        self.gadget.send(head, IN)
        self.gadget.send(rest, SECOND_IN)


@pytest.fixture
def two() -> Iterator[TwoPairs]:
    two = TwoPairs()
    yield two
    two.line.close()


def test_a_message_goes_through_two_pipes(two: TwoPairs) -> None:
    two.line.write(b"HEADERSrest", soon())
    assert two.gadget.heard == [(OUT, b"HEADERS"), (SECOND_OUT, b"rest")]


@pytest.mark.parametrize("size", [1, PACKET, 1288, 20 * PACKET])
def test_an_answer_comes_through_two_pipes_in_order(two: TwoPairs, size: int) -> None:
    two.line.write(b"HEADERSrest", soon())
    two.answer(b"HEADING", bytes(size))
    assert two.line.read(1, soon()) == b"H"
    assert two.line.read(6, soon()) == b"EADING"
    assert two.line.read(size, soon()) == bytes(size)


def test_what_an_earlier_answer_left_in_either_pipe_is_forgotten(two: TwoPairs) -> None:
    two.answer(b"HEADING", b"old")
    two.gadget.send(b"left over", SECOND_IN)
    two.line.write(b"HEADERSrest", soon())
    two.answer(b"HEADING", b"new")
    assert two.line.read(10, soon()) == b"HEADINGnew"


def test_a_whole_answer_through_the_first_pipe_is_read_there(two: TwoPairs) -> None:
    two.line.write(b"HEADERSrest", soon())
    two.gadget.send(b"HEADINGwhole" + bytes(PACKET), IN)
    assert two.line.read(12 + PACKET, soon()) == b"HEADINGwhole" + bytes(PACKET)


def test_whole_messages_go_through_the_first_pipe_when_that_is_wanted() -> None:
    gadget = Gadget(pipes=(IN, OUT, SECOND_IN, SECOND_OUT))
    line = gadget.line(head=0)
    line.open(soon())
    line.write(b"HEADERSrest", soon())
    assert gadget.heard == [(OUT, b"HEADERSrest")]
    line.close()


class Hurried(SystemClock):
    """A clock on which every look takes a second."""

    def __init__(self) -> None:
        self._looks = 0

    def monotonic(self) -> float:
        self._looks += 1
        return float(self._looks)


def test_a_device_that_sends_without_end_is_given_up() -> None:
    gadget = Gadget(pipes=(IN, OUT, SECOND_IN, SECOND_OUT))
    line = UsbTransport(IDS, clock=Hurried(), head=7, backend=gadget.bus)
    line.open(0)
    for _ in range(100):
        gadget.send(b"noise")
    with pytest.raises(TransportFault) as told:
        line.write(b"HEADERSrest", 5.0)
    assert told.value.code == "line.jammed"
    line.close()
