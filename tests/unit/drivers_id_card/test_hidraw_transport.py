import errno
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id_card.frames import PREAMBLE, FrameParser, wrap
from drivers.id_card.reports import FRAMINGS, Bare, Counted, Plain
from drivers.simulators.hid_card_reader import HidrawFolder
from drivers.transports import TransportFault
from drivers.transports.hid_descriptor import Reports, read_descriptor
from drivers.transports.hid_reports import HidInterface, HidReports, find_interfaces
from drivers.transports.hidraw import HidrawTransport
from drivers.transports.kernel import Kernel
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import SystemClock

CLOCK = SystemClock()
IDS = UsbIds(0x0316, 0x5020)
VENDOR = bytes.fromhex("06 00 FF 09 01 A1 01 75 08 95 40 09 01 81 02 95 40 09 01 91 02 C0")
NUMBERED = bytes.fromhex("06 00 FF 09 01 A1 01 85 05 75 08 95 20 81 02 95 20 91 02 C0")
KEYBOARD = bytes.fromhex(
    "05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 01"
    "95 05 75 01 05 08 19 01 29 05 91 02 95 01 75 03 91 01 C0"
)


def soon(seconds: float = 5.0) -> float:
    return CLOCK.monotonic() + seconds


class Gadget:
    """HID devices in a folder of their own: the test is their firmware."""

    def __init__(self) -> None:
        self.folder = HidrawFolder()
        self.ends: list[socket.socket] = []

    def plug(self, ids: UsbIds = IDS, descriptor: bytes = VENDOR) -> socket.socket:
        end, host_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.ends += [end, host_end]
        end.settimeout(10)
        self.folder.plug(ids, descriptor, host_end)
        return end

    def line(self, ids: UsbIds = IDS) -> HidrawTransport:
        return HidrawTransport(ids, Plain, clock=CLOCK, kernel=self.folder.kernel)

    def stop(self) -> None:
        for end in self.ends:
            end.close()
        self.folder.remove()


@pytest.fixture
def gadget() -> Iterator[Gadget]:
    gadget = Gadget()
    yield gadget
    gadget.stop()


def opened(gadget: Gadget, ids: UsbIds = IDS) -> HidrawTransport:
    line = gadget.line(ids)
    line.open(soon())
    return line


def fault_of_opening(line: HidrawTransport) -> TransportFault:
    with pytest.raises(TransportFault) as told:
        line.open(soon())
    return told.value


# --- descriptors --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("descriptor", "reports"),
    [
        (VENDOR, Reports(0xFF00, numbered=False, out_number=0, out_size=64)),
        (NUMBERED, Reports(0xFF00, numbered=True, out_number=5, out_size=32)),
        (KEYBOARD, Reports(0x01, numbered=False, out_number=0, out_size=1)),
        (b"\xfe\x02\x00\x01\x02" + VENDOR, Reports(0xFF00, out_size=64)),
        (VENDOR[:12], Reports(0xFF00)),
        (b"", Reports()),
        (b"\xfe", Reports()),
    ],
)
def test_a_report_descriptor_says_how_large_reports_are(
    descriptor: bytes, reports: Reports
) -> None:
    assert read_descriptor(descriptor) == reports


@given(st.binary(max_size=80))
def test_any_descriptor_is_read_without_complaint(descriptor: bytes) -> None:
    assert read_descriptor(descriptor).out_size >= 0


# --- finding ------------------------------------------------------------------------------------


def test_a_device_is_found_by_its_numbers_among_others(gadget: Gadget) -> None:
    gadget.plug(UsbIds(0x046D, 0xC31C), KEYBOARD)
    gadget.plug(IDS)
    (node,) = find_interfaces(IDS, gadget.folder.kernel)
    assert (node.name, node.serial) == ("hidraw1", "")


def test_the_keyboard_of_a_reader_is_not_the_reader(gadget: Gadget) -> None:
    gadget.plug(IDS, KEYBOARD)
    gadget.plug(IDS, VENDOR)
    line = opened(gadget)
    assert str(line) == "hidraw://0316:5020, hidraw1"
    line.close()


def test_devices_without_facts_and_those_that_are_not_on_usb_are_passed_over(
    gadget: Gadget,
) -> None:
    for number, uevent in enumerate(
        ("", "HID_ID=nonsense", "HID_ID=0005:00000316:00005020\nHID_UNIQ=aa:bb")
    ):
        folder = gadget.folder.path / f"hidraw{number + 7}" / "device"
        folder.mkdir(parents=True)
        (folder / "uevent").write_text(uevent)
        (folder / "report_descriptor").write_bytes(VENDOR)
    (gadget.folder.path / "hidraw99").mkdir()
    assert find_interfaces(IDS, gadget.folder.kernel) == []


def test_of_two_readers_none_is_taken_without_a_serial_number(gadget: Gadget) -> None:
    gadget.plug(UsbIds(0x0316, 0x5020, "A"))
    gadget.plug(UsbIds(0x0316, 0x5020, "B"))
    fault = fault_of_opening(gadget.line())
    assert fault.code == "line.ambiguous"
    assert "A, B" in fault.message
    line = opened(gadget, UsbIds(0x0316, 0x5020, "B"))
    assert str(line).endswith("hidraw1")
    line.close()


def test_a_reader_that_is_not_there_is_missing(gadget: Gadget) -> None:
    assert fault_of_opening(gadget.line()).code == "line.missing"
    assert find_interfaces(IDS, Kernel(Path("/nowhere"))) == []


@pytest.mark.parametrize(("number", "remedy"), [(errno.EACCES, "udev"), (errno.EIO, "plug it in")])
def test_a_device_file_that_cannot_be_opened_says_what_to_do(
    gadget: Gadget, number: int, remedy: str
) -> None:
    gadget.plug()
    gadget.folder.refused = number
    fault = fault_of_opening(gadget.line())
    assert (fault.code, remedy in fault.remedy) == ("line.missing", True)


def test_a_real_device_file_is_opened_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "hidraw0"
    path.touch()
    for mode in (os.O_RDONLY, os.O_RDWR):
        file = Kernel().open(path, mode)
        assert not os.get_blocking(file)
        os.close(file)
    with pytest.raises(FileNotFoundError):
        Kernel().open(tmp_path / "hidraw1", os.O_RDONLY)


@pytest.mark.parametrize("moment", ["looking", "opening"])
def test_a_line_that_is_closed_while_it_opens_gives_its_file_back(
    gadget: Gadget, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    gadget.plug()
    line = gadget.line()
    opens, attribute = gadget.folder.kernel.open, HidReports.interfaces

    def closed_from_another_thread() -> None:
        thread = Thread(target=line.close)
        thread.start()
        thread.join(60)
        assert not thread.is_alive()

    def look(reports: HidReports) -> list[HidInterface]:
        found = attribute(reports)
        closed_from_another_thread()
        return found

    def open_slowly(path: Path, mode: int) -> int:
        file = opens(path, mode)
        closed_from_another_thread()
        return file

    with monkeypatch.context() as patched:
        if moment == "looking":
            patched.setattr(HidReports, "interfaces", look)
        else:
            kernel = replace(gadget.folder.kernel, open=open_slowly)
            line = HidrawTransport(IDS, Plain, clock=CLOCK, kernel=kernel)
        assert fault_of_opening(line).code == "line.lost"
    opened(gadget).close()  # nobody holds it


# --- reading and writing ------------------------------------------------------------------------


def test_reports_are_filled_up_to_their_size_behind_a_number(gadget: Gadget) -> None:
    end = gadget.plug()
    line = opened(gadget)
    line.write(b"abc", soon())
    assert end.recv(100) == b"\0abc" + bytes(61)
    line.close()


def test_reports_with_numbers_carry_them_both_ways(gadget: Gadget) -> None:
    end = gadget.plug(descriptor=NUMBERED)
    line = opened(gadget)
    line.write(b"abc", soon())
    assert end.recv(100) == b"\x05abc" + bytes(29)
    end.send(b"\x05def")
    assert line.read(3, soon()) == b"def"
    line.close()


def test_a_descriptor_without_output_means_the_usual_size(gadget: Gadget) -> None:
    end = gadget.plug(descriptor=b"")
    line = opened(gadget)
    line.write(b"abc", soon())
    assert len(end.recv(100)) == 65
    line.close()


def test_reading_stops_at_the_number_asked_for_and_at_the_deadline(gadget: Gadget) -> None:
    end = gadget.plug()
    line = opened(gadget)
    end.send(b"abcdef")
    assert line.read(4, soon()) == b"abcd"
    assert line.read(4, CLOCK.monotonic() - 1) == b"ef"
    assert line.read(4, soon(0.01)) == b""
    line.close()


def test_opening_anew_forgets_what_lay_unread(gadget: Gadget) -> None:
    end = gadget.plug()
    line = opened(gadget)
    end.send(b"abcdef")
    assert line.read(4, soon()) == b"abcd"
    line.open(soon())
    assert line.read(4, soon(0.01)) == b""
    line.close()


def test_an_unplugged_device_is_a_lost_line(gadget: Gadget) -> None:
    end = gadget.plug()
    line = opened(gadget)
    end.shutdown(socket.SHUT_RDWR)
    for ask in (lambda: line.read(1, soon()), lambda: line.write(b"a", soon())):
        with pytest.raises(TransportFault) as told:
            ask()
        assert told.value.code == "line.lost"
    line.close()


def test_a_device_that_takes_nothing_jams_the_line(gadget: Gadget) -> None:
    gadget.plug()
    line = opened(gadget)
    with pytest.raises(TransportFault) as told:
        line.write(bytes(64) * 100_000, soon(0.05))
    assert told.value.code == "line.jammed"
    line.close()


def test_a_closed_line_is_lost_and_closing_twice_is_fine(gadget: Gadget) -> None:
    gadget.plug()
    line = opened(gadget)
    line.close()
    line.close()
    assert str(line) == "hidraw://0316:5020"
    with pytest.raises(TransportFault) as told:
        line.read(1, soon())
    assert told.value.code == "line.lost"


def test_closing_ends_a_wait_in_another_thread(gadget: Gadget) -> None:
    gadget.plug()
    line = opened(gadget)
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


# --- frames in reports --------------------------------------------------------------------------


@pytest.mark.parametrize("framing", FRAMINGS)
@given(st.lists(st.binary(min_size=3, max_size=1300), min_size=1, max_size=4))
def test_frames_come_out_of_reports_as_they_went_in(framing: str, bodies: list[bytes]) -> None:
    giving, taking = FRAMINGS[framing](64), FRAMINGS[framing](64)
    parser = FrameParser()
    for body in bodies:
        reports = [report.ljust(64, b"\0") for report in giving.pack(wrap(body))]
        taken = [frame for report in reports for frame in parser.feed(taking.unpack(report))]
        assert [(frame.body, frame.intact) for frame in taken] == [(body, True)]
        parser.give_up()


@pytest.mark.parametrize("framing", FRAMINGS)
@given(st.lists(st.binary(max_size=64), max_size=20))
def test_reports_of_nonsense_never_end_in_anything_but_bytes(
    framing: str, reports: list[bytes]
) -> None:
    taking = FRAMINGS[framing](64)
    for report in reports:
        assert len(taking.unpack(report)) <= len(report) + len(PREAMBLE)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_an_answer_that_broke_off_does_not_spoil_the_next(framing: str) -> None:
    giving, taking = FRAMINGS[framing](64), FRAMINGS[framing](64)
    for report in giving.pack(wrap(bytes(1000)))[:5]:
        taking.unpack(report)
    taking.pack(wrap(b"\x11\xff"))
    parser = FrameParser()
    frames = [
        frame
        for report in giving.pack(wrap(b"\x00\x00\x90"))
        for frame in parser.feed(taking.unpack(report))
    ]
    assert [frame.body for frame in frames] == [b"\x00\x00\x90"]


def test_what_counted_reports_look_like() -> None:
    reports = Counted(64).pack(bytes(70))
    assert [len(report) for report in reports] == [64, 8]
    assert [report[0] for report in reports] == [63, 7]
    assert Counted(64).unpack(b"\xff" + bytes(63)) == b""
    assert Counted(64).unpack(b"") == b""


def test_what_bare_reports_look_like() -> None:
    assert Bare(64).pack(wrap(b"\x20\x01")) == [bytes.fromhex("00 03 20 01 22")]
    assert Bare(64).unpack(bytes.fromhex("00 04 00 00 90 94 00 00")) == wrap(b"\x00\x00\x90")
    assert Bare(64).unpack(b"\xff\xff") == b""
