"""Photographs as JPEG and papers as PDF: how large they may be, and what is not in them."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from kiosk.documents.copies import copies_pdf
from kiosk.documents.photographs import LEAST_PIXELS, is_dark, photograph


def taken(
    picture: Image.Image, *, most_pixels: int = 1600, most_bytes: int = 200 * 1024
) -> Image.Image:
    content = photograph(
        *picture.size, picture.tobytes(), most_pixels=most_pixels, most_bytes=most_bytes
    )
    assert 0 < len(content) <= most_bytes
    return Image.open(io.BytesIO(content))


def noise(width: int, height: int) -> Image.Image:
    """The hardest picture there is to make small."""
    return Image.effect_noise((width, height), 90).convert("RGB")


def jpeg(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 60)).save(file, "JPEG")
    return file.getvalue()


def test_a_photograph_keeps_its_shape_and_colours() -> None:
    picture = taken(Image.new("RGB", (1920, 1080), (200, 30, 20)))
    assert picture.size == (1600, 900)
    middle = picture.getpixel((800, 450))
    assert isinstance(middle, tuple)
    assert all(abs(a - b) < 6 for a, b in zip(middle, (200, 30, 20), strict=True))


def test_a_small_one_is_not_made_larger() -> None:
    assert taken(Image.new("RGB", (640, 480))).size == (640, 480)


@pytest.mark.parametrize(("wanted", "longest"), [(900, 900), (10, LEAST_PIXELS)])
def test_the_form_may_ask_for_fewer_pixels_but_not_for_none(wanted: int, longest: int) -> None:
    assert max(taken(Image.new("RGB", (1200, 800)), most_pixels=wanted).size) == longest


def test_what_is_hard_to_make_small_loses_fineness_then_size() -> None:
    assert max(taken(noise(640, 480)).size) == 640
    assert LEAST_PIXELS <= max(taken(noise(800, 600), most_bytes=60 * 1024).size) < 800


def test_what_cannot_be_made_small_enough_is_none() -> None:
    picture = noise(600, 600)
    assert photograph(*picture.size, picture.tobytes(), most_pixels=600, most_bytes=5000) == b""


def test_nothing_is_in_the_file_but_a_picture() -> None:
    picture = taken(Image.new("RGB", (640, 480)))
    assert not picture.getexif()
    assert not {"icc_profile", "exif", "comment", "xmp", "photoshop"} & set(picture.info)


@pytest.mark.parametrize(("shade", "dark"), [(0, True), (20, True), (60, False), (255, False)])
def test_darkness_is_known(shade: int, dark: bool) -> None:  # noqa: FBT001 -- the expectation
    picture = Image.new("RGB", (640, 480), (shade, shade, shade))
    assert is_dark(*picture.size, picture.tobytes()) is dark


def test_a_lamp_in_the_night_is_no_darkness_but_a_spark_is() -> None:
    picture = Image.new("RGB", (640, 480))
    picture.paste((255, 255, 255), (0, 0, 8, 8))
    assert is_dark(*picture.size, picture.tobytes())
    picture.paste((255, 255, 255), (0, 0, 80, 80))
    assert not is_dark(*picture.size, picture.tobytes())


def test_papers_are_pages_upright_or_across_with_their_pictures_as_they_are() -> None:
    pages = [jpeg(600, 800), jpeg(800, 600)]
    content = copies_pdf(pages)
    shapes = [page.mediabox for page in PdfReader(io.BytesIO(content)).pages]
    assert [shape.height > shape.width for shape in shapes] == [True, False]
    assert all(page in content for page in pages)
    assert len(content) < sum(map(len, pages)) + 4000


def test_the_same_papers_always_give_the_same_file() -> None:
    pages = [jpeg(600, 800)] * 3
    assert copies_pdf(pages) == copies_pdf(pages)
