"""The place of a vendor's library for social security cards, which is not here.

Whose card it is stands in files that open only after the card has been satisfied with a key from a
security module, or with the person's PIN. The libraries that can do that come with the reader, are
not free software and are given out by contract. A terminal that has one gets a driver plug-in
(docs/writing-a-driver.md) that makes a `PcscCardReader` with an implementation of this protocol.
"""

from __future__ import annotations

from typing import Protocol

from drivers.api import CardHolder
from drivers.card_reader.apdu import Transmit


class SocialSecurityLibrary(Protocol):
    """Reads the person's file of a social security card."""

    def holder(self, transmit: Transmit) -> CardHolder | None:
        """Whose card it is.

        Called with the card's application selected. Returns None when the card does not accept the
        terminal's key; raises what `transmit` raises, and nothing else.

        Args:
            transmit: sends a command to the card.
        """
