"""What lists show of an item, without the whole of it."""

from __future__ import annotations

from typing import NamedTuple

from kiosk.catalogue.fields import Localized
from kiosk.catalogue.guide import Guide
from kiosk.catalogue.model import ItemFacts


class ItemEntry(NamedTuple):
    """A line of a list.

    Args:
        id: number people use.
        name: what it is called.
        short_name: for tiles.
        note: what it is, in one or two sentences.
        valid_from, valid_to: first and last day (ISO 8601) it can be applied for; empty is any.
    """

    id: str
    name: Localized
    short_name: Localized
    note: Localized
    valid_from: str = ""
    valid_to: str = ""

    @classmethod
    def of(cls, facts: ItemFacts, guide: Guide) -> ItemEntry:
        """The line of an item."""
        return cls(
            facts.id, facts.name, facts.short_name, guide.summary, facts.valid_from, facts.valid_to
        )

    def offered_on(self, day: str) -> bool:
        """Whether people can apply for it on a day (ISO 8601)."""
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)
