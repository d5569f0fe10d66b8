"""Cards of people who do not exist, in the bytes a reader would give.

The facts are in `sample_cards.json`; every number has its right check character, every
seventeenth digit fits the sex.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from drivers.id_card import codec
from drivers.id_card.functions import PHOTO_SIZE, CardContent
from kiosk.identity.card import CardKind, IdCard, Sex

if TYPE_CHECKING:
    from collections.abc import Mapping

_PHOTO = bytes(range(256)) * (PHOTO_SIZE // 256)
"""Stands for the WLT picture, which nothing here can decode."""


@dataclass(frozen=True, slots=True)
class SimulatedCard:
    """A card to lay on a simulated reader.

    Args:
        content: what the reader gives for a read.
        newest_address: 70 bytes, empty where the card carries none.
    """

    content: CardContent
    newest_address: bytes = b""

    @classmethod
    def from_id_card(cls, card: IdCard, *, fingerprints: bytes = b"") -> SimulatedCard:
        """Encode the facts of a card.

        Raises:
            ValueError: a field is too long for this kind of card.
        """
        return cls(
            CardContent(codec.encode(card), card.photo or _PHOTO, fingerprints),
            codec.encode_newest_address(card.newest_address),
        )

    @classmethod
    def sample(cls, name: CardKind | str = CardKind.RESIDENT) -> SimulatedCard:
        """One of the sample cards, by card kind or by its name in `sample_id_cards`."""
        return cls.from_id_card(sample_id_cards()[name])


@cache
def sample_id_cards() -> Mapping[str, IdCard]:
    """The sample cards by name; each card kind is a name.

    `resident` is 73 in the autumn of 2026, `elder` over 80 and has moved, `long_term` is valid
    without end, `expired` is not valid any more, `minority_name` is long and has U+00B7,
    `rare_character` has a character above U+FFFF.
    """
    samples: dict[str, dict[str, Any]] = json.loads(
        files("drivers.simulators").joinpath("sample_cards.json").read_text("utf-8")
    )
    return MappingProxyType({name: _id_card(facts) for name, facts in samples.items()})


def _id_card(facts: dict[str, Any]) -> IdCard:
    parsed = {
        "kind": CardKind(facts["kind"]),
        "sex": Sex(facts["sex"]),
        "birth": date.fromisoformat(facts["birth"]),
        "valid_from": date.fromisoformat(facts["valid_from"]),
        "valid_to": date.fromisoformat(facts["valid_to"]) if facts["valid_to"] else None,
        "photo": _PHOTO,
    }
    return IdCard(**{**facts, **parsed})
