"""A technician's file on printers nobody has met: what comes of it is always one of three words.

The printers here share no code with the program or its simulators; they know of ESC/POS what their
makers wrote into them, and each has its own way of failing.
"""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest
from PIL import Image

from drivers import plugins
from drivers.api import DeviceClass, PrintOutcome, PrintResult
from drivers.fitting import Fitting
from drivers.plugins import Plugin
from drivers.receipt_printer.files import fit_picture, print_file, read_content
from drivers.simulators.fake_printer import FakeReceiptPrinter
from kiosk.clock import SystemClock
from kiosk.documents.slip import Slip
from kiosk.errors import EnvironmentFault

FITTING = Fitting(SystemClock())
TEXT = "试打印\n第二行 1234\n\n谢谢\n"
FINE = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
NO_PAPER = {1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x72}
OPEN = {1: 0x1A, 2: 0x16, 3: 0x12, 4: 0x12}

Answer = Callable[[bytes], bytes]


@dataclass
class Stranger:
    """One made-up printer: a loop over what it receives, byte by byte.

    Args:
        status: what it answers to `DLE EOT n`; empty: nothing.
        number: whether it answers `GS ( H`.
        fence: what it answers to `GS r`; None: nothing.
        trouble_after: after so many bytes the state becomes `trouble`, and it stops working.
        closes_after: after so many bytes it closes the connection.
        report: what it sends by itself at first.
    """

    status: dict[int, int] = field(default_factory=lambda: dict(FINE))
    number: bool = False
    fence: int | None = None
    trouble: dict[int, int] | None = None
    trouble_after: int | None = None
    closes_after: int | None = None
    report: bytes = b""
    took: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.done = Event()
        Thread(target=self._serve, daemon=True).start()

    def received(self) -> bytes:
        """All that came, once the terminal has hung up: it may do so before the last is read."""
        assert self.done.wait(30)
        return bytes(self.took)

    @property
    def url(self) -> str:
        return f"escpos+tcp://127.0.0.1:{self.server.getsockname()[1]}"

    def _serve(self) -> None:
        try:
            line, _ = self.server.accept()
            with line:
                self._exchange(line)
        except OSError:
            return  # the test is over, or the terminal hung up with an answer unread
        finally:
            self.done.set()

    def _exchange(self, line: socket.socket) -> None:
        line.sendall(self.report)
        while data := line.recv(1):
            self.took += data
            if self.closes_after is not None and len(self.took) >= self.closes_after:
                break
            if self.trouble_after is not None and len(self.took) >= self.trouble_after:
                self.status, self.number, self.fence = dict(self.trouble or {}), False, None
            self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        end = bytes(self.took[-10:])
        if end[-3:-1] == b"\x10\x04" and end[-1] in self.status:
            line.sendall(bytes([self.status[end[-1]]]))
        if self.number and self.took[-11:-4] == b"\x1d(H\x06\x0000":
            line.sendall(b"\x37\x22" + self.took[-4:] + b"\x00")
        if self.fence is not None and end[-3:] == b"\x1dr\x01":
            line.sendall(bytes([self.fence]))


@pytest.fixture
def text(tmp_path: Path) -> Path:
    file = tmp_path / "try.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def meet() -> Iterator[Callable[..., Stranger]]:
    met: list[Stranger] = []

    def make(**habits: object) -> Stranger:
        met.append(Stranger(**habits))  # type: ignore[arg-type] # the test's own words
        return met[-1]

    yield make
    for each in met:
        each.server.close()


def printed(file: Path, printer: Stranger, deadline_s: float = 60) -> PrintOutcome:
    return print_file(file, printer.url, FITTING, deadline_s=deadline_s)


def test_one_that_confirms_by_number(text: Path, meet: Callable[..., Stranger]) -> None:
    printer = meet(number=True)
    assert printed(text, printer) == PrintOutcome(PrintResult.PRINTED)
    assert "谢谢".encode("gb18030") in printer.received()
    assert printer.took.count("试打印".encode("gb18030")) == 1


def test_one_that_confirms_by_number_and_by_fence(
    text: Path, meet: Callable[..., Stranger]
) -> None:
    assert printed(text, meet(number=True, fence=0)) == PrintOutcome(PrintResult.PRINTED)


def test_one_that_knows_only_the_fence(text: Path, meet: Callable[..., Stranger]) -> None:
    assert printed(text, meet(fence=0)) == PrintOutcome(PrintResult.PRINTED)


def test_one_that_knows_the_fence_and_no_status(text: Path, meet: Callable[..., Stranger]) -> None:
    assert printed(text, meet(status={}, fence=0)) == PrintOutcome(PrintResult.PRINTED)


def test_one_that_knows_its_number_and_no_status(text: Path, meet: Callable[..., Stranger]) -> None:
    assert printed(text, meet(status={}, number=True)) == PrintOutcome(PrintResult.PRINTED)


def test_one_whose_fence_says_that_there_is_no_paper(
    text: Path, meet: Callable[..., Stranger]
) -> None:
    outcome = printed(text, meet(status={}, fence=0x0C))
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")


def test_one_that_tells_its_state_and_confirms_nothing(
    text: Path, meet: Callable[..., Stranger]
) -> None:
    printer = meet()
    outcome = print_file(text, printer.url, FITTING, deadline_s=20)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.unconfirmed")
    assert "谢谢".encode("gb18030") in printer.received()


def test_one_that_answers_nothing_at_all_is_sent_the_job(
    text: Path, meet: Callable[..., Stranger]
) -> None:
    printer = meet(status={})
    assert printed(text, printer) == PrintOutcome(PrintResult.UNKNOWN, "print.silent")
    assert printer.received().count("谢谢".encode("gb18030")) == 1


@pytest.mark.parametrize("status", [{1: 0x12, 4: 0x12}, {4: 0x12}, {1: 0x12}])
def test_one_that_answers_only_some_questions(
    text: Path, meet: Callable[..., Stranger], status: dict[int, int]
) -> None:
    printer = meet(status=dict(status), fence=0)
    assert printed(text, printer) == PrintOutcome(PrintResult.PRINTED)


def test_one_that_knows_only_of_its_paper_is_sent_nothing_without(
    text: Path, meet: Callable[..., Stranger]
) -> None:
    printer = meet(status={4: 0x72})
    assert printed(text, printer) == PrintOutcome(PrintResult.FAILED, "print.paper_out")
    assert b"\x1b@" not in printer.received()


@pytest.mark.parametrize(
    ("status", "reason"), [(NO_PAPER, "print.paper_out"), (OPEN, "print.cover_open")]
)
def test_one_that_cannot_print_is_sent_nothing(
    text: Path, meet: Callable[..., Stranger], status: dict[int, int], reason: str
) -> None:
    printer = meet(status=dict(status), number=True, fence=0)
    assert printed(text, printer) == PrintOutcome(PrintResult.FAILED, reason)
    assert b"\x1b@" not in printer.received()


@pytest.mark.parametrize(
    ("trouble", "reason"), [(NO_PAPER, "print.paper_out"), (OPEN, "print.cover_open")]
)
def test_trouble_in_mid_job(
    text: Path, meet: Callable[..., Stranger], trouble: dict[int, int], reason: str
) -> None:
    printer = meet(number=True, fence=0, trouble=trouble, trouble_after=30)
    assert printed(text, printer) == PrintOutcome(PrintResult.UNKNOWN, reason)


def test_silence_in_mid_job(text: Path, meet: Callable[..., Stranger]) -> None:
    printer = meet(number=True, trouble={}, trouble_after=30)
    assert printed(text, printer) == PrintOutcome(PrintResult.UNKNOWN, "print.silent")


def test_a_connection_that_breaks_in_mid_job(text: Path, meet: Callable[..., Stranger]) -> None:
    outcome = printed(text, meet(number=True, closes_after=30))
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.unplugged")


def test_a_connection_that_is_closed_at_once(text: Path, meet: Callable[..., Stranger]) -> None:
    printer = meet(status={}, closes_after=1)
    outcome = printed(text, printer)
    assert outcome.result is not PrintResult.PRINTED
    assert outcome.reason == "print.unplugged"


def test_one_that_reports_by_itself(text: Path, meet: Callable[..., Stranger]) -> None:
    printer = meet(fence=0, report=b"\x10\x00\x00\x0f")
    assert printed(text, printer) == PrintOutcome(PrintResult.PRINTED)


def test_a_host_that_refuses(text: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = print_file(text, f"escpos+tcp://127.0.0.1:{port}", FITTING, deadline_s=20)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.unplugged")


def test_a_host_that_never_accepts(text: Path) -> None:
    """Its queue is full: the connection is neither made nor refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        address = server.getsockname()
        waiting = []
        for _ in range(4):
            line = socket.socket()
            line.setblocking(False)
            line.connect_ex(address)
            waiting.append(line)
        outcome = print_file(text, f"escpos+tcp://127.0.0.1:{address[1]}", FITTING, deadline_s=20)
        for line in waiting:
            line.close()
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.unplugged")


def test_a_serial_port_that_is_not_there(text: Path, tmp_path: Path) -> None:
    outcome = print_file(text, f"escpos+serial://{tmp_path}/ttyS9", FITTING, deadline_s=20)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.unplugged")


def test_a_printer_file_that_is_not_there(text: Path, tmp_path: Path) -> None:
    outcome = print_file(text, f"escpos+usblp://{tmp_path}/lp0", FITTING, deadline_s=20)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.unplugged")


def test_a_picture_is_sent_as_dots(tmp_path: Path, meet: Callable[..., Stranger]) -> None:
    file = tmp_path / "grey.png"
    Image.linear_gradient("L").save(file)
    printer = meet(number=True)
    assert printed(file, printer) == PrintOutcome(PrintResult.PRINTED)
    top = b"\x1dv0\x00\x48\x00\x00\x01"  # 72 bytes wide, 256 dots high
    assert (
        top + bytes(4) + b"\xff" * 64 + bytes(4) in printer.received()
    )  # twice as large, black first


@pytest.mark.parametrize("url", ["ftp://x", "escpos+tcp://x", "escpos+tcp://127.0.0.1:1?what=1"])
def test_an_address_that_is_none_is_refused(text: Path, url: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        print_file(text, url, FITTING)
    assert caught.value.code == "config.device_url"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
)
def test_every_usual_way_to_save_a_text_is_understood(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "try.txt"
    file.write_bytes(data)
    content = read_content(file)
    assert isinstance(content, Slip)
    assert [getattr(block, "text", "") for block in content.blocks] == TEXT.rstrip().split("\n")


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b@\x1bp\x00\x19\xfa",  # opens a cash drawer
        b"\x00\x01\x02",
        b"%PDF-1.7\n\x80\xff\x00",
        b"\x89PNG\r\n\x1a\n broken",
        b"\xff\xfe\x00",
        "长".encode() * 20_001,
    ],
)
def test_what_is_neither_text_nor_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    with pytest.raises(EnvironmentFault) as caught:
        read_content(file)
    assert caught.value.code == "print.file"


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    for path in (tmp_path / "none.txt", large, tmp_path):
        with pytest.raises(EnvironmentFault) as caught:
            read_content(path)
        assert caught.value.code == "print.file"


def test_a_small_code_is_enlarged_by_a_whole_number() -> None:
    chess = Image.new("1", (100, 100))
    chess.putpixel((0, 0), 1)
    fitted = fit_picture(chess, 384)
    assert (fitted.mode, fitted.size) == ("1", (384, 300))
    assert fitted.getpixel((42, 0)) == fitted.getpixel((44, 2)) == 255
    assert fitted.getpixel((45, 0)) == 0


def test_a_photograph_is_shrunk_and_a_clear_ground_becomes_white() -> None:
    fitted = fit_picture(Image.new("RGBA", (1152, 400), (0, 0, 0, 0)), 576)
    assert fitted.size == (576, 200)
    assert fitted.convert("L").getextrema() == (255, 255)


def test_a_picture_longer_than_paper_should_be_is_refused() -> None:
    with pytest.raises(EnvironmentFault) as caught:
        fit_picture(Image.new("L", (100, 3000)), 576)
    assert caught.value.code == "print.file"


def test_another_packages_receipt_printer_is_told_apart(
    text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = Plugin(
        DeviceClass.RECEIPT_PRINTER, lambda address, _: FakeReceiptPrinter(address.name)
    )
    monkeypatch.setattr(plugins, "find", {"text+file": plugin}.get)
    with pytest.raises(EnvironmentFault, match="ESC/POS printers only") as caught:
        print_file(text, "text+file:///slips", FITTING)
    assert caught.value.code == "config.device_url"
