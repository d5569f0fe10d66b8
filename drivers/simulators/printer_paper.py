"""What a simulated printer has put on paper, and a picture of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import zxingcpp
from PIL import Image, ImageChops, ImageDraw

from drivers.receipt_printer.drawing import CELL, HEIGHT, QUIET_MODULES, draw_character, qr_picture
from drivers.receipt_printer.layout import cells

PAPER_COLOUR = (252, 251, 246)
INK_COLOUR = (42, 42, 48)
DESK_COLOUR = (226, 228, 231)
MARGIN = 28
DESK = 24
TOOTH = 8


@dataclass(frozen=True, slots=True)
class Style:
    """How a letter was set."""

    times_wide: int = 1
    times_high: int = 1
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Letters:
    """One line of letters.

    Args:
        letters: each with its style.
        advance: dots the paper moved on after it.
        alignment: 0 left, 1 centre, 2 right.
    """

    letters: tuple[tuple[str, Style], ...]
    advance: int
    alignment: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A raster picture, mode ``1``, black dots are 0."""

    image: Image.Image
    alignment: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code the printer drew itself."""

    payload: bytes
    module: int
    alignment: int


@dataclass(frozen=True, slots=True)
class Feed:
    """White paper, in dots."""

    dots: int


Mark = Letters | Picture | Symbol | Feed


@dataclass(frozen=True)
class PrintedReceipt:
    """One piece of paper.

    Args:
        raw: the bytes it was printed from.
        cut: whether it was cut off; False for what still hangs in the printer.
        dots: printable dots across.
        marks: what stands on it, from top to bottom.
    """

    raw: bytes
    cut: bool
    dots: int
    marks: tuple[Mark, ...] = field(repr=False)

    @cached_property
    def text(self) -> str:
        """The lines of letters; pictures leave no text."""
        lines = [
            "".join(letter for letter, _ in mark.letters).rstrip()
            for mark in self.marks
            if isinstance(mark, Letters)
        ]
        return "\n".join(lines)

    @cached_property
    def qr(self) -> list[str]:
        """What the QR codes say, those the printer drew and those that came as pictures."""
        payloads = []
        for mark in self.marks:
            if isinstance(mark, Symbol):
                payloads.append(mark.payload.decode("utf-8", "replace"))
            elif isinstance(mark, Picture):
                found = zxingcpp.read_barcodes(
                    mark.image.convert("L"), formats=zxingcpp.BarcodeFormats([zxingcpp.QRCode])
                )
                payloads += [barcode.text for barcode in found]
        return payloads

    @property
    def pictures(self) -> list[Image.Image]:
        """The raster pictures, in mode ``1``."""
        return [mark.image for mark in self.marks if isinstance(mark, Picture)]

    @cached_property
    def image(self) -> Image.Image:
        """The paper as it would lie on a desk, RGB."""
        strips = [(_draw(mark, self.dots), mark) for mark in self.marks]
        height = sum(strip.height for strip, _ in strips)
        ink = Image.new("L", (self.dots, max(height, 1)), 255)
        y = 0
        for strip, _ in strips:
            ink.paste(strip, (0, y))
            y += strip.height
        return _on_desk(ink)


def _draw(mark: Mark, dots: int) -> Image.Image:
    match mark:
        case Letters():
            return _draw_letters(mark, dots)
        case Picture(image, alignment):
            return _place(image.convert("L"), dots, image.height, alignment)
        case Symbol():
            code = qr_picture(mark.payload.decode("utf-8", "replace"), mark.module)
            # A printer draws no white border; the paper around the code has to be it.
            quiet = QUIET_MODULES * mark.module
            code = code.crop((quiet, quiet, code.width - quiet, code.height - quiet))
            return _place(code, dots, code.height, mark.alignment)
        case Feed(feed):
            return Image.new("L", (dots, feed), 255)


def _draw_letters(mark: Letters, dots: int) -> Image.Image:
    wide = sum(cells(letter) * CELL * style.times_wide for letter, style in mark.letters)
    high = max((HEIGHT * style.times_high for _, style in mark.letters), default=0)
    strip = Image.new("L", (max(wide, 1), max(high, 1)), 255)
    x = 0
    for letter, style in mark.letters:
        cell = Image.new("L", (max(cells(letter), 1) * CELL, HEIGHT), 255)
        draw_character(cell, letter, 0, bold=style.bold)
        size = (cell.width * style.times_wide, cell.height * style.times_high)
        cell = cell.resize(size, Image.Resampling.BICUBIC)
        strip.paste(cell, (x, high - cell.height))
        x += cell.width
    return _place(strip, dots, max(mark.advance, high), mark.alignment)


def _place(strip: Image.Image, dots: int, height: int, alignment: int) -> Image.Image:
    paper = Image.new("L", (dots, height), 255)
    paper.paste(strip, ((dots - strip.width) * alignment // 2, 0))
    return paper


def _on_desk(ink: Image.Image) -> Image.Image:
    """Thermal grey on off-white, torn at both ends, with a soft shadow."""
    width, height = ink.width + 2 * MARGIN, ink.height + 2 * MARGIN
    outline = Image.new("L", (width, height), 0)
    points = [(x, TOOTH * (x // TOOTH % 2)) for x in range(0, width + TOOTH, TOOTH)]
    lower = [(x, height - 1 - y) for x, y in reversed(points)]
    ImageDraw.Draw(outline).polygon(points + lower, fill=255)
    paper = Image.new("RGB", (width, height), PAPER_COLOUR)
    black = Image.new("RGB", ink.size, INK_COLOUR)
    paper.paste(black, (MARGIN, MARGIN), ImageChops.invert(ink))
    desk = Image.new("RGB", (width + 2 * DESK, height + 2 * DESK), DESK_COLOUR)
    for spread, shade in ((5, 216), (3, 204), (1, 190)):
        shadow = Image.new("RGB", paper.size, (shade, shade, shade + 3))
        desk.paste(shadow, (DESK + spread, DESK + spread), outline)
    desk.paste(paper, (DESK, DESK), outline)
    return desk
