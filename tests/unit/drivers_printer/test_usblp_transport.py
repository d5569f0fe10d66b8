"""The kernel's printer file, on a pty, and with a kernel that says what the test wants."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from drivers.simulators.pseudo_terminal import PseudoTerminal
from drivers.transports import TransportFault
from drivers.transports.usblp import (
    NO_ERROR,
    PAPER_OUT,
    SELECTED,
    PortStatus,
    TellsPort,
    UsblpTransport,
)
from kiosk.clock import SystemClock

CLOCK = SystemClock()


def soon(seconds: float = 5.0) -> float:
    return CLOCK.monotonic() + seconds


@pytest.fixture
def port(tmp_path: Path) -> Iterator[PseudoTerminal]:
    port = PseudoTerminal(tmp_path / "lp0")
    yield port
    port.unplug()


@pytest.fixture
def end(port: PseudoTerminal) -> int:
    return port.plug()


@pytest.fixture
def line(port: PseudoTerminal, end: int) -> Iterator[UsblpTransport]:
    assert end > 0
    transport = UsblpTransport(port.path, clock=CLOCK)
    transport.open(soon())
    yield transport
    transport.close()


def test_bytes_go_both_ways(line: UsblpTransport, end: int) -> None:
    line.write(b"question", soon())
    os.set_blocking(end, True)
    assert os.read(end, 100) == b"question"
    os.write(end, b"answer")
    assert line.read(6, soon()) == b"answer"


def test_a_read_ends_at_its_deadline_with_what_came(line: UsblpTransport, end: int) -> None:
    os.write(end, b"abc")
    assert line.read(10, soon(0.1)) == b"abc"
    assert line.read(10, CLOCK.monotonic() - 1) == b""


def test_a_file_that_is_not_there_is_a_missing_line(tmp_path: Path) -> None:
    with pytest.raises(TransportFault) as caught:
        UsblpTransport(tmp_path / "lp7", clock=CLOCK).open(soon())
    assert caught.value.code == "line.missing"
    assert caught.value.remedy.startswith("Check the plug")


@pytest.mark.parametrize(
    ("number", "remedy"), [(errno.EACCES, "group"), (errno.EBUSY, "CUPS"), (errno.ENODEV, "plug")]
)
def test_the_remedy_fits_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, remedy: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("drivers.transports.usblp.os.open", refuse)
    with pytest.raises(TransportFault, match="cannot be opened") as caught:
        UsblpTransport(tmp_path / "lp0", clock=CLOCK).open(soon())
    assert remedy in caught.value.remedy


def test_a_line_never_opened_is_lost(tmp_path: Path) -> None:
    transport = UsblpTransport(tmp_path / "lp0", clock=CLOCK)
    for call in (
        lambda: transport.read(1, 0.0),
        lambda: transport.write(b"a", 0.0),
        transport.port_status,
    ):
        with pytest.raises(TransportFault) as caught:
            call()
        assert caught.value.code == "line.lost"


def test_a_printer_that_is_pulled_is_lost(line: UsblpTransport, port: PseudoTerminal) -> None:
    port.unplug()
    for call in (lambda: line.read(1, soon()), lambda: line.write(b"a", soon())):
        with pytest.raises(TransportFault) as caught:
            call()
        assert caught.value.code == "line.lost"


def test_a_printer_that_takes_nothing_jams_the_line(line: UsblpTransport) -> None:
    with pytest.raises(TransportFault) as caught:
        line.write(b"x" * 1_000_000, soon(0.2))
    assert caught.value.code == "line.jammed"
    assert 0 < (caught.value.sent or 0) < 1_000_000


def test_closing_ends_a_wait_in_another_thread(line: UsblpTransport) -> None:
    codes: list[str] = []

    def wait() -> None:
        try:
            line.read(1, soon(60))
        except TransportFault as fault:
            codes.append(fault.code)

    waiter = Thread(target=wait)
    waiter.start()
    line.close()
    waiter.join(60)
    assert codes == ["line.lost"]
    line.close()


def test_a_printer_that_only_takes_is_silent_and_not_gone(port: PseudoTerminal, end: int) -> None:
    def no_pipe_back(_file: int, _size: int) -> bytes:
        raise OSError(errno.EINVAL, "Invalid argument")

    transport = UsblpTransport(port.path, clock=CLOCK, read=no_pipe_back)
    transport.open(soon())
    os.write(end, b"what the kernel would not hand over")
    before = CLOCK.monotonic()
    assert transport.read(1, before + 0.1) == b""
    assert CLOCK.monotonic() >= before + 0.1
    transport.write(b"data", soon())
    transport.close()


@pytest.mark.parametrize(
    ("byte", "status"),
    [
        (NO_ERROR | SELECTED, PortStatus(ready=True, paper_out=False)),
        (NO_ERROR | SELECTED | PAPER_OUT, PortStatus(ready=True, paper_out=True)),
        (SELECTED | PAPER_OUT, PortStatus(ready=False, paper_out=True)),
        (NO_ERROR, PortStatus(ready=False, paper_out=False)),
    ],
)
def test_the_kernel_tells_of_the_port(
    port: PseudoTerminal, end: int, byte: int, status: PortStatus
) -> None:
    assert end > 0
    transport = UsblpTransport(port.path, clock=CLOCK, ask=lambda _: byte)
    transport.open(soon())
    assert isinstance(transport, TellsPort)
    assert transport.port_status() == status
    transport.close()


def test_a_kernel_that_tells_nothing_is_no_fault(line: UsblpTransport) -> None:
    assert line.port_status() is None


def test_a_printer_gone_when_the_kernel_is_asked_is_lost(port: PseudoTerminal, end: int) -> None:
    assert end > 0

    def gone(_file: int) -> int:
        raise OSError(errno.ENODEV, "No such device")

    transport = UsblpTransport(port.path, clock=CLOCK, ask=gone)
    transport.open(soon())
    with pytest.raises(TransportFault) as caught:
        transport.port_status()
    assert caught.value.code == "line.lost"
    transport.close()
