"""Draw what the printer cannot: lines with rare characters, rules, QR codes."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw

from drivers.receipt_printer import fonts
from drivers.receipt_printer.layout import PrintedLine, cells, width

CELL = 12
"""Dots a narrow character is wide; a Chinese one is a square of two cells."""
HEIGHT = 24
QUIET_MODULES = 4
"""White border a QR code needs on each side (ISO/IEC 18004)."""
RULE_DOTS = 2
DARK = 152
"""A dot is black where a smooth letter is darker than this."""
WHITE = 255


def draw_line(line: PrintedLine, dots: int) -> Image.Image:
    """A line as the printer would set it, cell by cell, `dots` wide, mode ``1``."""
    text_dots = width(line.text) * CELL
    strip = Image.new("L", (max(text_dots, 1), HEIGHT), WHITE)
    x = 0
    for character in line.text:
        draw_character(strip, character, x, bold=line.bold)
        x += cells(character) * CELL
    if line.times > 1:
        scaled = (strip.width * line.times, strip.height * line.times)
        strip = strip.resize(scaled, Image.Resampling.LANCZOS)
    paper = Image.new("L", (dots, strip.height), WHITE)
    paper.paste(strip, ((dots - strip.width) // 2 if line.centred else 0, 0))
    return paper.point([0] * DARK + [WHITE] * (256 - DARK), "1")


def draw_character(strip: Image.Image, character: str, x: int, *, bold: bool = False) -> None:
    """Draw one character into its cells; one that no font has becomes its number in a frame."""
    pen = ImageDraw.Draw(strip)
    face = fonts.face_for(character, HEIGHT - 2)
    room = max(cells(character), 1) * CELL
    if face is None:
        _draw_number(pen, ord(character), x)
        return
    left, _, right, _ = face.getbbox(character, anchor="ls")
    place = x + (room - (right - left)) / 2 - left
    pen.text((place, HEIGHT - 4), character, fill=0, font=face, anchor="ls")
    if bold:
        pen.text((place + 1, HEIGHT - 4), character, fill=0, font=face, anchor="ls")


def _draw_number(pen: ImageDraw.ImageDraw, number: int, x: int) -> None:
    """The code point in two rows, so that an official can tell which character is meant."""
    digits = f"{number:06X}"
    face = fonts.load_font(fonts.find_font(), HEIGHT // 2 - 1)
    pen.rectangle((x + 1, 0, x + 2 * CELL - 2, HEIGHT - 1), outline=0)
    pen.text((x + CELL, 1), digits[:3], fill=0, font=face, anchor="mt")
    pen.text((x + CELL, HEIGHT // 2 + 1), digits[3:], fill=0, font=face, anchor="mt")


def draw_rule(dots: int) -> Image.Image:
    """A line across the paper."""
    return Image.new("1", (dots, RULE_DOTS), 0)


def draw_qr(payload: str, module: int, dots: int) -> Image.Image:
    """A QR code with its quiet zone in the middle of the paper."""
    code = qr_picture(payload, module).convert("1")
    paper = Image.new("1", (dots, code.height), WHITE)
    paper.paste(code, ((dots - code.width) // 2, 0))
    return paper


def qr_modules(payload: str) -> int:
    """Modules along one side, quiet zone included."""
    return qr_picture(payload, 1).width


def qr_picture(payload: str, module: int) -> Image.Image:
    """A QR code with its quiet zone, `module` dots a module, mode ``L``."""
    options = {} if payload.isascii() else {"eci": "UTF8"}  # else readers have to guess
    symbol = zxingcpp.create_barcode(payload, zxingcpp.QRCode, ec_level="M", **options)
    return Image.fromarray(np.asarray(symbol.to_image(scale=module)))
