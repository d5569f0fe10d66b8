from pathlib import Path

import pytest
from PIL import Image

from drivers.api import DeviceFault, Frame
from drivers.codes.video import Video
from drivers.photo.camera import VideoPhotoCamera
from drivers.photo.files import FilePhotoCamera


def save(path: Path, shade: int) -> None:
    Image.new("L", (40, 30), shade).save(path)


def shade(frame: Frame) -> int:
    return frame.pixels[0]


@pytest.fixture
def seeing(tmp_path: Path) -> FilePhotoCamera:
    save(tmp_path / "view.png", 90)
    camera = FilePhotoCamera("photo", tmp_path / "view.png")
    camera.open()
    camera.start()
    return camera


def test_a_folder_shows_its_next_picture_after_each_photograph(tmp_path: Path) -> None:
    for name, grey in (("a.png", 10), ("b.JPG", 120), ("c.jpeg", 240)):
        save(tmp_path / name, grey)
    (tmp_path / "notes.txt").write_text("no picture")
    camera = FilePhotoCamera("photo", tmp_path)
    camera.open()
    camera.start()
    assert shade(camera.look()) == shade(camera.look())
    taken = [shade(camera.take()) for _ in range(4)]
    assert taken[0] < taken[1] < taken[2]
    assert taken[3] == taken[0]


def test_another_picture_is_seen_at_once(seeing: FilePhotoCamera) -> None:
    assert shade(seeing.look()) == 90
    save(seeing.path, 200)
    assert shade(seeing.look()) == 200


def test_half_a_picture_leaves_the_view_as_it_was(seeing: FilePhotoCamera) -> None:
    assert shade(seeing.look()) == 90
    seeing.path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert shade(seeing.look()) == 90


def test_a_file_that_never_was_a_picture_shows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "view.png"
    path.write_bytes(b"no picture")
    with pytest.raises(DeviceFault) as caught:
        FilePhotoCamera("photo", path).open()
    assert caught.value.code == "photo.camera_unplugged"


def test_a_missing_folder_is_no_camera(tmp_path: Path) -> None:
    with pytest.raises(DeviceFault) as caught:
        FilePhotoCamera("photo", tmp_path / "none" / "view.png").open()
    assert caught.value.code == "photo.no_camera"


def test_a_missing_camera_says_so_at_once() -> None:
    camera = VideoPhotoCamera(
        "photo", lambda: Video("no-such-film.avi", prefix="photo"), lambda: True
    )
    with pytest.raises(DeviceFault) as caught:
        camera.open()
    assert caught.value.code == "photo.no_camera"
