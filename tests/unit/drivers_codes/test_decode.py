import builtins
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers.api import DeviceFault
from drivers.codes import decode, search, zbar
from kiosk.errors import EnvironmentFault


def picture_of(content: str | bytes, kind: zxingcpp.BarcodeFormat = zxingcpp.QRCode) -> decode.Grey:
    """A code on a white 1280×720 frame."""
    options = {} if isinstance(content, bytes) or content.isascii() else {"eci": "UTF8"}
    symbol = zxingcpp.create_barcode(content, kind, **options)
    code = np.asarray(symbol.to_image(scale=4))
    frame = np.full((720, 1280), 255, np.uint8)
    frame[100 : 100 + code.shape[0], 200 : 200 + code.shape[1]] = code
    return frame


@pytest.fixture
def forgotten_zbar() -> Iterator[None]:
    decode._zbar.cache_clear()
    yield
    decode._zbar.cache_clear()


@pytest.mark.parametrize(
    "content",
    [
        "L081726112100042K",
        "https://example.org/q?n=L081726112100042K",
        "王秀花 370982",
        "王秀花".encode(),
        "王秀花".encode("gb18030"),
    ],
)
def test_both_decoders_read_the_same_text(content: str | bytes) -> None:
    frame = picture_of(content)
    (first,), (second,) = decode.decode_with_zxing(frame), decode.decode_with_zbar(frame)
    assert first.text == second.text
    assert first.content == second.content
    assert (first.symbology, second.symbology) == ("QRCode", "QRCode")
    assert (first.decoder, second.decoder) == ("zxing-cpp", "zbar")
    assert decode.decoders_agree(frame) is True


def test_code_128_is_read_by_both() -> None:
    frame = picture_of("L0817-42", zxingcpp.Code128)
    assert [code.symbology for code in decode.decode_with_zxing(frame)] == ["Code128"]
    assert [code.text for code in decode.decode_with_zbar(frame)] == ["L0817-42"]


def test_other_symbologies_are_not_looked_for() -> None:
    frame = picture_of("4006381333931", zxingcpp.EAN13)
    assert search.decode_image(frame) == []


def test_an_empty_frame_has_no_code() -> None:
    frame = np.full((720, 1280), 255, np.uint8)
    assert search.decode_image(frame) == []
    assert decode.decoders_agree(frame) is None


def test_zbar_is_asked_when_zxing_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "_read", lambda *_: [])
    (code,) = search.decode_image(picture_of("王秀花".encode()))
    assert (code.text, code.decoder) == ("王秀花", "zbar")


def test_a_hostile_code_has_content_but_no_text() -> None:
    (code,) = search.decode_image(picture_of(b"\x1b[2J\x00"))
    assert (code.text, code.content) == ("", b"\x1b[2J\x00")


def test_a_frame_cut_out_of_a_larger_one_is_read_by_zbar_too() -> None:
    frame = np.full((800, 1400), 255, np.uint8)
    frame[40:760, 60:1340] = picture_of("L0817")
    assert [code.text for code in decode.decode_with_zbar(frame[40:760, 60:1340])] == ["L0817"]


@pytest.mark.usefixtures("forgotten_zbar")
def test_without_the_zbar_library_zxing_goes_on_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zbar, "load", _no_zbar)
    frame = picture_of("L0817")
    assert [code.decoder for code in search.decode_image(frame)] == ["zxing-cpp"]
    assert decode.decode_with_zbar(frame) == []


def test_a_missing_zbar_names_the_package_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_zbar(name: str, *rest: object) -> ModuleType:
        if name.startswith("pyzbar"):
            raise ImportError("Unable to find zbar shared library")
        return real_import(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_zbar)
    with pytest.raises(EnvironmentFault) as caught:
        zbar.load()
    assert caught.value.code == "code.no_zbar"
    assert "libzbar0" in caught.value.remedy


def test_a_picture_file_is_decoded(tmp_path: Path) -> None:
    Image.fromarray(picture_of("L0817")).convert("RGB").save(tmp_path / "frame.png")
    assert [code.text for code in search.decode_file(tmp_path / "frame.png")] == ["L0817"]


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50])
def test_a_file_that_is_no_picture_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "frame.png").write_bytes(content)
    with pytest.raises(DeviceFault) as caught:
        search.decode_file(tmp_path / "frame.png")
    assert caught.value.code == "code.bad_picture"
    assert "frame.png" in caught.value.message


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(DeviceFault) as caught:
        search.decode_file(tmp_path / "none.png")
    assert caught.value.code == "code.bad_picture"


def test_an_enormous_picture_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    Image.new("1", (9000, 9000)).save(tmp_path / "huge.png")
    with pytest.raises(DeviceFault) as caught:
        search.decode_file(tmp_path / "huge.png")
    assert "pixels" in caught.value.message


def _no_zbar() -> None:
    raise EnvironmentFault("code.no_zbar", "No ZBar.", "Install libzbar0.")
