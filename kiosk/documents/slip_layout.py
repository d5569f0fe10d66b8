"""Where everything on a slip stands on a page; points, no drawing.

A slip becomes rows from top to bottom. A row is never parted between two pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kiosk.documents.fonts import FontChain, printable_lines
from kiosk.documents.line_breaking import break_lines
from kiosk.documents.slip import Align, Block, Field, Qr, Rule, Size, Slip, Space, Text

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class PageForm:
    """Measures of a page, all in points.

    Args:
        width: of the paper.
        height: of the paper; None makes one page as high as its content.
        margin: white on every side.
        column: width of what is printed, in the middle of the paper.
        sizes: letter size for each `Size`.
        qr: side of a QR code without its quiet zone.
    """

    width: float
    height: float | None
    margin: float
    column: float
    sizes: dict[Size, float]
    qr: float


ROLL_80 = PageForm(
    width=80 * MM,
    height=None,
    margin=5 * MM,
    column=70 * MM,
    sizes={Size.SMALL: 9, Size.NORMAL: 11, Size.LARGE: 17},
    qr=34 * MM,
)
"""Roll paper 80 mm wide, as high as it must be."""

A4 = PageForm(
    width=210 * MM,
    height=297 * MM,
    margin=20 * MM,
    column=130 * MM,
    sizes={Size.SMALL: 11, Size.NORMAL: 14, Size.LARGE: 26},
    qr=45 * MM,
)

LEADING = 1.45
"""Line height in letter sizes: people with reading glasses need air between lines."""
LABEL_SHARE = 0.38
"""A label takes at most this part of the column."""
GAP = 1.0
"""Between label and value, in letter sizes."""


@dataclass(frozen=True, slots=True)
class Letters:
    """A piece of a row: one line of text.

    Args:
        x: left end, from the left of the paper.
        text: without control characters.
        size: letter size.
        bold: emphasised.
        soft: a label, in a softer ink.
    """

    x: float
    text: str
    size: float
    bold: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class TextRow:
    """A line of letters, maybe label and value side by side."""

    height: float
    letters: tuple[Letters, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line across the column."""

    height: float


@dataclass(frozen=True, slots=True)
class QrRow:
    """A QR code in the middle."""

    height: float
    payload: str


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """White paper."""

    height: float


Row = TextRow | RuleRow | QrRow | SpaceRow


def rows(slip: Slip, form: PageForm, fonts: FontChain) -> tuple[Row, ...]:
    """Every row of the slip, from top to bottom."""
    placed: list[Row] = []
    for are_fields, blocks in groupby(slip.blocks, lambda block: isinstance(block, Field)):
        if are_fields:
            placed += _fields([b for b in blocks if isinstance(b, Field)], form, fonts)
        else:
            for block in blocks:
                placed += _block(block, form, fonts)
    return tuple(placed)


def _block(block: Block, form: PageForm, fonts: FontChain) -> Iterator[Row]:
    normal = form.sizes[Size.NORMAL]
    match block:
        case Text():
            yield from _text(block, form, fonts)
        case Rule():
            yield RuleRow(normal * 1.3)
        case Space(lines):
            yield SpaceRow(lines * normal * LEADING)
        case Qr(payload, caption):
            yield QrRow(form.qr, payload)
            if caption:
                yield SpaceRow(normal * 0.4)
                yield from _text(Text(caption, Size.SMALL, Align.CENTRE), form, fonts)
        case Field():
            yield from _fields([block], form, fonts)


def _text(block: Text, form: PageForm, fonts: FontChain) -> Iterator[Row]:
    size = form.sizes[block.size]

    def width(text: str) -> float:
        return fonts.width(text, size, bold=block.bold)

    for paragraph in printable_lines(block.text):
        for line in break_lines(paragraph, form.column, width):
            x = _left(form)
            if block.align is Align.CENTRE:
                x += (form.column - width(line)) / 2
            soft = block.size is Size.SMALL
            yield TextRow(size * LEADING, (Letters(x, line, size, block.bold, soft),))


def _fields(fields: Sequence[Field], form: PageForm, fonts: FontChain) -> Iterator[Row]:
    """Neighbouring fields share a column of labels; a longer label has its value below."""
    size = form.sizes[Size.NORMAL]

    def width(text: str) -> float:
        return fonts.width(text, size)

    most = form.column * LABEL_SHARE
    indent = max((w for f in fields if (w := width(f.label)) <= most), default=0.0) + GAP * size
    for field in fields:
        beside = width(field.label) <= most

        def value_width(text: str, *, bold: bool = field.bold) -> float:
            return fonts.width(text, size, bold=bold)

        lines = [
            line
            for paragraph in printable_lines(field.value)
            for line in break_lines(paragraph, form.column - indent, value_width)
        ]
        label = Letters(_left(form), field.label, size, soft=True)
        for number, line in enumerate(lines):
            value = Letters(_left(form) + indent, line, size, field.bold)
            if number == 0 and beside:
                yield TextRow(size * LEADING, (label, value))
                continue
            if number == 0:
                yield from _text(Text(field.label), form, fonts)
            yield TextRow(size * LEADING, (value,))


def _left(form: PageForm) -> float:
    return (form.width - form.column) / 2


def pages(placed: Sequence[Row], form: PageForm) -> list[tuple[Row, ...]]:
    """Deal rows out to pages; one page where the paper has no fixed height."""
    if form.height is None:
        return [tuple(placed)]
    room = form.height - 2 * form.margin
    dealt: list[list[Row]] = [[]]
    used = 0.0
    for row in placed:
        if used + row.height > room and dealt[-1]:
            dealt.append([])
            used = 0.0
        dealt[-1].append(row)
        used += row.height
    return [tuple(page) for page in dealt]
