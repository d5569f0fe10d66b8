"""`kiosk devices scan` on picture files."""

import json
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from kiosk.cli.main import main

TEXT = "汶南镇 BM1:L0817"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    code = zxingcpp.create_barcode(TEXT.encode(), zxingcpp.BarcodeFormat.QRCode)
    path = tmp_path / "code.png"
    Image.fromarray(code.to_image(scale=6)).save(path)
    return path


def scan(capsys: pytest.CaptureFixture[str], *images: Path) -> tuple[int, list[dict[str, Any]]]:
    ended = main(["devices", "scan", *map(str, images), "--json"])
    return ended, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_code_is_told_with_its_bytes(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, (line,) = scan(capsys, picture)
    assert ended == 0
    assert line["file"] == str(picture)
    (code,) = line["codes"]
    assert code["text"] == TEXT
    assert bytes.fromhex(code["bytes_hex"]) == TEXT.encode()
    assert (code["symbology"], code["decoder"]) == ("QRCode", "zxing-cpp")
    assert code["ms"] >= 0


def test_a_picture_that_cannot_be_read_stops_no_other(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.read_bytes()[:100])
    blank = tmp_path / "blank.png"
    Image.new("L", (200, 200), 255).save(blank)
    ended, lines = scan(capsys, broken, tmp_path / "absent.png", blank, picture)
    assert ended == 1
    assert [line.get("error") for line in lines] == ["code.bad_picture"] * 2 + [None, None]
    assert [len(line["codes"]) for line in lines] == [0, 0, 0, 1]


def test_in_words_a_strangers_text_stays_harmless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = zxingcpp.create_barcode(b"\x1b]0;owned\x07", zxingcpp.BarcodeFormat.QRCode)
    path = tmp_path / "hostile.png"
    Image.fromarray(hostile.to_image(scale=6)).save(path)
    assert main(["devices", "scan", str(path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{path}: QRCode ")
    assert "\x1b" not in said
