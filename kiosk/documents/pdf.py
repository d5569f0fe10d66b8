"""A slip as PDF: for the screen's QR download, for the archive, for an A4 printer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import zxingcpp
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from kiosk.documents.fonts import FontChain
from kiosk.documents.slip import Slip
from kiosk.documents.slip_layout import (
    LEADING,
    ROLL_80,
    Letters,
    PageForm,
    QrRow,
    Row,
    RuleRow,
    SpaceRow,
    TextRow,
    pages,
    rows,
)

rl_config.useA85 = 0  # as in `kiosk.documents.copies`: it holds for the whole process
_INK = HexColor("#1D2B2A")
_SOFT_INK = HexColor("#5C6B68")
_JADE = HexColor("#0B6B57")
_LINE = HexColor("#B9B2A2")
_BAND = 0.012
"""Height of the band at the top, in paper widths."""
_BASELINE = 0.30
"""Baseline above the foot of a line, in letter sizes."""

_ONE_AT_A_TIME = Lock()
"""The engine's fonts keep a reading position and are shared by every document."""


@lru_cache(maxsize=1)
def default_fonts() -> FontChain:
    """The fonts of the Debian packages, kept open: opening one takes a tenth of a second."""
    return FontChain()


def slip_pdf(slip: Slip, form: PageForm = ROLL_80, fonts: FontChain | None = None) -> bytes:
    """A slip as PDF; the same slip always gives the same bytes.

    Args:
        slip: what stands on it.
        form: paper, `kiosk.documents.slip_layout.ROLL_80` or `A4`.
        fonts: the fonts to embed; those of the Debian packages unless a site says otherwise.

    Raises:
        EnvironmentFault: ``documents.font_missing`` or ``documents.font_unusable``.
    """
    chain = fonts or default_fonts()
    with _ONE_AT_A_TIME:
        return _Writer(slip, form, chain).written()


class _Writer:
    """Draws one slip."""

    def __init__(self, slip: Slip, form: PageForm, fonts: FontChain) -> None:
        self._form = form
        self._fonts = fonts
        self._pages = pages(rows(slip, form, fonts), form)
        content = sum(row.height for row in self._pages[0])
        self._height = form.height or content + 2 * form.margin
        self._bytes = io.BytesIO()
        self._canvas = Canvas(
            self._bytes,
            pagesize=(form.width, self._height),
            pageCompression=1,
            invariant=1,
            lang=slip.language,
            # else the engine names its own Helvetica, which it does not embed
            initialFontName=fonts.first.fontName,
        )
        self._canvas.setTitle(slip.title)
        self._canvas.setCreator("Bianmin")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def written(self) -> bytes:
        for page in self._pages:
            self._page(page)
            self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def _page(self, page: Sequence[Row]) -> None:
        band = self._form.width * _BAND
        self._canvas.setFillColor(_JADE)
        self._canvas.rect(0, self._height - band, self._form.width, band, stroke=0, fill=1)
        top = self._height - self._form.margin
        for row in page:
            self._row(row, top - row.height)
            top -= row.height

    def _row(self, row: Row, foot: float) -> None:
        match row:
            case TextRow(_, letters):
                for each in letters:
                    self._letters(each, foot)
            case RuleRow(height):
                left = (self._form.width - self._form.column) / 2
                self._canvas.setStrokeColor(_LINE)
                self._canvas.setLineWidth(0.8)
                middle = foot + height / 2
                self._canvas.line(left, middle, left + self._form.column, middle)
            case QrRow(height, payload):
                self._qr(payload, (self._form.width - height) / 2, foot, height)
            case SpaceRow():
                pass

    def _letters(self, letters: Letters, foot: float) -> None:
        size = letters.size
        baseline = foot + size * (_BASELINE + (LEADING - 1) / 4)
        self._canvas.setFillColor(_SOFT_INK if letters.soft else _INK)
        x = letters.x
        # One text object for neighbouring fonts: extractors take a new one for a new word.
        text = self._canvas.beginText(x, baseline)
        for run in self._fonts.runs(letters.text, bold=letters.bold):
            if run.font is None:
                self._canvas.drawText(text)
                self._missing(run.text, x, baseline, size)
                x += size
                text = self._canvas.beginText(x, baseline)
                continue
            text.setFont(run.font.fontName, size)
            text.textOut(run.text)
            x += run.font.stringWidth(run.text, size)
        self._canvas.drawText(text)

    def _missing(self, character: str, x: float, baseline: float, size: float) -> None:
        """A character no font has: a box with its number, so that a person sees what to write."""
        self._canvas.saveState()
        self._canvas.setStrokeColor(_INK)
        self._canvas.setLineWidth(size * 0.05)
        side = size * 0.88
        x, foot = x + size * 0.06, baseline - size * 0.12
        self._canvas.rect(x, foot, side, side, stroke=1, fill=0)
        code = f"{ord(character):06X}"
        self._canvas.setFont(self._fonts.first.fontName, size * 0.36)
        for line, part in enumerate((code[3:], code[:3])):
            above = foot + size * 0.12 + line * side * 0.45
            self._canvas.drawCentredString(x + side / 2, above, part)
        self._canvas.restoreState()

    def _qr(self, payload: str, left: float, foot: float, side: float) -> None:
        """Dark modules as one path: sharp at any size, without hairlines between them."""
        modules = qr_modules(payload)
        step = side / len(modules)
        path = self._canvas.beginPath()
        for y, line in enumerate(modules):
            x = 0
            while x < len(line):
                end = x
                while end < len(line) and line[end]:
                    end += 1
                if end > x:
                    above = foot + side - (y + 1) * step
                    path.rect(left + x * step, above, (end - x) * step, step)
                x = max(end, x + 1)
        self._canvas.setFillColorRGB(0, 0, 0)
        self._canvas.drawPath(path, stroke=0, fill=1)


@lru_cache(maxsize=64)
def qr_modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a QR code from top to bottom, True is dark; level M, no quiet zone."""
    symbol = zxingcpp.create_barcode(payload, zxingcpp.QRCode, ec_level="M")
    # The image has the buffer protocol, which its type information does not tell.
    picture = memoryview(
        zxingcpp.write_barcode_to_image(symbol, scale=1, add_quiet_zones=False)  # type: ignore[arg-type]
    )
    height, width = picture.shape or (0, 0)
    return tuple(tuple(not picture[y, x] for x in range(width)) for y in range(height))
