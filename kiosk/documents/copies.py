"""Photographed papers as one PDF, a page each."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def copies_pdf(pages: Sequence[bytes]) -> bytes:
    """JPEG pictures on A4 pages, upright or across as they are; the same always give the same.

    The pictures go in as they are: nothing is compressed a second time.
    """
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1, invariant=1)
    for page in pages:
        picture = ImageReader(io.BytesIO(page))
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
