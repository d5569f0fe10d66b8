"""Papers that people bring, drawn: flat, as a perfect scanner would show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from kiosk.documents.fonts import REGULAR, find_font, font_folders

Colours = npt.NDArray[np.uint8]
"""Rows, columns, and red, green, blue."""

A4_DOTS = (1240, 1754)
"""A4 upright at 150 dpi."""
CARD_DOTS = (1012, 638)
"""ISO/IEC 7810 ID-1, 85.60 × 53.98 mm, at 300 dpi."""
INK = (45, 45, 50)
WHITE = (250, 250, 248)
VERMILION = (205, 40, 35)
SENTENCES = (
    "兹证明该户现有耕地三亩六分，东至大路，西至水渠，南至张家地界，北至村道。",
    "上述情况属实，经村民委员会核实并公示七日，无异议。特此证明。",
    "申请人承诺所填内容真实，愿承担由此产生的责任，并同意留存复印件。",
    "根据有关规定，自次月起按月发放高龄津贴，直接打入本人存折。",
    "Certificate No. 370982-2026-00417 issued by the township office.",
)
LEAVES = {"letter": "证  明", "form": "申 请 登 记 表", "certificate": "土地承包经营权证"}


def paper(kind: str, seed: int = 0) -> Colours:
    """A paper of a kind (a key of `KINDS`), another for each seed."""
    return np.asarray(KINDS[kind](np.random.default_rng([*kind.encode(), seed])))


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(find_font(REGULAR, font_folders())), size)


def _title(draw: ImageDraw.ImageDraw, text: str) -> None:
    draw.text((A4_DOTS[0] / 2, 150), text, INK, _font(56), anchor="mm")


def _lines(
    draw: ImageDraw.ImageDraw, dice: np.random.Generator, box: tuple[int, int, int, int], size: int
) -> None:
    """Fill a box with lines of text, `size` dots high."""
    font, (left, top, right, bottom) = _font(size), box
    text = "".join(str(dice.choice(SENTENCES)) for _ in range(60))
    for y in range(top, bottom - size, round(size * 1.7)):
        fits = len(text)
        while font.getlength(text[:fits]) > right - left:
            fits -= max(1, int((font.getlength(text[:fits]) - right + left) / size))
        draw.text((left, y), text[:fits], INK, font)
        text = text[fits:]


def _seal(draw: ImageDraw.ImageDraw, middle: tuple[int, int], radius: int) -> None:
    x, y = middle
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=VERMILION, width=7)
    draw.regular_polygon((x, y, radius // 3), 5, fill=VERMILION)
    draw.text((x, y + radius * 0.6), "村民委员会", VERMILION, _font(26), anchor="mm")


def _portrait(picture: Image.Image, dice: np.random.Generator, at: tuple[int, int]) -> None:
    """A photograph stuck on: a face on blue."""
    face = Image.new("RGB", (210, 290), (70, 120, 190))
    draw = ImageDraw.Draw(face)
    skin = tuple(int(part) for part in np.array((205, 165, 135)) + dice.integers(-25, 20))
    draw.ellipse((50, 50, 160, 190), skin)
    draw.rectangle((20, 205, 190, 290), (60, 60, 75))
    picture.paste(face, at)


def _letter(dice: np.random.Generator) -> Image.Image:
    """A letter with a red seal."""
    picture = Image.new("RGB", A4_DOTS, WHITE)
    draw = ImageDraw.Draw(picture)
    _title(draw, LEAVES["letter"])
    _lines(draw, dice, (150, 260, 1090, int(dice.integers(700, 1350))), 32)
    _seal(draw, (880, 1500), 120)
    return picture


def _printout(dice: np.random.Generator) -> Image.Image:
    """Close print without any colour."""
    picture = Image.new("RGB", A4_DOTS, WHITE)
    _lines(ImageDraw.Draw(picture), dice, (110, 110, 1130, 1650), 24)
    return picture


def _form(dice: np.random.Generator) -> Image.Image:
    """A form that is one large table: its frame is not the edge of the paper."""
    picture = Image.new("RGB", A4_DOTS, WHITE)
    draw = ImageDraw.Draw(picture)
    _title(draw, LEAVES["form"])
    for row in range(12):
        y = 230 + 110 * row
        draw.rectangle((110, y, 1130, y + 110), outline=INK, width=3)
        draw.line((380, y, 380, y + 110), INK, 3)
        _lines(draw, dice, (130, y + 30, 360, y + 75), 28)
        _lines(draw, dice, (400, y + 30, 1110, y + 75), 28)
    _portrait(picture, dice, (905, 240))
    return picture


def _certificate(dice: np.random.Generator) -> Image.Image:
    """A certificate within a broad green frame, with photograph, seal and code."""
    picture = Image.new("RGB", A4_DOTS, (240, 236, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((70, 70, 1170, 1684), outline=(70, 130, 90), width=22)
    _title(draw, LEAVES["certificate"])
    _portrait(picture, dice, (820, 280))
    _lines(draw, dice, (170, 640, 1070, 1150), 34)
    _seal(draw, (860, 1380), 130)
    code = zxingcpp.create_barcode("L0817202611220417K", zxingcpp.BarcodeFormat.QRCode)
    modules = np.asarray(code.to_image(scale=9, add_quiet_zones=True))
    picture.paste(Image.fromarray(modules).convert("RGB"), (190, 1250))
    return picture


def _card(dice: np.random.Generator) -> Image.Image:
    """A card with wavy lines over all of it, a photograph and a few words."""
    picture = Image.new("RGB", CARD_DOTS, (214, 226, 232))
    draw = ImageDraw.Draw(picture)
    x = np.arange(0, CARD_DOTS[0], 8)
    for line in range(-20, 50):
        y = 16 * line + 30 * np.sin(x / 90 + line / 3)
        draw.line(list(zip(x.tolist(), y.tolist(), strict=True)), (186, 206, 216), 2)
    _portrait(picture, dice, (730, 130))
    for row, text in enumerate(("姓名  王秀花", "性别  女   民族  汉", "住址  汶南镇第三村")):
        draw.text((70, 90 + 90 * row), text, INK, _font(44))
    draw.text((70, 540), "370982194811220022", INK, _font(52))
    return picture


def _blank(dice: np.random.Generator) -> Image.Image:  # noqa: ARG001 — one signature for all
    """The back of a leaf."""
    return Image.new("RGB", A4_DOTS, WHITE)


KINDS: Mapping[str, Callable[[np.random.Generator], Image.Image]] = {
    "letter": _letter,
    "printout": _printout,
    "form": _form,
    "certificate": _certificate,
    "card": _card,
    "blank": _blank,
}
