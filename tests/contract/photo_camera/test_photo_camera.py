"""What every `PhotoCamera` promises: one suite on the file, on OpenCV's camera and on the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from drivers.api import VIEW_LONGEST, DeviceClass, DeviceFault, Frame, PhotoCamera
from drivers.codes.video import Video
from drivers.photo.camera import VideoPhotoCamera
from drivers.photo.files import FilePhotoCamera
from drivers.simulators.fake_camera import FakePhotoCamera

SIZE = (1600, 900)
RED = (200, 30, 20)
LENGTH = 20
"""Pictures of the film."""
UNPLUGGED = "photo.camera_unplugged"


@dataclass
class Rig:
    """A camera, and the hand on its plug."""

    camera: PhotoCamera
    unplug: Callable[[], None]


@pytest.fixture(params=["file", "folder", "video", "fake"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    view = Image.new("RGB", SIZE, RED)
    folder = tmp_path / "view"
    folder.mkdir()
    for number in range(LENGTH):  # a film: OpenCV shows each picture once
        view.save(folder / f"f{number:03d}.png")
        if request.param != "video":
            break
    first = folder / "f000.png"

    def unplug() -> None:
        for picture in folder.iterdir():
            picture.unlink()

    if request.param == "fake":
        fake = FakePhotoCamera(picture=view)
        made = Rig(fake, fake.unplug)
    elif request.param == "video":
        film = VideoPhotoCamera(
            "photo", lambda: Video(str(folder / "f%03d.png"), prefix="photo"), first.exists
        )
        made = Rig(film, unplug)
    else:
        path = first if request.param == "file" else folder
        made = Rig(FilePhotoCamera("photo", path), unplug)
    yield made
    made.camera.close()


def is_red(frame: Frame) -> bool:
    picture = Image.frombytes("RGB", (frame.width, frame.height), frame.pixels)
    middle = picture.getpixel((frame.width // 2, frame.height // 2))
    assert isinstance(middle, tuple)
    return all(abs(a - b) < 8 for a, b in zip(middle, RED, strict=True))


def test_its_size_is_known_once_it_is_open(rig: Rig) -> None:
    rig.camera.open()
    assert (rig.camera.capabilities.width, rig.camera.capabilities.height) == SIZE


def test_it_is_a_photo_camera(rig: Rig) -> None:
    assert rig.camera.device_class is DeviceClass.PHOTO_CAMERA


def test_a_photograph_is_as_large_as_it_can_and_in_its_colours(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    frame = rig.camera.take()
    assert (frame.width, frame.height) == SIZE
    assert len(frame.pixels) == 3 * frame.width * frame.height
    assert is_red(frame)


def test_the_view_is_small_and_in_the_same_shape(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    for _ in range(3):
        frame = rig.camera.look()
        assert max(frame.width, frame.height) <= VIEW_LONGEST
        assert abs(frame.width / frame.height - SIZE[0] / SIZE[1]) < 0.02
        assert is_red(frame)


@pytest.mark.parametrize("act", ["look", "take"])
def test_it_sees_nothing_before_it_is_started(rig: Rig, act: str) -> None:
    rig.camera.open()
    with pytest.raises(DeviceFault) as caught:
        getattr(rig.camera, act)()
    assert caught.value.code == UNPLUGGED


def test_it_sees_nothing_after_it_was_stopped(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    rig.camera.look()
    rig.camera.stop()
    rig.camera.stop()
    with pytest.raises(DeviceFault):
        rig.camera.look()


def test_it_can_be_started_again(rig: Rig) -> None:
    rig.camera.open()
    for _ in range(2):
        rig.camera.start()
        assert is_red(rig.camera.look())
        rig.camera.stop()


def test_it_can_be_closed_twice_and_opened_again(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    rig.camera.close()
    rig.camera.close()
    rig.camera.open()
    rig.camera.start()
    assert is_red(rig.camera.take())


def test_idle_it_tells_that_it_is_unplugged(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.check()
    rig.unplug()
    with pytest.raises(DeviceFault) as caught:
        rig.camera.check()
    assert caught.value.code == UNPLUGGED


def test_unplugged_while_it_sees_it_says_so(rig: Rig) -> None:
    rig.camera.open()
    rig.camera.start()
    rig.camera.look()
    rig.unplug()
    with pytest.raises(DeviceFault) as caught:  # noqa: PT012
        for _ in range(LENGTH):  # OpenCV reads ahead in a film
            rig.camera.take()
    assert caught.value.code == UNPLUGGED
