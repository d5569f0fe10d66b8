"""What every `CodeReader` promises: one suite on cameras, on scanners and on a fake camera."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers.api import Code, CodeReader, DeviceClass, DeviceFault, Queueing, Seeing
from drivers.codes.camera import CameraCodeReader
from drivers.codes.decode import Grey
from drivers.codes.picture_file import FileCodeReader
from drivers.codes.video import Video
from drivers.scanners.hidpos import HidPosCodeReader, that_scan
from drivers.scanners.keyboard import KeyboardCodeReader
from drivers.scanners.serial import SerialCodeReader
from drivers.simulators.scanners import HidPosScanner, KeyboardScanner, SerialScanner
from drivers.simulators.simulated_kernel import SimulatedKernel
from drivers.transports.evdev import EvdevTransport
from drivers.transports.hid_reports import HidReports
from drivers.transports.serial import SerialTransport
from kiosk.clock import SystemClock

CLOCK = SystemClock()
PATIENCE_S = 60.0


def frame_with(text: str) -> Image.Image:
    frame = Image.new("L", (640, 480), 255)
    if text:
        code = zxingcpp.create_barcode(text, zxingcpp.QRCode).to_image(scale=4)
        frame.paste(Image.fromarray(np.asarray(code)), (100, 100))
    return frame


class FakeCamera:
    """A camera that sees what it is shown."""

    def __init__(self, shown: list[Image.Image]) -> None:
        self._shown = shown

    def frame(self) -> Grey:
        if not self._shown:
            raise DeviceFault("code.camera_unplugged", "No more pictures.")
        return np.asarray(self._shown[-1])

    def close(self) -> None:
        return


@dataclass
class Rig:
    """A reader and what lies before it."""

    reader: CodeReader
    show: Callable[[str], None]
    stop: Callable[[], None] | None = None
    """Scanners only: what a scanner sends reaches none but those who listen already."""
    has_come: Callable[[], bool] = lambda: True
    """Whether what a scanner has sent lies before its driver."""

    def open_and_show(self, *texts: str) -> None:
        if self.stop is not None:
            self.reader.open()
        for text in texts:
            self.show(text)
        if self.stop is None:
            self.reader.open()


def scanner(kind: str, folder: Path) -> Rig:
    """A scanner's driver on its simulator."""
    if kind == "serial":
        on_line = SerialScanner(folder / "scanner")
        on_line.plug()
        line = SerialTransport(str(on_line.path), baud=9600, clock=CLOCK)
        return Rig(
            SerialCodeReader("scanner", line, clock=CLOCK),
            lambda text: on_line.show(text.encode(), "]Q1"),
            on_line.unplug,
            lambda: on_line.unread >= len("]Q1L0817\r"),
        )
    system = SimulatedKernel(folder)
    if kind == "hidpos":
        in_reports = HidPosScanner(system)
        in_reports.plug()
        reports = HidReports(in_reports.ids, that_scan, clock=CLOCK, kernel=system.kernel)
        return Rig(
            HidPosCodeReader("scanner", reports, clock=CLOCK),
            lambda text: in_reports.show(text.encode()),
            system.close,
        )
    typing = KeyboardScanner(system)
    typing.plug()
    keys = EvdevTransport(typing.ids, clock=CLOCK, kernel=system.kernel)
    return Rig(KeyboardCodeReader("scanner", keys, clock=CLOCK), typing.show, system.close)


@pytest.fixture(params=["file", "camera", "film", "serial", "hidpos", "keyboard"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    if request.param in {"serial", "hidpos", "keyboard"}:
        rig = scanner(request.param, tmp_path)
        yield rig
        rig.reader.close()
        assert rig.stop is not None
        rig.stop()
        return
    path = tmp_path / "frame.png"
    if request.param == "file":
        reader: CodeReader = FileCodeReader("camera", path)
    elif request.param == "camera":
        shown = [frame_with("")]
        reader = CameraCodeReader("camera", lambda: FakeCamera(shown))
        yield Rig(reader, lambda text: shown.append(frame_with(text)))
        reader.close()
        return
    else:
        # OpenCV reads numbered pictures as a film; each scan shows the next one.
        frame_with("").save(tmp_path / "f000.png")
        reader = CameraCodeReader("camera", lambda: Video(str(tmp_path / "f%03d.png")))
        count = iter(range(1, 100))
        yield Rig(reader, lambda text: frame_with(text).save(tmp_path / f"f{next(count):03d}.png"))
        reader.close()
        return

    def show(text: str) -> None:
        frame_with(text).save(tmp_path / "new.png")
        (tmp_path / "new.png").replace(path)

    show("")
    yield Rig(reader, show)
    reader.close()


def look_for(reader: CodeReader, text: str) -> Code:
    """Scan until a code with this text is seen."""
    last = time.monotonic() + PATIENCE_S
    while True:
        code = reader.scan()
        if code is not None and code.text == text:
            return code
        assert time.monotonic() < last, code


def test_an_empty_view_has_no_code(rig: Rig) -> None:
    assert rig.reader.device_class is DeviceClass.CODE_READER
    rig.reader.open()
    assert rig.reader.scan() is None


def test_a_code_that_is_shown_is_found(rig: Rig) -> None:
    rig.open_and_show("L0817")
    assert look_for(rig.reader, "L0817").content == b"L0817"


def test_the_next_code_replaces_the_first(rig: Rig) -> None:
    rig.open_and_show("L0817", "L0818")
    assert look_for(rig.reader, "L0818").content == b"L0818"


@pytest.mark.parametrize("rig", ["serial", "hidpos", "keyboard"], indirect=True)
def test_what_a_scanner_keeps_can_be_thrown_away(rig: Rig) -> None:
    rig.open_and_show("L0817")
    last = time.monotonic() + PATIENCE_S
    while not rig.has_come():
        assert time.monotonic() < last
    reader: object = rig.reader
    assert isinstance(reader, Queueing)
    reader.clear()
    assert rig.reader.scan() is None
    rig.show("L0818")
    assert look_for(rig.reader, "L0818").content == b"L0818"


@pytest.mark.parametrize("rig", ["file", "camera", "film"], indirect=True)
def test_a_camera_shows_what_it_sees_and_where_the_code_is(rig: Rig) -> None:
    reader: object = rig.reader
    assert isinstance(reader, Seeing)
    assert reader.view() is None
    rig.open_and_show("L0817")
    look_for(rig.reader, "L0817")
    seen = reader.view()
    assert seen is not None
    frame, corners = seen
    assert (frame.width, frame.height) == (640, 480)
    assert len(frame.pixels) == 3 * 640 * 480
    across, down = zip(*corners, strict=True)
    assert (min(across), min(down)) == (pytest.approx(112, abs=20), pytest.approx(112, abs=20))
    assert len(corners) == 4


@pytest.mark.parametrize("rig", ["file", "camera"], indirect=True)
def test_a_camera_at_rest_shows_nothing_and_looks_again_when_it_is_asked(rig: Rig) -> None:
    reader: object = rig.reader
    assert isinstance(reader, Seeing)
    rig.open_and_show("L0817")
    look_for(rig.reader, "L0817")
    reader.rest()
    assert reader.view() is None
    look_for(rig.reader, "L0817")
    assert reader.view() is not None


@pytest.mark.parametrize("rig", ["serial", "hidpos", "keyboard"], indirect=True)
def test_a_scanner_has_no_picture_to_show(rig: Rig) -> None:
    assert not isinstance(rig.reader, Seeing)


def test_it_can_be_closed_twice_and_opened_again(rig: Rig) -> None:
    rig.reader.open()
    rig.reader.close()
    rig.reader.close()
    rig.reader.open()
    assert rig.reader.scan() is None
