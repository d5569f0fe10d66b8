"""What stands on a paper slip, independent of how it is put on paper.

The same blocks become ESC/POS for the thermal printer and a PDF page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Horizontal placing of a line."""

    LEFT = "left"
    CENTRE = "centre"


class Size(StrEnum):
    """Size of letters: a slip is read by people with reading glasses."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; wrapped to the paper by the renderer."""

    text: str
    size: Size = Size.NORMAL
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A label with its value, label left, value beside it (or below where it does not fit)."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code with its caption below."""

    payload: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """White space, in lines of normal text."""

    lines: float = 1.0


Block = Text | Field | Rule | Qr | Space


@dataclass(frozen=True, slots=True)
class Slip:
    """A whole slip, cut at its end.

    Args:
        title: what it is, for the PDF's title and the print queue.
        language: BCP 47, for the PDF.
        blocks: from top to bottom.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
