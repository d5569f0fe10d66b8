"""Photographed papers as one PDF, a page each."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

rl_config.useA85 = 0  # as text a picture would be a quarter larger, and so would the upload


class _Photograph(ImageReader):  # type: ignore[misc] # reportlab has no types
    """A JPEG that goes into the PDF as it is; reportlab's own reader would unpack it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self._content = content
        self._dataA = None

    def jpeg_fh(self) -> io.BytesIO:
        """The file as it is."""
        return io.BytesIO(self._content)

    def getRGBData(self) -> bytes:
        """What its name in the PDF is made of."""
        return self._content


def copies_pdf(pages: Sequence[bytes]) -> bytes:
    """JPEG pictures on A4 pages, upright or across as they are; the same always give the same.

    The pictures go in as they are: nothing is compressed a second time.
    """
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1, invariant=1)
    for page in pages:
        picture = _Photograph(page)
        width, height = picture.getSize()
        paper = A4 if height >= width else (A4[1], A4[0])
        scale = min(paper[0] / width, paper[1] / height)
        wide, high = width * scale, height * scale
        canvas.setPageSize(paper)
        canvas.drawImage(
            picture, (paper[0] - wide) / 2, (paper[1] - high) / 2, width=wide, height=high
        )
        canvas.showPage()
    canvas.save()
    return file.getvalue()
