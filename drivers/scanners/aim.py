"""AIM symbology identifiers (ISO/IEC 15424): three characters that tell what kind of code it was.

``]Q1`` is a QR code, ``]C0`` a Code 128. Scanners that were told to put them before the data; the
third character says which options of the symbology were used, among them whether the data name
their own encodings (ECI).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drivers.api import Code
from drivers.codes.content import LIMIT, read_text

SYMBOLOGIES = {
    "A": "Code39",
    "C": "Code128",
    "E": "EAN",
    "F": "Codabar",
    "G": "Code93",
    "H": "Code11",
    "I": "ITF",
    "L": "PDF417",
    "Q": "QRCode",
    "d": "DataMatrix",
    "e": "DataBar",
    "h": "HanXin",
    "z": "Aztec",
}
"""Code characters of ISO/IEC 15424 for what is met on papers; other letters are no identifier."""
UNKNOWN = "Unknown"
DECODER = "scanner"
LONGEST = 3 + LIMIT + 1
"""Bytes of a scan, its identifier included, that are kept: one more than can be text."""
WITH_ECI = frozenset({"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6", "]L1", "]z3", "]z4", "]z5", "]h1"})
"""Identifiers of data in which a backslash is doubled and ``\\nnnnnn`` changes the encoding."""
ECI_ENCODINGS = {
    1: "iso8859-1",
    3: "iso8859-1",
    20: "shift_jis",
    25: "utf-16-be",
    26: "utf-8",
    27: "ascii",
    28: "big5",
    29: "gb18030",
    30: "euc-kr",
    32: "gb18030",
    33: "utf-16-le",
}
"""What the ECI register's numbers mean, as far as codes on papers use them."""
UNDECLARED = frozenset({-1, 899})
"""No encoding named yet, or bytes that are said to have none."""

_IDENTIFIER = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_PIECES = re.compile(rb"\\\\|\\(?P<eci>[0-9]{6})|[^\\]+|\\")
_NO_TEXT = b"\xff"


@dataclass(frozen=True, slots=True)
class Marked:
    """What a scanner sent, taken apart.

    Args:
        aim: the identifier, empty when the scanner sent none.
        content: the bytes of the code.
    """

    aim: str
    content: bytes

    @classmethod
    def of(cls, sent: bytes) -> Marked:
        """Take an identifier off the front, if there is one."""
        mark = sent[:3].decode("ascii", "replace")
        if _IDENTIFIER.match(sent) and mark[1] in SYMBOLOGIES:
            return cls(mark, sent[3:])
        return cls("", sent)

    @property
    def symbology(self) -> str:
        """Its name, ``Unknown`` without an identifier."""
        return SYMBOLOGIES[self.aim[1]] if self.aim else UNKNOWN

    @property
    def text(self) -> str:
        """The strictly decoded text; empty when there is none, or none fit to be shown."""
        if self.aim not in WITH_ECI:
            return read_text(self.content)
        return read_text(_in_utf8(self.content))

    def code(self) -> Code:
        """As drivers of scanners tell it."""
        return Code(self.text, self.content, self.symbology, DECODER, self.aim)


def _in_utf8(content: bytes) -> bytes:
    """Follow the changes of encoding; bytes that are no text when one of them cannot be followed.

    Data before the first change are left as they are, for `read_text` to decode strictly.
    """
    try:
        return b"".join(
            data.decode(ECI_ENCODINGS[eci]).encode() if eci not in UNDECLARED else data
            for eci, data in _segments(content)
        )
    except (UnicodeDecodeError, KeyError):
        return _NO_TEXT


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Data with the number of their encoding, -1 before the first one is named."""
    eci, data = -1, b""
    for piece in _PIECES.finditer(content):
        if piece["eci"]:
            yield eci, data
            eci, data = int(piece["eci"]), b""
        else:
            data += piece[0].replace(rb"\\", b"\\")
    yield eci, data
