"""Turn a slip into the bytes a thermal printer prints it from."""

from __future__ import annotations

from dataclasses import dataclass

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


def encode_slip(slip: Slip, paper: Paper, *, native_qr: bool) -> bytes:
    """The whole job, from `ESC @` to the cut.

    Args:
        slip: what to print.
        paper: how wide.
        native_qr: let the printer draw QR codes; else they go as pictures.
    """
    printed = lay_out(slip, paper.columns)
    blocks = (_encode(block, paper, native_qr=native_qr) for block in printed)
    return commands.INITIALISE + b"".join(blocks) + commands.feed_and_cut()


def _encode(printed: Printed, paper: Paper, *, native_qr: bool) -> bytes:
    match printed:
        case PrintedLine():
            return _encode_line(printed, paper)
        case PrintedSpace(lines):
            return commands.feed_dots(round(lines * LINE_DOTS))
        case PrintedRule():
            gap = commands.feed_dots(QR_MARGIN)
            return gap + commands.raster(drawing.draw_rule(paper.dots)) + gap
        case PrintedQr(payload):
            return _encode_qr(payload, paper, native_qr=native_qr)


def _encode_line(line: PrintedLine, paper: Paper) -> bytes:
    distance = SMALL_LINE_DOTS if line.small else LINE_DOTS
    if not all(map(in_printer_font, line.text)):
        gap = distance - drawing.HEIGHT
        return commands.raster(drawing.draw_line(line, paper.dots)) + commands.feed_dots(gap)
    return (
        commands.line_spacing(distance * line.times)
        + commands.align(line.centred)
        + commands.bold(line.bold)
        + commands.size(line.times)
        + commands.chinese_text(line.text)
        + commands.LINE_FEED
    )


def in_printer_font(character: str) -> bool:
    """Whether the printer has it: ASCII and GB18030's two-byte half without private use."""
    if "\ue000" <= character <= "\uf8ff":
        return False
    return len(character.encode("gb18030")) <= 2  # noqa: PLR2004 — the two-byte half


def _encode_qr(payload: str, paper: Paper, *, native_qr: bool) -> bytes:
    modules = drawing.qr_modules(payload)
    fitting = [dots for dots in MODULE_DOTS if dots * modules <= min(QR_DOTS, paper.dots)]
    module = max(fitting, default=max(1, min(MODULE_DOTS.start, paper.dots // modules)))
    gap = commands.feed_dots(QR_MARGIN)
    # Control characters inside the payload could be taken for real-time commands.
    if native_qr and payload.isprintable():
        centre, quiet = commands.align(True), commands.feed_dots(drawing.QUIET_MODULES * module)
        return quiet + centre + commands.native_qr(payload.encode(), module) + quiet
    return gap + commands.raster(drawing.draw_qr(payload, module, paper.dots)) + gap
