"""What a code says: strict decoding of its bytes, and nothing hostile let through."""

from __future__ import annotations

import codecs
import unicodedata

LIMIT = 4096
"""Longest content that is read, in bytes; a QR code holds up to 2,953, or 4,296 letters."""
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
LINE_ENDS = frozenset("\n\r\t\x0b\x0c\x85\u2028\u2029")
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def read_text(content: bytes, guess: str = "") -> str:
    """Decode strictly: byte order mark, then UTF-8, then GB18030.

    Args:
        content: the code's bytes.
        guess: the decoder's own reading, which alone knows a code's Hanzi and Kanji segments;
            it is taken where the bytes read as GB18030 give characters that nobody uses.

    Returns:
        The text in one line, or the empty string when there is no text, or one that should not
        be shown: control characters, marks that turn the direction of writing, over 4 KiB.
    """
    if len(content) > LIMIT:
        return ""
    return _harmless(_decode(content, guess))


def _decode(content: bytes, guess: str) -> str:
    for mark, encoding in BOMS.items():
        if content.startswith(mark):
            return _strictly(content, encoding) or ""
    text = _strictly(content, "utf-8")
    if text is not None:
        return text
    text = _strictly(content, "gb18030")
    if text is None or (guess and not _usual(text) and _usual(guess)):
        return guess if _usual(guess) else ""
    return text


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _usual(text: str) -> bool:
    """Whether every character is in the common set GB 2312, or a plain letter."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _harmless(text: str) -> str:
    line = "".join(" " if character in LINE_ENDS else character for character in text).strip()
    for character in line:
        if character in DIRECTION_MARKS or unicodedata.category(character) in {"Cc", "Cs", "Cn"}:
            return ""
    return line
