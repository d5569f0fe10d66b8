"""A font whose text can be copied out of the PDF exactly, whatever the characters.

reportlab (5.1) draws characters above U+FFFF, but its ToUnicode map writes them with five hex
digits, where ISO 32000-1 §9.10.3 asks for UTF-16BE, that is a surrogate pair: a copied or
searched name comes out as two wrong characters. It also puts up to 256 entries into one block,
of which Adobe Technical Note 5014 allows 100.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

_BLOCK = 100


class EmbeddedFont(TTFont):  # type: ignore[misc] # reportlab ships no types
    """A TrueType font embedded as subsets with right ToUnicode maps.

    Args:
        name: name for the PDF engine, unique within the process.
        filename: TrueType file.
    """

    def __init__(self, name: str, filename: str) -> None:
        # Without the ASCII block only the characters that are drawn are embedded.
        super().__init__(name, filename, asciiReadable=False, shapable=False)

    def has(self, character: str) -> bool:
        """Whether the font draws the character with a glyph of its own."""
        return bool(self.face.charToGlyph.get(ord(character)))

    def addObjects(self, doc: Any) -> None:
        """Write the font's objects into the document, then put right what reportlab wrote."""
        subsets = [tuple(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX))
            stream = doc.idToObject["toUnicodeCMap:" + name.decode("pdfdoc")]
            stream.content = to_unicode_map(subset)


def to_unicode_map(subset: Sequence[int]) -> str:
    """The ToUnicode CMap of a one-byte subset.

    Args:
        subset: code point of each code; 0 stands for a code nothing is drawn with.
    """
    entries = [(code, point) for code, point in enumerate(subset) if point]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *_blocks(entries),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        )
    )


def _blocks(entries: Sequence[tuple[int, int]]) -> Iterator[str]:
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        yield f"{len(block)} beginbfchar"
        for code, point in block:
            yield f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        yield "endbfchar"
