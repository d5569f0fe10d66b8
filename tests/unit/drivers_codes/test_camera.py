import ast
import os
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers.api import DeviceFault
from drivers.codes import picture_file
from drivers.codes.camera import CameraCodeReader
from drivers.codes.decode import Grey
from drivers.codes.picture_file import FileCodeReader
from drivers.codes.video import Video
from drivers.opencv import opencv


def write_code(path: Path, text: str) -> None:
    code = zxingcpp.create_barcode(text, zxingcpp.QRCode).to_image(scale=4)
    Image.fromarray(np.asarray(code)).save(path)


def test_a_file_is_decoded_anew_only_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Grey] = []
    monkeypatch.setattr(picture_file, "decode_photograph", lambda grey: looked.append(grey) or [])
    path = tmp_path / "frame.png"
    reader = FileCodeReader("camera", path)
    reader.open()
    assert reader.scan() is None
    assert looked == []
    write_code(path, "one")
    reader.scan()
    reader.scan()
    assert len(looked) == 1
    os.utime(path, ns=(1, 1))
    reader.scan()
    assert len(looked) == 2


def test_a_code_stays_in_view_until_the_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "frame.png"
    write_code(path, "one")
    reader = FileCodeReader("camera", path)
    reader.open()
    first, second = reader.scan(), reader.scan()
    assert first is not None
    assert first is second
    assert reader.view() is not None
    path.unlink()
    assert reader.scan() is None
    assert reader.view() is None


def test_a_half_written_picture_is_an_empty_view_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "frame.png"
    write_code(path, "one")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    reader = FileCodeReader("camera", path)
    reader.open()
    assert reader.scan() is None
    assert reader.view() is None
    path.write_bytes(whole)
    code = reader.scan()
    assert code is not None
    assert code.text == "one"


def test_a_missing_folder_is_no_camera(tmp_path: Path) -> None:
    reader = FileCodeReader("camera", tmp_path / "none" / "frame.png")
    for use in (reader.open, reader.rest):
        with pytest.raises(DeviceFault) as caught:
            use()
        assert caught.value.code == "code.no_camera"


def test_a_missing_camera_says_so_at_once() -> None:
    with pytest.raises(DeviceFault) as caught:
        CameraCodeReader("camera", lambda: Video("no-such-film.avi")).open()
    assert caught.value.code == "code.no_camera"


def test_a_camera_that_gives_no_more_pictures_says_so(tmp_path: Path) -> None:
    write_code(tmp_path / "f000.png", "one")
    reader = CameraCodeReader("camera", lambda: Video(str(tmp_path / "f%03d.png")))
    with pytest.raises(DeviceFault):
        reader.scan()
    reader.open()
    assert reader.scan() is not None
    with pytest.raises(DeviceFault) as caught:
        reader.scan()
    assert caught.value.code == "code.camera_unplugged"
    reader.close()


def test_opencv_leaves_no_traces_of_its_own_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_FONTDIR", "/somewhere/cv2/qt/fonts")
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/our/own/plugins")
    opencv.cache_clear()
    opencv()
    assert "QT_QPA_FONTDIR" not in os.environ
    assert os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"] == "/our/own/plugins"


def test_opencv_is_imported_in_one_module_only(project_root: Path) -> None:
    importers = set()
    for package in ("kiosk", "ui", "drivers", "sync"):
        for path in (project_root / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if "cv2" in names:
                    importers.add(path.name)
    assert importers == {"opencv.py"}
