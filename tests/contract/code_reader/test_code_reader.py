"""What every `CodeReader` promises: one suite on the file, on OpenCV's camera and on a fake one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers.api import CodeReader, DeviceFault
from drivers.codes.camera import CameraCodeReader, FileCodeReader
from drivers.codes.decode import Grey
from drivers.codes.video import Video


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


@pytest.fixture(params=["file", "camera", "film"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
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


def test_an_empty_view_has_no_code(rig: Rig) -> None:
    rig.reader.open()
    assert rig.reader.scan() is None


def test_a_code_that_is_shown_is_found(rig: Rig) -> None:
    rig.show("L0817")
    rig.reader.open()
    codes = [rig.reader.scan() for _ in range(2)]
    assert [code.text for code in codes if code] in (["L0817"], ["L0817", "L0817"])


def test_the_next_code_replaces_the_first(rig: Rig) -> None:
    rig.show("L0817")
    rig.show("L0818")
    rig.reader.open()
    seen = [code.text for _ in range(3) if (code := rig.reader.scan())]
    assert seen[-1] == "L0818"


def test_it_can_be_closed_twice_and_opened_again(rig: Rig) -> None:
    rig.reader.open()
    rig.reader.close()
    rig.reader.close()
    rig.reader.open()
    assert rig.reader.scan() is None
