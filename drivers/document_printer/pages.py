"""How many pages a PDF has; anything else is not sent to a printer."""

from __future__ import annotations

import io

from drivers.api import DeviceFault

KIND = "application/pdf"
HEADER = b"%PDF-"


def count_pages(pdf: bytes) -> int:
    """Count the pages of a document.

    Raises:
        DeviceFault: ``document.not_pdf`` for what is no PDF, or a broken, empty or locked one.
    """
    from pypdf import PdfReader  # takes a tenth of a second; most terminals have no A4 printer
    from pypdf.errors import PyPdfError

    if not pdf.startswith(HEADER):
        raise _no_pdf("it does not begin as one")
    try:
        reader = PdfReader(io.BytesIO(pdf), strict=False)
        if reader.is_encrypted:
            raise _no_pdf("it is locked with a password")
        pages = len(reader.pages)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise _no_pdf(type(error).__name__) from error  # what pypdf raises at broken ones
    except RecursionError as error:
        raise _no_pdf("it is built without end") from error
    if pages < 1:
        raise _no_pdf("it has no page")
    return pages


def _no_pdf(why: str) -> DeviceFault:
    return DeviceFault(
        "document.not_pdf",
        f"The document is no PDF that can be printed: {why}.",
        "Make the document again.",
    )
