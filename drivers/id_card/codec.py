"""A card's text block as an `IdCard`, and an `IdCard` as a text block.

Decoding keeps what it read and names what a person has to look at. What cannot be a card at all
(no date where a date must be, control characters in a name) is a fault, never half a record.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from drivers.api import DeviceFault
from drivers.id_card import layouts
from drivers.id_card.functions import NEWEST_ADDRESS_SIZE, TEXT_SIZE, CardContent
from drivers.id_card.status_words import LAY_AGAIN
from kiosk.identity.card import CardKind, IdCard, Sex
from kiosk.identity.characters import needs_a_person, settle_private_use
from kiosk.identity.citizen_number import has_right_check_character, sex_of
from kiosk.identity.nations import nation_name

if TYPE_CHECKING:
    from collections.abc import Mapping

LONG_TERM = "长期"
"""Stands on the card in place of the last day of validity."""

_ID_SHAPES = {
    CardKind.RESIDENT: re.compile(r"[1-9][0-9]{16}[0-9Xx]"),
    CardKind.HMT_PERMIT: re.compile(r"8[123]0000[0-9]{11}[0-9Xx]"),
    CardKind.FOREIGN_2017: re.compile(r"[A-Z]{3}[0-9]{12}"),
    CardKind.FOREIGN_2023: re.compile(r"9[0-9]{16}[0-9Xx]"),
}
_DATE = re.compile(r"[0-9]{8}")
_SPOKEN = ("name", "latin_name", "address", "issuer", "newest_address")
"""Fields written by people, in any characters."""
_FIRST_LATIN_NAME_SIZE = 35
"""Characters of an English name that stand in the first of its two fields (2023 card)."""


def decode(content: CardContent, newest_address: bytes = b"") -> IdCard:
    """Decode one card.

    Args:
        content: text and photo as read.
        newest_address: 70 bytes, or empty when the card carries none.

    Raises:
        DeviceFault: ``card.garbled`` or ``card.unknown_kind``.
    """
    if len(content.text) != TEXT_SIZE:
        raise _garbled("text block")
    mark = layouts.mark_of(content.text)
    if mark not in layouts.MARKS:
        raise DeviceFault(
            "card.unknown_kind",
            f"The card carries the unknown kind mark U+{ord(mark[0]):04X}.",
            "Use a resident identity card, or update this program for newer cards.",
        )
    kind = layouts.MARKS[mark]
    fields = layouts.split(content.text, kind)
    fields["newest_address"] = layouts.field(newest_address, 0, NEWEST_ADDRESS_SIZE)
    if "latin_name_continued" in fields:
        fields["latin_name"] = _whole_latin_name(content.text, fields)
    fields = {name: settle_private_use(value) for name, value in fields.items()}
    for name in _SPOKEN:
        if any(unicodedata.category(character) == "Cc" for character in fields.get(name, "")):
            raise _garbled(name)
    if not (fields["name"] or fields.get("latin_name")):
        raise _garbled("name")
    if not _ID_SHAPES[kind].fullmatch(fields["id_no"]):
        raise _garbled("number")
    card = IdCard(
        kind=kind,
        name=fields["name"],
        sex=_sex(fields["sex"]),
        birth=_date(fields["birth"], "birth"),
        id_no=fields["id_no"],
        valid_from=_date(fields["valid_from"], "first day of validity"),
        valid_to=None
        if fields["valid_to"] == LONG_TERM
        else _date(fields["valid_to"], "last day of validity"),
        latin_name=fields.get("latin_name", ""),
        nation=fields.get("nation", ""),
        address=fields.get("address", ""),
        issuer=fields.get("issuer", ""),
        permit_no=fields.get("permit_no", ""),
        nationality=fields.get("nationality", ""),
        photo=content.photo,
        newest_address=fields["newest_address"],
        issue_count=fields.get("issue_count", ""),
    )
    return _with_oddities(card)


def encode(card: IdCard) -> bytes:
    """Make the text block of a card, for simulators and tests.

    Raises:
        ValueError: a field is too long for the card.
    """
    fields = {
        "name": card.name,
        "sex": card.sex.value,
        "birth": _compact(card.birth),
        "id_no": card.id_no,
        "valid_from": _compact(card.valid_from),
        "valid_to": _compact(card.valid_to) if card.valid_to else LONG_TERM,
        "latin_name": card.latin_name,
        "nation": card.nation,
        "address": card.address,
        "issuer": card.issuer,
        "permit_no": card.permit_no,
        "nationality": card.nationality,
        "issue_count": card.issue_count,
    }
    if card.kind is CardKind.FOREIGN_2023:
        fields["latin_name"] = card.latin_name[:_FIRST_LATIN_NAME_SIZE]
        fields["latin_name_continued"] = card.latin_name[_FIRST_LATIN_NAME_SIZE:]
    return layouts.join({name: value for name, value in fields.items() if value}, card.kind)


def encode_newest_address(address: str) -> bytes:
    """Make the 70 bytes of a newest address; empty stays empty.

    Raises:
        ValueError: it is longer than 35 characters.
    """
    return layouts.padded(address, NEWEST_ADDRESS_SIZE) if address else b""


def _with_oddities(card: IdCard) -> IdCard:
    """Name the fields that a person has to look at."""
    odd = [name for name in _SPOKEN if needs_a_person(getattr(card, name))]
    if card.kind is not CardKind.FOREIGN_2017:
        if not has_right_check_character(card.id_no):
            odd.append("id_no")
        if card.id_no[6:14] != _compact(card.birth):
            odd.append("birth")
        if card.sex is not sex_of(card.id_no):
            odd.append("sex")
    if card.nation and not nation_name(card.nation):
        odd.append("nation")
    if card.valid_to is not None and card.valid_to < card.valid_from:
        odd.append("valid_to")
    return replace(card, needs_manual_check=tuple(odd)) if odd else card


def _whole_latin_name(text: bytes, fields: Mapping[str, str]) -> str:
    """Join an English name that runs over two fields; a space at the seam belongs to it."""
    if not fields["latin_name_continued"]:
        return fields["latin_name"]
    offset, length = layouts.LAYOUTS[CardKind.FOREIGN_2023]["latin_name"]
    first = text[offset : offset + length].decode("utf-16-le", "replace")
    return (first + fields["latin_name_continued"]).strip(" \0")


def _sex(code: str) -> Sex:
    try:
        return Sex(code)
    except ValueError:
        raise _garbled("sex") from None


def _date(text: str, what: str) -> date:
    if not _DATE.fullmatch(text):
        raise _garbled(what)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _garbled(what) from None


def _compact(day: date) -> str:
    return day.strftime("%Y%m%d")


def _garbled(what: str) -> DeviceFault:
    return DeviceFault(
        "card.garbled", f"The {what} on the card is not what a card can carry.", LAY_AGAIN
    )
