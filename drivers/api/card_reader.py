"""Readers of chip cards with contacts (PC/SC)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from drivers.api.status import Device


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip card that is in the reader.

    Args:
        insertion: another number means that it was taken out meanwhile, or that it is another.
        atr: its answer to reset (ISO/IEC 7816-3); empty when the chip says nothing yet, or nothing
            at all: the card is the wrong way round, has no chip, or is broken.
    """

    insertion: int
    atr: bytes


@dataclass(frozen=True, slots=True)
class CardHolder:
    """Whose card it is; only a vendor's library can read that.

    Args:
        name: the person's name.
        id_no: the person's citizen number.
    """

    name: str = field(repr=False)
    id_no: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SocialSecurityCard:
    """What a social security card shows of itself without a key.

    Args:
        number: its number, as printed on it; empty where the card does not give it.
        region: code of the place that issued it, six digits; empty likewise.
        version: of the card's specification, such as ``3.00``; empty likewise.
        holder: whose card it is; None without the vendor's library.
    """

    number: str = field(repr=False)
    region: str
    version: str
    holder: CardHolder | None = None


@dataclass(frozen=True, slots=True)
class ChipCard:
    """A chip card that was read.

    Args:
        atr: its answer to reset.
        social_security: what it says as a social security card; None when it is none.
    """

    atr: bytes
    social_security: SocialSecurityCard | None = None


class CardReader(Device, Protocol):
    """Reads chip cards.

    Faults: ``chip.reader_…`` and ``chip.service_…`` concern the reader, every other code the card
    that is in it, which has to be taken out and put in again.
    """

    def open(self) -> None:
        """Find the reader; a card need not be in it."""

    def close(self) -> None:
        """Let go of the card and the reader; safe to call twice."""

    def chip(self) -> Chip | None:
        """The card that is in it; None when there is none. Returns at once."""

    def read(self) -> ChipCard:
        """Claim the card that is in it, for this program alone, and read what it shows anybody."""

    def transmit(self, apdu: bytes, *, deadline_s: float) -> bytes:
        """Send a command to the card that was read (ISO/IEC 7816-4).

        Args:
            apdu: the command, short or extended.
            deadline_s: how long the card may think.

        Returns:
            Data and the two status bytes, as the card gave them.
        """


@dataclass(frozen=True, slots=True)
class ChipInserted:
    """A card was put in; reading has begun."""

    device: str


@dataclass(frozen=True, slots=True)
class ChipRead:
    """A card was read."""

    device: str
    card: ChipCard


@dataclass(frozen=True, slots=True)
class ChipFailed:
    """A card is in the reader but could not be read; it must be taken out and put in again.

    Codes: ``chip.unresponsive``, ``chip.pulled``, ``chip.no_answer``, ``chip.damaged``,
    ``chip.taken``, or one that concerns the reader.
    """

    device: str
    code: str


@dataclass(frozen=True, slots=True)
class ChipRemoved:
    """The card was taken out."""

    device: str
