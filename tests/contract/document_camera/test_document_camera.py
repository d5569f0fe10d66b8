"""What every `DocumentCamera` promises: one suite on the file, on OpenCV's camera and the fake."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from drivers.api import VIEW_LONGEST, DeviceClass, DeviceFault, DocumentCamera, PageHint
from drivers.codes.video import Video
from drivers.document_camera.camera import LOOKED_AT, EyeDocumentCamera
from drivers.photo.camera import VideoPhotoCamera
from drivers.photo.files import FilePhotoCamera
from drivers.simulators.desk_scenes import Setting, draw
from drivers.simulators.fake_document_camera import FakeDocumentCamera

LENGTH = 16
"""Pictures of the film."""
UNPLUGGED = "page.camera_unplugged"


@dataclass
class Rig:
    """A camera, and the hands on its plug and on the desk."""

    camera: DocumentCamera
    unplug: Callable[[], None]


def eye(kind: str, folder: Path) -> EyeDocumentCamera:
    first = folder / "f000.png"
    if kind == "video":
        film = VideoPhotoCamera(
            "desk",
            lambda: Video(str(folder / "f%03d.png"), prefix="page"),
            first.exists,
            view_longest=LOOKED_AT,
        )
        return EyeDocumentCamera("desk", film, live=True)
    path = folder if kind == "folder" else first
    return EyeDocumentCamera("desk", FilePhotoCamera("desk", path, LOOKED_AT), live=False)


@pytest.fixture(scope="session")
def desk() -> bytes:
    """A picture of a page on a desk, as PNG."""
    file = io.BytesIO()
    Image.fromarray(draw(Setting(zoom=0.85)).pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


@pytest.fixture(params=["file", "folder", "video", "fake"])
def rig(request: pytest.FixtureRequest, tmp_path: Path, desk: bytes) -> Iterator[Rig]:
    folder = tmp_path / "desk"
    folder.mkdir()
    for number in range(LENGTH):  # a film: OpenCV shows each picture once
        (folder / f"f{number:03d}.png").write_bytes(desk)
        if request.param != "video":
            break

    def unplug() -> None:
        for picture in folder.iterdir():
            picture.unlink()

    if request.param == "fake":
        fake = FakeDocumentCamera(picture=Image.open(io.BytesIO(desk)))
        made = Rig(fake, fake.unplug)
    else:
        made = Rig(eye(request.param, folder), unplug)
    yield made
    made.camera.close()


def test_it_knows_its_class_and_once_open_its_size(rig: Rig) -> None:
    rig.camera.open()
    assert rig.camera.device_class is DeviceClass.DOCUMENT_CAMERA
    assert (rig.camera.capabilities.width, rig.camera.capabilities.height) == (1280, 720)


def test_the_view_is_small_and_has_the_outline_of_the_page(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    view = rig.camera.look()
    assert max(view.frame.width, view.frame.height) <= VIEW_LONGEST
    assert len(view.frame.pixels) == 3 * view.frame.width * view.frame.height
    assert view.hint is PageHint.READY
    assert len(view.outline) == 4
    assert all(0 <= part <= 1 for corner in view.outline for part in corner)
    (left, top), (right, _), (_, bottom), _ = view.outline
    assert left < right
    assert top < bottom


def test_a_page_is_cut_out_of_the_desk(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    page = rig.camera.take()
    assert page.found
    assert page.hint is PageHint.READY
    assert 0 < page.frame.width < 1280
    assert len(page.frame.pixels) == 3 * page.frame.width * page.frame.height


@pytest.mark.parametrize("act", ["look", "take"])
def test_it_sees_nothing_before_it_is_started_nor_after_it_was_stopped(rig: Rig, act: str) -> None:
    rig.camera.open()
    with pytest.raises(DeviceFault) as caught:
        getattr(rig.camera, act)()
    assert caught.value.code == UNPLUGGED
    rig.camera.start()
    rig.camera.look()
    rig.camera.stop()
    rig.camera.stop()
    with pytest.raises(DeviceFault):
        getattr(rig.camera, act)()


def test_it_can_be_closed_twice_and_opened_again(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    rig.camera.close()
    rig.camera.close()
    rig.camera.open()
    rig.camera.start()
    assert rig.camera.take().found


def test_idle_it_tells_that_it_is_unplugged(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.check()
    rig.unplug()
    with pytest.raises(DeviceFault) as caught:
        rig.camera.check()
    assert caught.value.code == UNPLUGGED


def test_unplugged_in_mid_capture_it_says_so(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    rig.camera.look()
    rig.unplug()
    with pytest.raises(DeviceFault) as caught:  # noqa: PT012
        for _ in range(LENGTH):  # OpenCV reads ahead in a film
            rig.camera.take()
    assert caught.value.code == UNPLUGGED
