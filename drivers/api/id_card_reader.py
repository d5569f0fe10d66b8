"""Readers of identity cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from drivers.api.status import Device
from kiosk.identity.card import IdCard


class IdCardReader(Device, Protocol):
    """Reads identity cards.

    All calls block, are made from the device's own thread, and raise `DeviceFault` when the
    reader fails.
    """

    def open(self) -> None:
        """Open the transport and check that a reader answers (SAM status)."""

    def close(self) -> None:
        """Release the transport; safe to call twice."""

    def find(self) -> bool:
        """Whether a card that was not yet read lies on the reader (find + select)."""

    def read(self) -> IdCard:
        """Read the card that was found."""

    def present(self) -> bool:
        """Whether the card that was read still lies there."""


@dataclass(frozen=True, slots=True)
class CardFound:
    """A card lies on the reader; reading has begun."""

    device: str


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card was read whole."""

    device: str
    card: IdCard


@dataclass(frozen=True, slots=True)
class CardFailed:
    """A card was there but could not be read; it must be lifted and laid again.

    Codes: ``card.pulled``, ``card.damaged``, ``card.unknown_kind``, ``card.not_authenticated``,
    ``card.garbled``, ``card.reader_unplugged``, ``card.reader_silent``.
    """

    device: str
    code: str


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card was lifted off the reader."""

    device: str
