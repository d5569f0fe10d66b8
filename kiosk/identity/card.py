"""The facts an identity card carries, whichever of the four kinds it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CardKind(StrEnum):
    """The four cards a GA/T 467 reader answers with (kind mark at byte 248 of the text block)."""

    RESIDENT = "resident"
    HMT_PERMIT = "hmt_permit"
    """Residence permit for Hong Kong, Macau and Taiwan residents, mark `J`."""
    FOREIGN_2017 = "foreign_2017"
    """Foreign permanent resident card, 2017 version, mark `I`."""
    FOREIGN_2023 = "foreign_2023"
    """Foreign permanent resident card, 2023 version, mark `Y`."""


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


@dataclass(frozen=True, slots=True)
class IdCard:
    """One card as read, decoded but not judged.

    Args:
        kind: which of the four cards.
        name: the Chinese name; empty on foreign cards that carry none.
        latin_name: the English name of foreign cards, else empty.
        sex: as printed on the card.
        nation: GB/T 3304 code `01`..`98`, empty where the card has none.
        birth: date of birth.
        address: as on the card, empty on foreign cards.
        id_no: citizen number (18 characters) or the 15-character number of the 2017 foreign card.
        issuer: issuing authority as on the card.
        valid_from: first day of validity.
        valid_to: last day of validity; None means 长期 (no end).
        permit_no: HK/Macau/Taiwan permit number, else empty.
        nationality: ISO 3166 alpha-3 of foreign cards, else empty.
        needs_manual_check: names of fields that hold private-use characters, a wrong check digit
            or another oddity a person has to look at; the value itself is kept as read.
        photo: WLT bytes (1024) exactly as read; no open decoder exists.
        newest_address: address written to the chip after the card was made, else empty.
        issue_count: how often the permit was issued (HK/Macau/Taiwan) or renewed (foreign 2023),
            as on the card; else empty.
    """

    kind: CardKind
    name: str
    sex: Sex
    birth: date
    id_no: str
    valid_from: date
    valid_to: date | None
    latin_name: str = ""
    nation: str = ""
    address: str = ""
    issuer: str = ""
    permit_no: str = ""
    nationality: str = ""
    needs_manual_check: tuple[str, ...] = ()
    photo: bytes = field(default=b"", repr=False)
    newest_address: str = ""
    issue_count: str = ""

    @property
    def display_name(self) -> str:
        """The name to show: the Chinese one, or the English where there is none."""
        return self.name or self.latin_name

    @property
    def current_address(self) -> str:
        """The address that holds today: the newest one where the chip carries it."""
        return self.newest_address or self.address

    def expired_on(self, day: date) -> bool:
        """Whether the card's validity has ended before `day`."""
        return self.valid_to is not None and self.valid_to < day
