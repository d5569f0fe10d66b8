"""Turn a slip into the bytes a thermal printer prints it from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image

from drivers.api import ChineseFont, Cutter
from drivers.receipt_printer import commands, drawing
from drivers.receipt_printer.layout import (
    Printed,
    PrintedLine,
    PrintedQr,
    PrintedRule,
    PrintedSpace,
    lay_out,
)
from kiosk.documents.slip import Slip

LINE_DOTS = 34
SMALL_LINE_DOTS = 28
QR_DOTS = 250
"""Aimed-at side of a QR code with its quiet zone: 31 mm, read by a phone at arm's length."""
MODULE_DOTS = range(3, 9)
QR_MARGIN = 12
NATIVE_QR_BYTES = 1000
"""Longer payloads go as pictures: small printers store no more, and the length stays harmless."""
TWO_BYTES = 2
GB2312_FIRST, GB2312_LAST = 0xA1, 0xF7
"""Both bytes of a GB 2312 character are at least the first, its lead byte at most the last."""
BAND_ROWS = 256
"""A picture higher than this is sent in pieces, for printers with little memory."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A roll.

    Args:
        millimetres: its width.
        dots: printable dots across at 203 dpi.
    """

    millimetres: int
    dots: int

    @property
    def columns(self) -> int:
        """Narrow characters across."""
        return self.dots // drawing.CELL


PAPERS = {58: Paper(58, 384), 80: Paper(80, 576)}


@dataclass(frozen=True, slots=True)
class Setting:
    """How a job is set for one unit.

    Args:
        paper: how wide.
        native_qr: let the printer draw QR codes; else they go as pictures.
        chinese: Chinese letters it has; lines with others go as pictures.
        cutter: what cuts the slip off.
    """

    paper: Paper
    native_qr: bool = False
    chinese: ChineseFont = ChineseFont.GB18030
    cutter: Cutter = Cutter.PARTIAL


def encode_slip(slip: Slip, setting: Setting) -> tuple[bytes, ...]:
    """The whole job, from `ESC @` to the cut, in pieces that are complete commands."""
    printed = lay_out(slip, setting.paper.columns)
    return _job(setting, (_encode(block, setting) for block in printed))


def encode_picture(picture: Image.Image, setting: Setting) -> tuple[bytes, ...]:
    """A picture in mode ``1``, no wider than the paper, as a whole job."""
    bands = (
        picture.crop((0, top, picture.width, min(top + BAND_ROWS, picture.height)))
        for top in range(0, picture.height, BAND_ROWS)
    )
    return _job(setting, map(commands.raster, bands))


def end_of_another(longest: int, setting: Setting) -> bytes:
    """What ends a job that broke off: fill up its last command, and cut off what is printed.

    A printer that still waits for the rest of a picture would take the next slip for it. It
    ignores the zeros that are too many.

    Args:
        longest: bytes that command may lack.
        setting: how the job was set.
    """
    return bytes(longest) + commands.LINE_FEED + commands.cut(setting.cutter)


def _job(setting: Setting, blocks: Iterable[bytes]) -> tuple[bytes, ...]:
    return (commands.INITIALISE, *blocks, commands.cut(setting.cutter))


def _encode(printed: Printed, setting: Setting) -> bytes:
    match printed:
        case PrintedLine():
            return _encode_line(printed, setting)
        case PrintedSpace(lines):
            return commands.feed_dots(round(lines * LINE_DOTS))
        case PrintedRule():
            gap = commands.feed_dots(QR_MARGIN)
            return gap + commands.raster(drawing.draw_rule(setting.paper.dots)) + gap
        case PrintedQr(payload):
            return _encode_qr(payload, setting)


def _encode_line(line: PrintedLine, setting: Setting) -> bytes:
    distance = SMALL_LINE_DOTS if line.small else LINE_DOTS
    if not all(in_printer_font(character, setting.chinese) for character in line.text):
        gap = distance - drawing.HEIGHT
        picture = drawing.draw_line(line, setting.paper.dots)
        return commands.raster(picture) + commands.feed_dots(gap)
    return (
        commands.line_spacing(distance * line.times)
        + commands.align(line.centred)
        + commands.bold(line.bold)
        + commands.size(line.times)
        + commands.chinese_text(line.text)
        + commands.LINE_FEED
    )


def in_printer_font(character: str, chinese: ChineseFont = ChineseFont.GB18030) -> bool:
    """Whether the printer has it: ASCII, and of its Chinese letters none of private use."""
    if character.isascii():
        return True
    code = character.encode("gb18030")
    if chinese is ChineseFont.NONE or "\ue000" <= character <= "\uf8ff" or len(code) > TWO_BYTES:
        return False
    return chinese is ChineseFont.GB18030 or (code[0] <= GB2312_LAST and min(code) >= GB2312_FIRST)


def _encode_qr(payload: str, setting: Setting) -> bytes:
    modules, dots = drawing.qr_modules(payload), setting.paper.dots
    fitting = [module for module in MODULE_DOTS if module * modules <= min(QR_DOTS, dots)]
    module = max(fitting, default=max(1, min(MODULE_DOTS.start, dots // modules)))
    gap = commands.feed_dots(QR_MARGIN)
    # Control characters inside the payload could be taken for real-time commands.
    if setting.native_qr and payload.isprintable() and len(payload.encode()) <= NATIVE_QR_BYTES:
        centre, quiet = commands.align(True), commands.feed_dots(drawing.QUIET_MODULES * module)
        return quiet + centre + commands.native_qr(payload.encode(), module) + quiet
    return gap + commands.raster(drawing.draw_qr(payload, module, dots)) + gap
