"""What a social security card shows of itself to anybody.

The card's application has the name ``sx1.sh.社会保障`` in GB code; its file EF05 is about the card
and open to be read, EF06 is about the person and wants a key or a PIN, which a vendor's library has
(`drivers.card_reader.vendor`). Read in several independent open implementations; not yet tried on
a card. Records are tag, length, value, the tag being the record's number.
"""

from __future__ import annotations

from drivers.api import SocialSecurityCard
from drivers.card_reader.apdu import Transmit, ask, read_record, select_file, select_name

APPLICATION = "sx1.sh.社会保障".encode("gb18030")
CARD_FILE = 0xEF05
IDENTIFICATION, VERSION, NUMBER = 1, 3, 7
"""Records of the card file: the card's identification, which begins with the region; the version
of its specification; its number."""
_REGION_BYTES = 3
_HEAD = 2


def read(transmit: Transmit) -> SocialSecurityCard | None:
    """Ask a card; None when it is no social security card.

    What such a card does not tell, or tells otherwise than it should, stays empty.
    """
    if not ask(transmit, select_name(APPLICATION)).ok:
        return None
    if not ask(transmit, select_file(CARD_FILE)).ok:
        return SocialSecurityCard("", "", "")
    region = _record(transmit, IDENTIFICATION)[:_REGION_BYTES].hex()
    return SocialSecurityCard(
        number=_text(_record(transmit, NUMBER)),
        region=region if region.isdigit() and len(region) == 2 * _REGION_BYTES else "",
        version=_text(_record(transmit, VERSION)),
    )


def _record(transmit: Transmit, number: int) -> bytes:
    """The value in a record; empty when the card refuses it or it is no tag, length and value."""
    answer = ask(transmit, read_record(number))
    data = answer.data
    if not answer.ok or len(data) < _HEAD or data[0] != number:
        return b""
    return data[_HEAD : _HEAD + data[1]]


def _text(value: bytes) -> str:
    """Letters and digits; a field may be filled up with zeros or FF."""
    text = value.rstrip(b"\0\xff ").decode("ascii", "replace").strip()
    return text if text.isascii() and text.isprintable() else ""
