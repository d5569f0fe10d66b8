"""Draw what the printer cannot: lines with rare characters, rules, QR codes."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw

from drivers.receipt_printer import fonts
from drivers.receipt_printer.layout import PrintedLine, cells, width
from drivers.receipt_printer.scripts import drawn_together, is_mark, leans_right, runs_right_to_left

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
    for together in drawn_together(line.text):
        room = width(together) * CELL
        if len(together) == 1:
            draw_character(strip, together, x, bold=line.bold)
        else:
            run = _draw_run(together, room, bold=line.bold)
            strip.paste(run, (x + (room - run.width if leans_right(line.text) else 0), 0))
        x += room
    if line.times > 1:
        scaled = (strip.width * line.times, strip.height * line.times)
        strip = strip.resize(scaled, Image.Resampling.LANCZOS)
    paper = Image.new("L", (dots, strip.height), WHITE)
    paper.paste(strip, (_indent(line, dots - strip.width), 0))
    return paper.point([0] * DARK + [WHITE] * (256 - DARK), "1")


def _indent(line: PrintedLine, spare: int) -> int:
    if line.centred:
        return spare // 2
    return spare if leans_right(line.text) else 0


def draw_character(strip: Image.Image, character: str, x: int, *, bold: bool = False) -> None:
    """Draw one character into its cells; one that no font has becomes its number in a frame."""
    pen = ImageDraw.Draw(strip)
    face = fonts.face_for(character, HEIGHT - 2)
    room = max(cells(character), 1) * CELL
    if face is None:
        _draw_number(pen, character, x, room)
        return
    left, _, right, _ = face.getbbox(character, anchor="ls")
    place = x + (room - (right - left)) / 2 - left
    pen.text((place, HEIGHT - 4), character, fill=0, font=face, anchor="ls")
    if bold:
        pen.text((place + 1, HEIGHT - 4), character, fill=0, font=face, anchor="ls")


def _draw_run(run: str, room: int, *, bold: bool) -> Image.Image:
    """Letters that are shaped together, no wider than `room`; HarfBuzz joins and turns them."""
    turned = runs_right_to_left(run[0])
    # Arabic letters go further up and down than Chinese, so they are set smaller.
    face = fonts.face_for_run(run, HEIGHT - (4 if turned else 2))
    if face is None:
        strip = Image.new("L", (max(room, 1), HEIGHT), WHITE)
        for number, character in enumerate(each for each in run if not is_mark(each)):
            draw_character(strip, character, number * CELL, bold=bold)
        return strip
    direction = "rtl" if turned else "ltr"
    left, _, right, _ = face.getbbox(run, anchor="ls", direction=direction)
    strip = Image.new("L", (max(1, round(right - left)) + bold, HEIGHT), WHITE)
    pen = ImageDraw.Draw(strip)
    for shift in range(1 + bold):
        place = (shift - left, HEIGHT - (7 if turned else 4))
        pen.text(place, run, fill=0, font=face, anchor="ls", direction=direction)
    return strip.resize((max(1, min(strip.width, room)), HEIGHT), Image.Resampling.LANCZOS)


def _draw_number(pen: ImageDraw.ImageDraw, character: str, x: int, room: int) -> None:
    """The code point in two rows, so that an official can tell which character is meant."""
    digits = f"{ord(character):04X}" if room == CELL else f"{ord(character):06X}"
    half = len(digits) // 2
    pen.rectangle((x, 0, x + room - 2, HEIGHT - 1), outline=0)
    face = fonts.load_font(fonts.find_font(), HEIGHT // 2 - (3 if room == CELL else 1))
    pen.text((x + room // 2, 1), digits[:half], fill=0, font=face, anchor="mt")
    pen.text((x + room // 2, HEIGHT // 2 + 1), digits[half:], fill=0, font=face, anchor="mt")


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
    """A QR code with its quiet zone, `module` dots a module, mode ``L``.

    Error correction M; L for what is too long for M (more than 2,331 bytes).
    """
    options = {} if payload.isascii() else {"eci": "UTF8"}  # else readers have to guess
    try:
        symbol = zxingcpp.create_barcode(payload, zxingcpp.QRCode, ec_level="M", **options)
    except ValueError:
        symbol = zxingcpp.create_barcode(payload, zxingcpp.QRCode, ec_level="L", **options)
    return Image.fromarray(np.asarray(symbol.to_image(scale=module)))
