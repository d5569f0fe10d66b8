"""A page full of small print is still read once it was made as small as a page may have to be."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from kiosk.documents.photographs import photograph
from kiosk.journey import papers
from kiosk.journey.photographing import LEAST_PAGE_PIXELS, LEAST_PIXELS

ALIKE = "已己巳末未土士日曰田由甲申人入大太犬王玉千干午牛鸟乌晴睛清请戊戌戍侯候折拆贫贪"
"""Characters that are taken for each other first."""
FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
LONGER, SHORTER = 2000, 1414
"""A4 as the document camera's pages are kept, 171 dpi."""
SIDE = 21
"""Pixels of a character of 9 pt there."""
GRAIN = 4
READ = 60
"""So many of the page's characters are read."""


@pytest.fixture(scope="module")
def font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, SIDE, index=2)


@pytest.fixture(scope="module")
def sheet(font: ImageFont.FreeTypeFont) -> tuple[Image.Image, list[tuple[int, int, str]]]:
    """A page without any white but between its lines, and where each character stands."""
    chance = np.random.default_rng(5)
    picture = Image.new("L", (SHORTER, LONGER), 255)
    pen = ImageDraw.Draw(picture)
    written = [
        (x, y, str(chance.choice(list(ALIKE))))
        for y in range(60, LONGER - 90, round(1.6 * SIDE))
        for x in range(60, SHORTER - 80, SIDE)
    ]
    for x, y, character in written:
        pen.text((x, y), character, font=font, fill=30)
    grain = chance.normal(0, GRAIN, (LONGER, SHORTER))
    seen = np.clip(np.asarray(picture, float) + grain, 0, 255).astype(np.uint8)
    return Image.fromarray(seen), written


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two pictures, 1 for the same."""
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum() + 1e-9))


def share_read(
    page: Image.Image, written: list[tuple[int, int, str]], font: ImageFont.FreeTypeFont
) -> float:
    """Part of the characters that look more like themselves than like any other."""
    shades = np.asarray(page.resize((SHORTER, LONGER), Image.Resampling.LANCZOS), float)
    forms = {}
    for character in ALIKE:
        form = Image.new("L", (SIDE, round(1.4 * SIDE)), 255)
        ImageDraw.Draw(form).text((0, 0), character, font=font, fill=30)
        forms[character] = np.asarray(form, float)
    picked = written[:: len(written) // READ]
    right = 0
    for x, y, character in picked:
        place = shades[y : y + round(1.4 * SIDE), x : x + SIDE]
        right += max(forms, key=lambda each: likeness(place, forms[each])) == character
    return right / len(picked)


@pytest.mark.parametrize("most_bytes", [128_000, papers.MOST_BYTES])
def test_small_print_on_a_full_page_is_read(
    sheet: tuple[Image.Image, list[tuple[int, int, str]]],
    font: ImageFont.FreeTypeFont,
    most_bytes: int,
) -> None:
    page, written = sheet
    pixels = page.convert("RGB").tobytes()
    content = photograph(*page.size, pixels, most_pixels=LONGER, most_bytes=most_bytes, grey=True)
    assert len(content) <= most_bytes <= papers.MOST_BYTES
    assert share_read(Image.open(io.BytesIO(content)), written, font) >= 0.95


def test_a_page_is_rather_refused_than_made_too_small_to_be_read(
    sheet: tuple[Image.Image, list[tuple[int, int, str]]], font: ImageFont.FreeTypeFont
) -> None:
    page, written = sheet
    pixels = page.convert("RGB").tobytes()

    def made(least_pixels: int) -> bytes:
        return photograph(
            *page.size,
            pixels,
            most_pixels=LONGER,
            most_bytes=papers.ENOUGH,
            least_pixels=least_pixels,
            grey=True,
        )

    assert made(LEAST_PAGE_PIXELS) == b""
    assert share_read(Image.open(io.BytesIO(made(LEAST_PIXELS))), written, font) < 0.9


def test_even_noise_is_never_larger_than_a_page_may_be() -> None:
    noise = Image.effect_noise((2400, 3200), 90).convert("RGB")
    content = photograph(
        *noise.size, noise.tobytes(), most_pixels=LONGER, most_bytes=papers.MOST_BYTES
    )
    assert 0 < len(content) <= papers.MOST_BYTES
