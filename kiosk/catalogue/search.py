"""Find items by what people type: a number, a piece of a name, another word for the thing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from enum import IntEnum

from kiosk.catalogue.model import ServiceItem

Spellings = Callable[[str], Iterable[str]]
"""Further ways to type a text. Pinyin and initials come in through here."""


class _Rank(IntEnum):
    """How good a match is; lower is better."""

    ID = 0
    NAME_BEGINS = 1
    NAME_HOLDS = 2
    ALIAS_BEGINS = 3
    ALIAS_HOLDS = 4
    NONE = 9


class SearchIndex:
    """An index over items, held in memory.

    Args:
        items: what to find.
        spellings: gives further spellings of a name or alias, ranked like the text itself.
    """

    def __init__(
        self, items: Iterable[ServiceItem], spellings: Spellings = lambda _text: ()
    ) -> None:
        def keys(texts: Iterable[str]) -> tuple[str, ...]:
            return tuple(
                normalised(form) for text in texts for form in (text, *spellings(text)) if form
            )

        self._rows = [
            (
                item,
                keys((*item.name.texts.values(), *item.short_name.texts.values())),
                keys(item.aliases),
            )
            for item in items
        ]

    def search(self, text: str) -> list[ServiceItem]:
        """Items that match `text`, best first, equals by id; nothing for an empty text."""
        wanted = normalised(text)
        if not wanted:
            return []
        ranked = [
            (self._rank(item, names, aliases, wanted), item.id, item)
            for item, names, aliases in self._rows
        ]
        return [
            item for rank, _, item in sorted(ranked, key=lambda row: row[:2]) if rank < _Rank.NONE
        ]

    @staticmethod
    def _rank(
        item: ServiceItem, names: tuple[str, ...], aliases: tuple[str, ...], wanted: str
    ) -> _Rank:
        if normalised(item.id).startswith(wanted) or normalised(item.item_code) == wanted:
            return _Rank.ID
        if any(name.startswith(wanted) for name in names):
            return _Rank.NAME_BEGINS
        if any(wanted in name for name in names):
            return _Rank.NAME_HOLDS
        if any(alias.startswith(wanted) for alias in aliases):
            return _Rank.ALIAS_BEGINS
        if any(wanted in alias for alias in aliases):
            return _Rank.ALIAS_HOLDS
        return _Rank.NONE


def normalised(text: str) -> str:
    """Full-width to half-width, capitals to small, spaces and punctuation gone.

    >>> normalised("高龄 津贴 ６０２ Old-Age")
    '高龄津贴602oldage'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
