from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers.api import Code, DeviceFault
from drivers.codes import decode, search
from drivers.codes.content import LIMIT
from drivers.codes.search import Watch, decode_file, decode_image, decode_photograph
from drivers.simulators.code_scenes import NOTHING, Scene, scene

EASY = ("sizes", "rotation", "tilt", "inverted", "low_light", "noise", "shadow", "jpeg")


def code_picture(content: str | bytes, scale: int = 4, **options: str) -> decode.Grey:
    symbol = zxingcpp.create_barcode(content, zxingcpp.QRCode, **options)
    return np.pad(np.asarray(symbol.to_image(scale=scale)), 20, constant_values=255)


def frame_of(*pieces: tuple[int, int, decode.Grey]) -> decode.Grey:
    frame = np.full((720, 1280), 255, np.uint8)
    for x, y, piece in pieces:
        frame[y : y + piece.shape[0], x : x + piece.shape[1]] = piece
    return frame


def contents(codes: list[Code]) -> set[bytes]:
    return {code.content for code in codes}


@pytest.mark.parametrize("kind", EASY)
def test_codes_are_found_in_every_light_and_at_every_angle(kind: str) -> None:
    one = scene(kind, 1)
    assert set(one.contents) <= contents(decode_image(one.frame))


@pytest.mark.parametrize("number", range(4))
def test_what_is_no_code_is_none(number: int) -> None:
    assert decode_image(scene(NOTHING, number).frame) == []


@pytest.mark.parametrize("kind", ["blur", "several", "faint", "code_128"])
def test_a_photograph_holds_whatever_zxing_alone_finds_and_nothing_else(kind: str) -> None:
    one = scene(kind, 3)
    found = contents(decode_photograph(one.frame))
    assert contents(decode.decode_with_zxing(one.frame)) <= found
    assert found <= set(one.contents)


def test_a_scene_is_the_same_whenever_it_is_drawn() -> None:
    first, second = scene("curved", 5), scene("curved", 5)
    assert isinstance(first, Scene)
    assert first.contents == second.contents
    assert np.array_equal(first.frame, second.frame)
    assert not np.array_equal(first.frame, scene("curved", 6).frame)


def test_several_codes_are_told_in_reading_order_and_where_they_stand() -> None:
    places = [(100, 50), (500, 60), (900, 45), (120, 400), (800, 420)]
    pieces = [(x, y, code_picture(f"code {i}")) for i, (x, y) in enumerate(places)]
    codes = decode_image(frame_of(*reversed(pieces)))
    assert [code.text for code in codes] == [f"code {i}" for i in range(5)]
    for code, (x, y) in zip(codes, places, strict=True):
        assert len(code.corners) == 4
        left, top = np.min(code.corners, axis=0)
        assert x < left < x + 60
        assert y < top < y + 60


def test_the_same_content_in_two_places_is_two_codes() -> None:
    frame = frame_of((100, 50, code_picture("twice")), (700, 300, code_picture("twice")))
    assert [code.text for code in decode_image(frame)] == ["twice", "twice"]
    assert [code.text for code in decode_photograph(frame)] == ["twice", "twice"]


def test_a_held_code_that_only_one_effort_sees_is_found_within_its_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = Code("only", b"only", "QRCode", "zbar")
    monkeypatch.setattr(search, "_halved", lambda _: [])
    monkeypatch.setattr(search, "decode_with_zxing", lambda _: [])
    nothing: list[search.Effort] = [lambda _: []] * 6
    monkeypatch.setattr(search, "EFFORTS", (*nothing, lambda _: [found]))
    watch = Watch()
    frame = np.zeros((720, 1280), np.uint8)
    looks = [watch.look(frame) for _ in range(28)]
    assert looks.index([found]) == 27


@pytest.mark.parametrize(
    ("text", "options", "aim"),
    [
        ("王秀花", {"eci": "UTF8"}, "]Q2"),
        ("王秀花", {"eci": "GB18030"}, "]Q2"),
        ("王秀花", {"eci": "UTF16BE"}, "]Q2"),
        ("女", {"eci": "UTF16BE"}, "]Q2"),
        ("王秀花", {}, "]Q1"),
        ("L0817", {}, "]Q1"),
    ],
)
def test_encodings_that_a_code_names_are_followed(
    text: str, options: dict[str, str], aim: str
) -> None:
    (code,) = decode.decode_with_zxing(frame_of((100, 100, code_picture(text, **options))))
    assert (code.text, code.aim) == (text, aim)


def test_a_code_128_has_its_own_identifier() -> None:
    symbol = zxingcpp.create_barcode("L0817-42", zxingcpp.Code128).to_image(scale=3)
    frame = frame_of((200, 200, np.asarray(symbol)))
    assert [code.aim for code in decode.decode_with_zxing(frame)] == ["]C0"]
    (code,) = decode.decode_with_zbar(frame)
    assert code.aim == "]C0"
    assert len(code.corners) == 4


def test_the_fullest_code_is_decoded_and_its_text_is_over_the_limit() -> None:
    (code,) = decode_image(code_picture("A" * 4296, scale=4, ec_level="L"))
    assert len(code.content) == 4296 > LIMIT
    assert code.text == ""


def test_a_hostile_code_has_bytes_and_no_text() -> None:
    hostile = b"\x1b]0;owned\x07\x1b[2J"
    (code,) = decode_photograph(frame_of((100, 100, code_picture(hostile))))
    assert (code.text, code.content) == ("", hostile)


def test_opencv_reads_codes_too_and_its_own_failures_are_no_ones_else() -> None:
    plain = frame_of((300, 100, code_picture("L081726112100042K", 8)))
    (code,) = decode.decode_with_opencv(plain)
    assert (code.text, code.decoder, len(code.corners)) == ("L081726112100042K", "opencv", 4)
    # naming an encoding makes this library raise (5.0.0), which is to say that it finds nothing
    named = frame_of((300, 100, code_picture("王秀花 370982", 5, eci="UTF8")))
    assert [code.text for code in decode.decode_with_opencv(named)] in ([], ["王秀花 370982"])


# --- picture files --------------------------------------------------------------------------------

MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I", "F")


@pytest.mark.parametrize("mode", MODES)
def test_pictures_of_every_kind_are_read(mode: str, tmp_path: Path) -> None:
    grey = Image.fromarray(frame_of((300, 100, code_picture("L0817"))))
    if mode in {"I;16", "I", "F"}:
        deep = np.asarray(grey).astype(np.uint16) * 257
        picture = Image.fromarray(deep)
        if mode != "I;16":
            picture = picture.convert("I").convert(mode)
    elif mode == "PA":
        picture = grey.convert("P").convert("PA")
    else:
        picture = grey.convert(mode)
    path = tmp_path / "picture.tif"
    picture.save(path)
    assert [code.text for code in decode_file(path)] == ["L0817"]


def test_black_on_clear_is_read_as_black_on_white(tmp_path: Path) -> None:
    ink = 255 - frame_of((300, 100, code_picture("L0817")))
    clear = np.zeros((*ink.shape, 4), np.uint8)
    clear[:, :, 3] = ink
    Image.fromarray(clear, "RGBA").save(tmp_path / "clear.png")
    assert [code.text for code in decode_file(tmp_path / "clear.png")] == ["L0817"]


def test_of_a_film_the_first_picture_is_read(tmp_path: Path) -> None:
    pictures = [
        Image.fromarray(frame_of((300, 100, code_picture(text)))) for text in ("1st", "2nd")
    ]
    pictures[0].save(tmp_path / "film.gif", save_all=True, append_images=pictures[1:])
    assert [code.text for code in decode_file(tmp_path / "film.gif")] == ["1st"]


@pytest.mark.parametrize("kept", [0.02, 0.5, 0.95])
def test_a_picture_that_ends_too_soon_says_so(kept: float, tmp_path: Path) -> None:
    Image.fromarray(scene("noise", 1).frame).save(tmp_path / "whole.jpg")
    whole = (tmp_path / "whole.jpg").read_bytes()
    (tmp_path / "part.jpg").write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(DeviceFault) as caught:
        decode_file(tmp_path / "part.jpg")
    assert caught.value.code == "code.bad_picture"


def test_a_folder_and_a_missing_file_say_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.png"):
        with pytest.raises(DeviceFault) as caught:
            decode_file(path)
        assert caught.value.code == "code.bad_picture"


def test_a_tiny_code_and_a_huge_one_are_found(tmp_path: Path) -> None:
    tiny = code_picture("L0817", 2)
    Image.fromarray(tiny).save(tmp_path / "tiny.png")
    assert [code.text for code in decode_file(tmp_path / "tiny.png")] == ["L0817"]
    huge = Image.fromarray(code_picture("L0817", 20)).resize((3000, 3000))
    huge.save(tmp_path / "huge.png")
    assert [code.text for code in decode_file(tmp_path / "huge.png")] == ["L0817"]
