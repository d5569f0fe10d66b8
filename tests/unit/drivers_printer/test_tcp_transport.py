import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from drivers.transports import TransportFault
from drivers.transports.tcp import TcpTransport
from kiosk.clock import SystemClock

CLOCK = SystemClock()


def soon(seconds: float = 2.0) -> float:
    return CLOCK.monotonic() + seconds


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def line(listener: socket.socket) -> Iterator[TcpTransport]:
    transport = TcpTransport("127.0.0.1", listener.getsockname()[1], clock=CLOCK)
    transport.open(soon())
    yield transport
    transport.close()


@pytest.fixture
def other_end(listener: socket.socket, line: TcpTransport) -> Iterator[socket.socket]:
    assert line.port == listener.getsockname()[1]
    connection, _ = listener.accept()
    with connection:
        yield connection


def test_nobody_there_is_a_missing_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(TransportFault) as caught:
        TcpTransport("127.0.0.1", port, clock=CLOCK).open(soon())
    assert caught.value.code == "line.missing"
    assert str(port) in caught.value.message
    assert caught.value.remedy


def test_a_line_never_opened_is_lost() -> None:
    transport = TcpTransport("127.0.0.1", 9, clock=CLOCK)
    for call in (lambda: transport.read(1, 0.0), lambda: transport.write(b"a", 0.0)):
        with pytest.raises(TransportFault) as caught:
            call()
        assert caught.value.code == "line.lost"


def test_bytes_go_both_ways(line: TcpTransport, other_end: socket.socket) -> None:
    line.write(b"question", soon())
    assert other_end.recv(100) == b"question"
    other_end.sendall(b"answer")
    assert line.read(6, soon()) == b"answer"


def test_a_read_ends_at_its_deadline_with_what_came(
    line: TcpTransport, other_end: socket.socket
) -> None:
    other_end.sendall(b"abc")
    assert line.read(10, soon(0.05)) == b"abc"
    assert line.read(10, CLOCK.monotonic() - 1) == b""


def test_what_came_before_the_end_is_heard_first(
    line: TcpTransport, other_end: socket.socket
) -> None:
    other_end.sendall(b"abc")
    other_end.shutdown(socket.SHUT_WR)
    assert line.read(10, soon()) == b"abc"
    with pytest.raises(TransportFault) as caught:
        line.read(10, soon())
    assert caught.value.code == "line.lost"


def test_a_device_that_takes_nothing_jams_the_line(
    line: TcpTransport, other_end: socket.socket
) -> None:
    assert other_end.fileno() > 0
    with pytest.raises(TransportFault) as caught:
        line.write(b"x" * 50_000_000, soon(0.1))
    assert caught.value.code == "line.jammed"
    assert 0 < (caught.value.sent or 0) < 50_000_000


def test_closing_ends_a_wait_in_another_thread(
    line: TcpTransport, other_end: socket.socket
) -> None:
    assert other_end.fileno() > 0
    codes: list[str] = []

    def wait() -> None:
        try:
            line.read(1, soon(30))
        except TransportFault as fault:
            codes.append(fault.code)

    waiter = Thread(target=wait)
    waiter.start()
    line.close()
    waiter.join(60)
    assert codes == ["line.lost"]
    line.close()
