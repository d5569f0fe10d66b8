"""QR codes a camera reads, signatures a person knows again."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from kiosk.cases.submission import Point
from ui.images import PictureProvider, qr_picture, signature_png


def pixels(picture: QImage) -> np.ndarray:
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()


@pytest.fixture
def provider(qapp: object) -> Iterator[PictureProvider]:  # noqa: ARG001 -- pictures need Qt
    return PictureProvider()


@pytest.mark.parametrize("side", [120, 240, 301, 600])
def test_a_code_of_any_size_is_read_back(side: int) -> None:
    picture = qr_picture("BM1:L08172611220001V", side)
    assert picture.width() <= max(side, 29)
    assert [found.text for found in zxingcpp.read_barcodes(pixels(picture))] == [
        "BM1:L08172611220001V"
    ]


def test_modules_have_sharp_edges() -> None:
    assert set(np.unique(pixels(qr_picture("x", 333)))) == {0, 255}


def test_the_provider_forgets_with_the_session(provider: PictureProvider) -> None:
    address = provider.add_qr("BM1:secret")
    name = address.removeprefix("image://kiosk/")
    size = QSize()
    assert provider.requestImage(name, size, QSize(300, 300)).width() > 200
    assert size.width() > 200
    provider.forget()
    assert provider.requestImage(name, QSize(), QSize(300, 300)).width() == 1


@pytest.fixture
def opened(provider: PictureProvider) -> list[str]:
    """Each photograph of a page that was opened; there are three pages."""
    opened: list[str] = []
    file = io.BytesIO()
    Image.new("L", (1500, 2000), 200).save(file, "JPEG")

    def content(_kind: str, name: str) -> bytes:
        opened.append(name)
        return file.getvalue() if name in {"1", "2", "3"} else b""

    provider.file = content
    return opened


def test_a_page_is_decoded_small_once_wherever_it_moves(
    provider: PictureProvider, opened: list[str]
) -> None:
    for order in ("1", "12", "123", "132", "312"):
        for version in order:
            picture = provider.requestImage(f"paper/{version}", QSize(), QSize(0, 125))
            assert picture.height() == 125
    assert opened == ["1", "2", "3"]
    provider.forget()
    provider.requestImage("paper/1", QSize(), QSize(0, 125))
    assert opened == ["1", "2", "3", "1"]


def test_a_page_that_is_not_there_is_nothing_and_may_come_yet(
    provider: PictureProvider, opened: list[str]
) -> None:
    for _ in range(2):
        assert provider.requestImage("paper/9", QSize(), QSize(0, 125)).width() == 1
    assert opened == ["9", "9"]


def test_a_large_page_is_not_kept(provider: PictureProvider, opened: list[str]) -> None:
    for _ in range(2):
        assert provider.requestImage("paper/1", QSize(), QSize(700, 1000)).height() > 900
    assert opened == ["1", "1"]


def test_a_signature_is_dark_ink_on_white_cut_to_the_ink() -> None:
    png = signature_png(((Point(500, 500, 0), Point(600, 520, 16)), (Point(610, 500, 40),)))
    assert png.startswith(b"\x89PNG")
    picture = QImage.fromData(png)
    assert 100 < picture.width() < 220
    grey = pixels(picture)
    assert grey[0, 0] == 255
    assert grey.min() < 60
    assert grey[24, 24 + 110] < 120, "the dot of the second stroke"


def test_a_long_signature_is_scaled_down() -> None:
    png = signature_png(((Point(0, 0, 0), Point(5000, 10, 16)),))
    assert QImage.fromData(png).width() == 1200
