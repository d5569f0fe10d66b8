"""Scanners that are pulled, that send garbage, that are two of one kind or in the wrong mode."""

import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.api import (
    Code,
    CodeFound,
    CodeReader,
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
)
from drivers.codes.content import LIMIT
from drivers.scanners.framing import End
from drivers.scanners.hidpos import HidPosCodeReader, that_scan
from drivers.scanners.keyboard import KeyboardCodeReader
from drivers.scanners.serial import SerialCodeReader
from drivers.simulators.scanners import (
    HID_POS_DESCRIPTOR,
    SCANNER_IDS,
    HidPosScanner,
    KeyboardScanner,
    SerialScanner,
    hid_pos_report,
)
from drivers.simulators.simulated_kernel import SimulatedKernel
from drivers.supervisor import Supervisor
from drivers.transports.evdev import EvdevTransport
from drivers.transports.hid_reports import HidInterface, HidReports, find_interfaces
from drivers.transports.serial import SerialTransport
from drivers.transports.usb_ids import UsbIds
from drivers.workers.base import Pace
from kiosk.clock import Clock, SystemClock

CLOCK = SystemClock()
PATIENCE_S = 60.0
READER = DeviceClass.CODE_READER
BOOT_KEYBOARD = bytes.fromhex(
    "05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 C0"
)
CHINESE = "汶南镇便民服务中心"


def wait_for(condition: Callable[[], object], what: object = "") -> None:
    last = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < last, what
        time.sleep(0.005)


def next_code(reader: CodeReader) -> Code:
    last = time.monotonic() + PATIENCE_S
    while (code := reader.scan()) is None:
        assert time.monotonic() < last
    return code


def fault_of(call: Callable[[], object]) -> str:
    with pytest.raises(DeviceFault) as told:
        call()
    return told.value.code


@pytest.fixture
def system(tmp_path: Path) -> Iterator[SimulatedKernel]:
    system = SimulatedKernel(tmp_path)
    yield system
    system.close()


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def hid_pos(system: SimulatedKernel, ids: UsbIds = SCANNER_IDS) -> HidPosCodeReader:
    reports = HidReports(ids, that_scan, clock=CLOCK, kernel=system.kernel)
    return HidPosCodeReader("scanner", reports, clock=CLOCK)


def keyboard(system: SimulatedKernel, ids: UsbIds = SCANNER_IDS) -> KeyboardCodeReader:
    keys = EvdevTransport(ids, clock=CLOCK, kernel=system.kernel)
    return KeyboardCodeReader("scanner", keys, clock=CLOCK)


@pytest.fixture
def serial(tmp_path: Path) -> Iterator[tuple[SerialScanner, SerialCodeReader]]:
    scanner = SerialScanner(tmp_path / "scanner")
    scanner.plug()
    line = SerialTransport(str(scanner.path), baud=9600, clock=CLOCK)
    reader = SerialCodeReader("scanner", line, clock=CLOCK)
    reader.open()
    yield scanner, reader
    reader.close()
    scanner.unplug()


# --- what is sent -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_comes_by_serial_line_and_by_hid_pos(
    serial: tuple[SerialScanner, SerialCodeReader],
    system: SimulatedKernel,
    closing: ExitStack,
    encoding: str,
) -> None:
    scanner, reader = serial
    scanner.show(CHINESE.encode(encoding), "]Q1")
    assert next_code(reader) == Code(CHINESE, CHINESE.encode(encoding), "QRCode", "scanner", "]Q1")
    in_reports, of_reports = HidPosScanner(system), hid_pos(system)
    in_reports.plug()
    of_reports.open()
    closing.callback(of_reports.close)
    in_reports.show((CHINESE * 20).encode(encoding))
    assert next_code(of_reports).text == CHINESE * 20


def test_a_keyboard_that_cannot_type_a_character_makes_the_code_unreadable_not_wrong(
    system: SimulatedKernel, closing: ExitStack
) -> None:
    scanner, reader = KeyboardScanner(system), keyboard(system)
    scanner.plug()
    reader.open()
    closing.callback(reader.close)
    scanner.show("L0817", "]C0")
    assert next_code(reader) == Code("L0817", b"L0817", "Code128", "scanner", "]C0")
    scanner.show(f"A{CHINESE}B", "]Q1")
    code = next_code(reader)
    assert (code.text, code.symbology) == ("", "QRCode")
    scanner.type("A")
    scanner.overflow()
    scanner.show("B")
    assert next_code(reader).text == ""
    scanner.show("L0818")
    assert next_code(reader).text == "L0818"


@pytest.mark.parametrize(
    "content",
    [b"L08\x0017", b"\x1b[2JL0817", "L0817\u202e".encode(), b"\xff\xfe\xfd", b"\x80" * 40],
    ids=["NUL", "escape", "turned writing", "no text", "wrong speed"],
)
def test_hostile_content_has_no_text_and_the_next_code_is_read(
    serial: tuple[SerialScanner, SerialCodeReader], content: bytes
) -> None:
    scanner, reader = serial
    scanner.show(content)
    assert next_code(reader).text == ""
    scanner.show(b"L0817")
    assert next_code(reader).text == "L0817"


def test_two_codes_in_one_piece_are_two_codes(
    serial: tuple[SerialScanner, SerialCodeReader],
) -> None:
    scanner, reader = serial
    scanner.send(b"L0817\r\nL0818\r\n")
    assert [next_code(reader).text, next_code(reader).text] == ["L0817", "L0818"]


def test_the_longest_code_there_is_is_told_as_unreadable(
    serial: tuple[SerialScanner, SerialCodeReader], system: SimulatedKernel, closing: ExitStack
) -> None:
    longest = b"7" * 4296
    scanner, reader = serial
    for aim in ("", "]Q1"):
        scanner.show(longest, aim)
        code = next_code(reader)
        assert code.text == ""
        assert len(code.content) > LIMIT
    scanner.show(b"L0817")
    assert next_code(reader).text == "L0817"
    in_reports, of_reports = HidPosScanner(system), hid_pos(system)
    in_reports.plug()
    of_reports.open()
    closing.callback(of_reports.close)
    in_reports.show(longest)
    assert next_code(of_reports).text == ""
    in_reports.show(b"L0817")
    assert next_code(of_reports).text == "L0817"


@dataclass
class FallingSilent:
    """A line that carries these pieces, with silence between them."""

    pieces: list[bytes]

    def open(self, deadline: float) -> None:  # noqa: ARG002
        return

    def close(self) -> None:
        return

    def write(self, data: bytes, deadline: float) -> None:
        raise NotImplementedError

    def read(self, n: int, deadline: float) -> bytes:  # noqa: ARG002
        if not self.pieces:
            return b""
        head, *rest = self.pieces
        data, left = head[:n], head[n:]
        self.pieces = [left, *rest] if head else rest
        return data


def test_silence_ends_a_code_without_suffix_and_breaks_off_one_whose_suffix_was_agreed() -> None:
    line = FallingSilent([b"L0817", b"", b"L0818"])
    reader = SerialCodeReader("it", line, end=End.GAP, clock=CLOCK)
    assert [next_code(reader).text, next_code(reader).text] == ["L0817", "L0818"]
    for end in (End.LINE, End.CR):
        line = FallingSilent([b"L08", b"", b"L0817\r"])
        reader = SerialCodeReader("it", line, end=end, clock=CLOCK)
        assert fault_of(reader.scan) == "code.scanner_garbled"
        assert next_code(reader).text == "L0817"


def test_keys_without_an_enter_behind_them_are_no_code(
    system: SimulatedKernel, closing: ExitStack
) -> None:
    scanner, reader = KeyboardScanner(system), keyboard(system)
    scanner.plug()
    reader.open()
    closing.callback(reader.close)
    scanner.type("L")
    assert fault_of(reader.scan) == "code.scanner_garbled"
    scanner.show("L0817")
    assert next_code(reader).text == "L0817"


class Hasty(SystemClock):
    """A second goes by with every look at it."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        self._now += 1.0
        return self._now


class Endless(FallingSilent):
    """A line that never falls silent."""

    def read(self, n: int, deadline: float) -> bytes:  # noqa: ARG002
        return b"x" * min(n, 9)


def test_a_scanner_that_sends_without_end_is_garbled() -> None:
    clock: Clock = Hasty()
    reader = SerialCodeReader("it", Endless([]), clock=clock)
    assert fault_of(reader.scan) == "code.scanner_garbled"
    assert fault_of(reader.clear) == "code.scanner_garbled"


def test_a_code_in_reports_that_breaks_off_is_garbled_and_other_reports_mean_nothing(
    system: SimulatedKernel, closing: ExitStack
) -> None:
    scanner, reader = HidPosScanner(system), hid_pos(system)
    scanner.plug()
    reader.open()
    closing.callback(reader.close)
    scanner.send(b"\x09" + bytes(8))
    assert reader.scan() is None
    scanner.send(hid_pos_report(b"L08", "]Q1", more=True))
    assert fault_of(reader.scan) == "code.scanner_garbled"
    scanner.send(hid_pos_report(b"L0817", "]yy", more=False))
    assert next_code(reader) == Code("L0817", b"L0817", "Unknown", "scanner")


# --- plugs --------------------------------------------------------------------------------------


def test_a_pulled_scanner_says_so_and_is_found_at_another_port(
    system: SimulatedKernel, closing: ExitStack
) -> None:
    typing, in_reports = KeyboardScanner(system), HidPosScanner(system)
    for scanner, reader in ((typing, keyboard(system)), (in_reports, hid_pos(system))):
        closing.callback(reader.close)
        assert fault_of(reader.open) == "code.scanner_unplugged"
        scanner.plug(3)
        reader.open()
        scanner.unplug()
        assert fault_of(reader.scan) == "code.scanner_unplugged"
        assert fault_of(reader.clear) == "code.scanner_unplugged"
        assert fault_of(reader.open) == "code.scanner_unplugged"
        scanner.plug(7)
        reader.open()
        if isinstance(scanner, KeyboardScanner):
            scanner.show("L0817")
        else:
            scanner.show(b"L0817")
        assert next_code(reader).text == "L0817"


def test_two_scanners_of_one_kind_have_a_driver_each(
    system: SimulatedKernel, closing: ExitStack
) -> None:
    scanners = [KeyboardScanner(system), KeyboardScanner(system)]
    readers = [keyboard(system), keyboard(system)]
    for number, (scanner, reader) in enumerate(zip(scanners, readers, strict=True)):
        scanner.plug(number)
        reader.open()
        closing.callback(reader.close)
    for number, (scanner, reader) in enumerate(zip(scanners, readers, strict=True)):
        scanner.show(f"L{number}")
        assert next_code(reader).text == f"L{number}"
    third = keyboard(system)
    assert fault_of(third.open) == "code.scanner_unplugged"


def test_two_scanners_of_one_kind_are_told_apart_by_their_serial_numbers(
    system: SimulatedKernel, closing: ExitStack
) -> None:
    scanners = [
        HidPosScanner(system, UsbIds(0x1EAB, 0x1D10, serial)) for serial in ("A0001", "A0002")
    ]
    for number, scanner in enumerate(scanners):
        scanner.plug(number)
    second = hid_pos(system, UsbIds(0x1EAB, 0x1D10, "A0002"))
    second.open()
    closing.callback(second.close)
    scanners[0].show(b"L0001")
    scanners[1].show(b"L0002")
    assert next_code(second).text == "L0002"


def test_of_several_interfaces_the_one_that_scans_is_taken(
    system: SimulatedKernel, closing: ExitStack
) -> None:
    system.plug_hid(0, SCANNER_IDS, BOOT_KEYBOARD)
    system.plug_input(0, SCANNER_IDS, keys=(113, 114))
    reader = hid_pos(system)
    assert fault_of(reader.open) == "code.scanner_mode"
    in_reports, typing, typed = HidPosScanner(system), KeyboardScanner(system), keyboard(system)
    in_reports.plug(1, HID_POS_DESCRIPTOR)
    typing.plug(1)
    reader.open()
    typed.open()
    closing.callback(reader.close)
    closing.callback(typed.close)
    in_reports.show(b"L0817")
    typing.show("L0818")
    assert [next_code(reader).text, next_code(typed).text] == ["L0817", "L0818"]


def test_a_scanner_that_comes_in_the_moment_of_opening_is_understood(
    system: SimulatedKernel, closing: ExitStack
) -> None:
    scanner = HidPosScanner(system)

    def comes_late(found: Sequence[HidInterface]) -> list[HidInterface]:
        """The files are looked at just before it is there, and once more just after."""
        if not found:
            scanner.plug()
            found = find_interfaces(SCANNER_IDS, system.kernel)
        return that_scan(found)

    reports = HidReports(SCANNER_IDS, comes_late, clock=CLOCK, kernel=system.kernel)
    reader = HidPosCodeReader("scanner", reports, clock=CLOCK)
    reader.open()
    closing.callback(reader.close)
    scanner.show(b"L0817")
    assert next_code(reader).text == "L0817"


def test_another_device_of_another_maker_is_left_alone(system: SimulatedKernel) -> None:
    KeyboardScanner(system, UsbIds(0x046D, 0xC31C)).plug()
    reader = keyboard(system)
    assert fault_of(reader.open) == "code.scanner_unplugged"


def test_a_file_that_may_not_be_opened_names_what_to_do(system: SimulatedKernel) -> None:
    KeyboardScanner(system).plug()
    system.refusal = errno.EACCES
    with pytest.raises(DeviceFault, match=os.strerror(errno.EACCES)) as told:
        keyboard(system).open()
    assert "udev" in told.value.remedy


# --- under the supervisor -----------------------------------------------------------------------


@dataclass
class Desk:
    """What a scanner in HID-POS mode sends lies before its driver at once; a pty takes a moment."""

    scanner: HidPosScanner
    supervisor: Supervisor
    events: list[DeviceEvent]

    @property
    def codes(self) -> list[str]:
        return [event.code.text for event in self.events if isinstance(event, CodeFound)]

    def show_until_seen(self, content: bytes) -> None:
        """What is shown in the moment of enabling is thrown away with what came before."""

        last = time.monotonic() + PATIENCE_S
        while not self.codes:
            assert time.monotonic() < last
            self.scanner.show(content)
            again = time.monotonic() + 1.0
            while not self.codes and time.monotonic() < again:
                time.sleep(0.005)

    def wait_state(self, state: DeviceState, reason: str = "") -> None:
        def there() -> bool:
            status = self.supervisor.status(READER)
            return (status.state, status.reason) == (state, reason)

        wait_for(there, (state, reason))


@pytest.fixture
def desk(system: SimulatedKernel) -> Iterator[Desk]:
    scanner = HidPosScanner(system)
    scanner.plug()
    reader = hid_pos(system)
    pace = Pace(scan_s=0.01, heartbeat_s=0.02, reopen_s=0.02, forget_s=0.1)
    supervisor = Supervisor([reader], clock=CLOCK, pace=pace)
    desk = Desk(scanner, supervisor, [])
    supervisor.subscribe(desk.events.append)
    supervisor.start()
    desk.wait_state(DeviceState.ONLINE)
    yield desk
    supervisor.stop()


def test_nobody_hears_what_was_scanned_before_they_came(desk: Desk) -> None:
    desk.scanner.show(b"somebody else's")
    desk.supervisor.enable(READER)
    desk.show_until_seen(b"L0817")
    assert set(desk.codes) == {"L0817"}


def test_a_scanner_that_is_pulled_while_nobody_uses_it_is_offline_and_back(desk: Desk) -> None:
    desk.scanner.unplug()
    desk.wait_state(DeviceState.OFFLINE, "code.scanner_unplugged")
    desk.scanner.plug()
    desk.wait_state(DeviceState.ONLINE)
    desk.supervisor.enable(READER)
    desk.show_until_seen(b"L0817")
    desk.scanner.unplug()
    desk.wait_state(DeviceState.OFFLINE, "code.scanner_unplugged")
    assert set(desk.codes) == {"L0817"}
