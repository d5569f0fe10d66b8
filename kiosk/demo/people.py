"""The people of the demo: invented, with numbers whose check characters are right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from drivers.simulators.id_card_reader import SimulatedCard
from kiosk.identity.card import CardKind, IdCard, Sex
from kiosk.identity.citizen_number import check_character


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an ID card.

    Args:
        key: a short name, for the visits played without a display.
        label: what the dev dock calls the card.
        facts: what the card says.
    """

    key: str
    label: str
    facts: IdCard

    def card(self) -> SimulatedCard:
        """The card to lay on the simulated reader."""
        return SimulatedCard.from_id_card(self.facts)


def _load() -> tuple[Person, ...]:
    entries = json.loads(Path(__file__).with_name("people.json").read_text(encoding="utf-8"))
    return tuple(_person(entry) for entry in entries)


def _person(entry: dict[str, str]) -> Person:
    birth = date.fromisoformat(entry["birth"])
    first17 = f"{entry['region6']}{birth:%Y%m%d}{entry['sequence']}"
    facts = IdCard(
        kind=CardKind.RESIDENT,
        name=entry["name"],
        sex=Sex(entry["sex"]),
        nation=entry["nation"],
        birth=birth,
        address=entry["address"],
        id_no=first17 + check_character(first17),
        issuer=entry["issuer"],
        valid_from=date.fromisoformat(entry["valid_from"]),
        valid_to=date.fromisoformat(entry["valid_to"]) if entry["valid_to"] else None,
    )
    return Person(entry["key"], entry["label"], facts)


PEOPLE = _load()
BY_KEY = {person.key: person for person in PEOPLE}
