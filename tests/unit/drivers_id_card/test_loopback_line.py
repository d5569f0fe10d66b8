import gc
import socket
import socketserver
import struct
import warnings
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread

import pytest

from drivers.simulators.network import LoopbackLine
from kiosk.errors import BugError


class Echo(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        try:
            while piece := self.request.recv(65536):
                self.request.sendall(piece)
        except ConnectionError:
            pass  # the line was cut


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@pytest.fixture
def target() -> Iterator[int]:
    with Server(("127.0.0.1", 0), Echo) as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        yield server.server_address[1]
        server.shutdown()
        serving.join()


@pytest.fixture
def line(target: int) -> Iterator[LoopbackLine]:
    line = LoopbackLine("127.0.0.1", target)
    line.start()
    yield line
    line.stop()


def connect(line: LoopbackLine) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), timeout=5)


def echoed(end: socket.socket, data: bytes) -> bytes:
    end.sendall(data)
    got = b""
    while len(got) < len(data):
        got += end.recv(65536)
    return got


def test_it_carries_both_ways(line: LoopbackLine) -> None:
    with connect(line) as one, connect(line) as other:
        assert echoed(one, b"one") == b"one"
        assert echoed(other, bytes(200_000)) == bytes(200_000)
        assert echoed(one, b"again") == b"again"


def test_it_carries_the_end_of_one_direction(line: LoopbackLine) -> None:
    with connect(line) as end:
        end.sendall(b"last words")
        end.shutdown(socket.SHUT_WR)
        got = b""
        while piece := end.recv(100):
            got += piece
        assert got == b"last words"


def test_cutting_breaks_what_is_open_and_refuses_what_is_new(line: LoopbackLine) -> None:
    with connect(line) as end:
        echoed(end, b"hello")
        line.cut()
        assert not line.up
        with pytest.raises(ConnectionResetError):
            end.recv(1)
    with pytest.raises(ConnectionRefusedError):
        connect(line)


def test_restoring_carries_again_on_the_same_port(line: LoopbackLine) -> None:
    port = line.port
    for _ in range(3):
        line.cut()
        line.cut()
        line.restore()
        line.restore()
        assert line.up
        assert line.port == port
        with connect(line) as end:
            assert echoed(end, b"back") == b"back"


def test_connections_made_while_it_is_cut_are_closed(line: LoopbackLine) -> None:
    gc.collect()  # what others left is theirs
    enough = Event()

    def call() -> None:
        while not enough.is_set():
            with suppress(OSError), connect(line) as end:
                end.settimeout(0.001)
                end.recv(1)

    callers = [Thread(target=call) for _ in range(4)]
    for caller in callers:
        caller.start()
    for _ in range(100):
        line.cut()
        line.restore()
    enough.set()
    for caller in callers:
        caller.join()
    line.stop()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        gc.collect()
    assert [str(one.message) for one in told] == []


def test_a_target_that_is_not_there_breaks_the_connection() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        line = LoopbackLine("127.0.0.1", unused.getsockname()[1])
        line.start()
        # the line may break as soon as it is made
        with pytest.raises(ConnectionResetError), connect(line) as end:
            end.recv(1)
        line.stop()


def test_the_target_closing_is_carried(line: LoopbackLine, target: int) -> None:
    assert target != line.port
    with connect(line) as end:
        echoed(end, b"x")
        end.shutdown(socket.SHUT_WR)
        assert end.recv(1) == b""


def test_stopping_twice_is_fine_and_the_port_is_free_again(target: int) -> None:
    line = LoopbackLine("127.0.0.1", target)
    with pytest.raises(BugError):
        _ = line.port
    line.start()
    port = line.port
    line.stop()
    line.stop()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def test_stopping_a_line_that_never_started_is_fine(target: int) -> None:
    LoopbackLine("127.0.0.1", target).stop()


def test_while_answers_are_held_requests_get_through_and_restore_lets_the_answers_go(
    line: LoopbackLine,
) -> None:
    with connect(line) as end:
        assert echoed(end, b"one") == b"one"
        line.hold_answers()
        end.sendall(b"two")
        end.settimeout(0.2)
        with pytest.raises(TimeoutError):
            end.recv(16)
        line.restore()
        end.settimeout(5)
        assert end.recv(16) == b"two"


def test_held_answers_are_lost_when_the_line_is_cut(line: LoopbackLine) -> None:
    with connect(line) as end:
        line.hold_answers()
        end.sendall(b"one")
        line.cut()
        with pytest.raises(ConnectionError):
            end.recv(16)


def test_a_sender_that_breaks_off_disturbs_nobody(
    line: LoopbackLine, caplog: pytest.LogCaptureFixture
) -> None:
    rude = connect(line)
    rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    rude.sendall(bytes(500_000))
    rude.close()  # a reset in the middle of what it sends
    with connect(line) as end:
        assert echoed(end, b"one") == b"one"
    line.stop()
    assert caplog.records == []
