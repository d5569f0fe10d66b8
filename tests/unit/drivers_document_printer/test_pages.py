"""Only a PDF that can be read goes to a printer."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from drivers.api import DeviceFault
from drivers.document_printer.pages import count_pages


def pdf(pages: int, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("pages", [1, 2, 17])
def test_pages_are_counted(pages: int) -> None:
    assert count_pages(pdf(pages)) == pages


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        b"<html></html>",
        b"\x89PNG\r\n\x1a\n",
        pdf(0),
        pdf(2, password="geheim"),
        pdf(2)[:200],
        b"%!PS-Adobe\n" + pdf(1),
    ],
)
def test_what_is_no_whole_pdf_is_turned_away(content: bytes) -> None:
    with pytest.raises(DeviceFault) as caught:
        count_pages(content)
    assert caught.value.code == "document.not_pdf"


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_a_damaged_pdf_is_counted_or_turned_away(place: int, damage: bytes) -> None:
    content = pdf(2)
    place = 5 + place % (len(content) - 5)
    try:
        pages = count_pages(content[:place] + damage + content[place + len(damage) :])
    except DeviceFault as fault:
        pages, code = 0, fault.code
    assert pages >= 1 or code == "document.not_pdf"
