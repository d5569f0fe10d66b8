"""Break a slip into printed lines: pure arithmetic over cells, no bytes and no pixels.

A cell is the width of one ASCII letter; a Chinese character takes two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from drivers.receipt_printer.scripts import is_mark
from kiosk.documents.slip import Align, Field, Qr, Rule, Size, Slip, Space, Text

CLOSING = "，。、；：！？）》〉」』】〕”’％…—,.;:!?)]}%"
OPENING = "（《〈「『【〔“‘([{"
LABEL_SHARE = 0.45
"""A label takes at most this part of the line; a longer one has its value below."""
GAP = 2
BASIC_PLANE = 0xFFFF
SPLIT = re.compile(r"[\x21-\x7e]+| +|[\u00c0-\u1fff\ufb1d-\ufdff\ufe70-\ufefc]+|.", re.DOTALL)
"""Words: of ASCII, of every other alphabet; of Chinese each character."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of letters.

    Args:
        text: without control characters, narrow enough for the paper at this size.
        times: letters this many times as wide and high (1 or 2).
        small: closer to the next line.
        centred: in the middle of the paper.
        bold: emphasised.
    """

    text: str
    times: int = 1
    small: bool = False
    centred: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PrintedRule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class PrintedSpace:
    """White paper, in lines of normal text."""

    lines: float


@dataclass(frozen=True, slots=True)
class PrintedQr:
    """A QR code in the middle of the paper."""

    payload: str


Printed = PrintedLine | PrintedRule | PrintedSpace | PrintedQr


def lay_out(slip: Slip, columns: int) -> tuple[Printed, ...]:
    """Everything on the slip from top to bottom, for a paper `columns` cells wide."""
    printed: list[Printed] = []
    for is_field, blocks in groupby(slip.blocks, lambda block: isinstance(block, Field)):
        if is_field:
            printed += _fields([block for block in blocks if isinstance(block, Field)], columns)
            continue
        for block in blocks:
            match block:
                case Text():
                    printed += _paragraph(block, columns)
                case Rule():
                    printed.append(PrintedRule())
                case Space(lines):
                    printed.append(PrintedSpace(lines))
                case Qr(payload, caption):
                    printed.append(PrintedQr(payload))
                    under = Text(caption, Size.SMALL, Align.CENTRE)
                    printed += _paragraph(under, columns) if caption else []
                case Field():  # pragma: no cover — grouped above
                    continue
    return tuple(printed)


def cells(character: str) -> int:
    """Width of one character: ASCII one, what the printer's Chinese font holds two."""
    if character.isascii():
        return 1
    if len(character.encode("gb18030")) == 2:  # noqa: PLR2004 — the two-byte half of the charset
        return 2
    if is_mark(character):
        return 0
    wide = unicodedata.east_asian_width(character) in "WF" or ord(character) > BASIC_PLANE
    return 2 if wide or unicodedata.category(character) == "Co" else 1


def width(text: str) -> int:
    """Width of a text in cells."""
    return sum(map(cells, text))


def clean(text: str) -> str:
    """Composed characters, no control or direction characters, lone surrogates shown as ``?``.

    What reaches the printer as a control character is a command; a name or an answer must never
    be one. Line ends stay.
    """
    composed = unicodedata.normalize("NFC", text).expandtabs(4)
    kept = []
    for character in composed.replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(character)
        if category == "Cs":
            kept.append("?")
        elif category in {"Zl", "Zp"}:
            kept.append("\n")
        elif character == "\n" or category not in {"Cc", "Cf"}:
            kept.append(character)
    return "".join(kept)


def wrap(text: str, limit: int) -> list[str]:
    """Break a text into lines of at most `limit` cells.

    Chinese breaks anywhere, but no line begins with closing punctuation or ends with an opening
    bracket; Latin words and numbers stay whole when they fit on a line of their own.
    """
    lines = []
    for paragraph in clean(text).split("\n"):
        line = ""
        for unit in _units(paragraph, limit):
            if width(line) + width(unit.rstrip()) > limit and line:
                lines.append(line.rstrip())
                line = ""
            line += unit.lstrip() if not line and lines else unit
        lines.append(line.rstrip())
    return lines


def _units(paragraph: str, limit: int) -> Iterator[str]:
    """What may not be torn apart, each no wider than `limit`."""
    unit = ""
    for piece in _pieces(paragraph, limit):
        glued = unit and (piece[0] in CLOSING or unit[-1] in OPENING)
        if glued and width(unit + piece) <= limit:
            unit += piece
            continue
        if unit:
            yield unit
        unit = piece
    if unit:
        yield unit


def _pieces(paragraph: str, limit: int) -> Iterator[str]:
    for piece in SPLIT.findall(paragraph):
        if width(piece) <= limit:
            yield piece
        else:
            yield from _torn(piece, limit)


def _torn(word: str, limit: int) -> Iterator[str]:
    """A word wider than the paper, in pieces; a mark stays with its letter."""
    piece = ""
    for character in word:
        if piece and width(piece) + cells(character) > limit:
            yield piece
            piece = ""
        piece += character
    yield piece


def _paragraph(block: Text, columns: int) -> list[Printed]:
    times = 2 if block.size is Size.LARGE else 1
    return [
        PrintedLine(
            line,
            times=times,
            small=block.size is Size.SMALL,
            centred=block.align is Align.CENTRE,
            bold=block.bold,
        )
        for line in wrap(block.text, columns // times)
    ]


def _fields(fields: Sequence[Field], columns: int) -> Iterable[Printed]:
    """Labels in a column of their own, values beside them with a hanging indent."""
    most = int(columns * LABEL_SHARE)
    labels = [clean(field.label).replace("\n", " ") for field in fields]
    indent = max((width(label) for label in labels if width(label) <= most), default=0) + GAP
    for label, field in zip(labels, fields, strict=True):
        values = wrap(field.value, columns - indent)
        if width(label) <= most:
            first = label + " " * (indent - width(label)) + values.pop(0)
            yield PrintedLine(first.rstrip(), bold=field.bold)
        else:
            yield from (PrintedLine(line, bold=field.bold) for line in wrap(label, columns))
        yield from (PrintedLine(" " * indent + line, bold=field.bold) for line in values)
