import fcntl
import os
import struct
import termios
import tty
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from drivers.transports import TransportFault
from drivers.transports.serial import SerialTransport
from kiosk.clock import SystemClock

CLOCK = SystemClock()


def soon(seconds: float = 5.0) -> float:
    return CLOCK.monotonic() + seconds


class Wire:
    """A bare pty: the test is the device."""

    def __init__(self) -> None:
        self.device, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)

    @property
    def unread(self) -> int:
        (count,) = struct.unpack("i", fcntl.ioctl(self._slave, termios.FIONREAD, bytes(4)))
        return int(count)

    def unplug(self) -> None:
        if self.device >= 0:
            os.close(self.device)
            os.close(self._slave)
        self.device = -1


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.unplug()


@pytest.fixture
def line(wire: Wire) -> Iterator[SerialTransport]:
    line = SerialTransport(wire.path, clock=CLOCK)
    line.open(soon())
    yield line
    line.close()


def test_bytes_go_both_ways_unchanged(wire: Wire, line: SerialTransport) -> None:
    every_byte = bytes(range(256))
    line.write(every_byte, soon())
    assert os.read(wire.device, 1000) == every_byte
    os.write(wire.device, every_byte)
    assert line.read(256, soon()) == every_byte


def test_reading_stops_at_the_number_asked_for(wire: Wire, line: SerialTransport) -> None:
    os.write(wire.device, b"abcdef")
    assert line.read(4, soon()) == b"abcd"
    assert line.read(10, CLOCK.monotonic()) == b"ef"


def test_reading_gives_what_had_come_by_the_deadline(wire: Wire, line: SerialTransport) -> None:
    os.write(wire.device, b"abc")
    began = CLOCK.monotonic()
    assert line.read(4, soon(0.05)) == b"abc"
    assert CLOCK.monotonic() - began >= 0.05
    assert line.read(1, CLOCK.monotonic() - 1) == b""


def test_opening_throws_away_what_lies_unread(wire: Wire, line: SerialTransport) -> None:
    os.write(wire.device, b"old")
    while wire.unread < len(b"old"):  # the kernel hands it over when it comes to it
        Event().wait(0.001)
    line.open(soon())
    assert line.read(3, CLOCK.monotonic()) == b""


@pytest.mark.parametrize("how", ["read", "write"])
def test_an_unplugged_device_is_a_lost_line(wire: Wire, line: SerialTransport, how: str) -> None:
    wire.unplug()
    with pytest.raises(TransportFault) as told:
        line.read(1, soon()) if how == "read" else line.write(b"x", soon())
    assert told.value.code == "line.lost"


def test_a_device_that_takes_nothing_jams_the_line(line: SerialTransport) -> None:
    with pytest.raises(TransportFault) as told:
        line.write(bytes(1_000_000), soon(0.2))
    assert told.value.code == "line.jammed"
    assert 0 < told.value.sent < 1_000_000


def test_a_port_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TransportFault) as told:
        SerialTransport(str(tmp_path / "nothing"), clock=CLOCK).open(soon())
    assert told.value.code == "line.missing"


def test_what_is_no_serial_port_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TransportFault) as told:
        SerialTransport(str(tmp_path / "file"), clock=CLOCK).open(soon())
    assert told.value.code == "line.missing"


def test_a_port_is_claimed_by_one(wire: Wire, line: SerialTransport) -> None:
    with pytest.raises(TransportFault) as told:
        SerialTransport(wire.path, clock=CLOCK).open(soon())
    assert told.value.code == "line.missing"
    assert "Another program" in told.value.remedy
    line.close()
    second = SerialTransport(wire.path, clock=CLOCK)
    second.open(soon())
    second.close()


def test_a_closed_line_is_lost_and_closing_twice_is_fine(line: SerialTransport) -> None:
    line.close()
    line.close()
    for use in (lambda: line.read(1, soon()), lambda: line.write(b"x", soon())):
        with pytest.raises(TransportFault) as told:
            use()
        assert told.value.code == "line.lost"


def test_closing_ends_a_wait_in_another_thread(line: SerialTransport) -> None:
    codes: list[str] = []

    def wait() -> None:
        try:
            line.read(1, soon(60))
        except TransportFault as fault:
            codes.append(fault.code)

    waiting = Thread(target=wait)
    waiting.start()
    line.close()
    waiting.join(60)
    assert not waiting.is_alive()
    assert codes == ["line.lost"]


def test_the_speed_can_be_changed(wire: Wire, line: SerialTransport) -> None:
    line.set_baud(9600)
    assert line.baud == 9600
    os.write(wire.device, b"still here")
    assert line.read(10, soon()) == b"still here"
