"""Whether a card may identify its holder, and what it tells a form."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from kiosk.identity.card import IdCard
from kiosk.journey.ports import CHINA, Ports
from kiosk.journey.steps import CardState

if TYPE_CHECKING:  # brings libraries with it
    from kiosk.catalogue.model import ServiceItem

WITHOUT_END = "长期"
"""What a card without an end of validity says in that place; a form stores it."""


def judge(card: IdCard, item: ServiceItem | None, ports: Ports) -> tuple[CardState, str]:
    """What a card that was read is good for, today and for an item.

    Returns:
        The state to show and the name of the sentence; `CardState.TAKE` with an empty name when
        the card identifies its holder.
    """
    if card.expired_on(today(ports.clock.now())):
        return CardState.EXPIRED, "card.expired"
    if "id_no" in card.needs_manual_check:
        return CardState.FAILED, "card.check_digit"
    if item is not None and not ports.accepts(item, card.kind):
        return CardState.NOT_ACCEPTED, "card.not_accepted"
    return CardState.TAKE, ""


def today(now: datetime) -> date:
    """The day on the calendar at the terminal."""
    return now.astimezone(CHINA).date()


def facts(card: IdCard) -> dict[str, str]:
    """A card's facts under the names forms use, as XForms strings."""
    return {
        "name": card.display_name,
        "latin_name": card.latin_name,
        "sex": card.sex.value,
        "nation": card.nation,
        "birth": card.birth.isoformat(),
        "id_no": card.id_no,
        "address": card.current_address,
        "issuer": card.issuer,
        "valid_from": card.valid_from.isoformat(),
        "valid_to": card.valid_to.isoformat() if card.valid_to else WITHOUT_END,
        "permit_no": card.permit_no,
        "nationality": card.nationality,
    }
