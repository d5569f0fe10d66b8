"""A loaded catalogue: what the terminal offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kiosk.catalogue.entry import ItemEntry
from kiosk.catalogue.model import Bundle, ServiceItem, Topic
from kiosk.errors import EnvironmentFault

if TYPE_CHECKING:
    from kiosk.catalogue.search import Found, ItemSearch


class UnknownEntry(EnvironmentFault, KeyError):
    """A name the catalogue does not hold: ``catalogue.unknown_item``, ``catalogue.unknown_topic``.

    A `KeyError` too, for callers that only look something up.
    """


@dataclass(frozen=True)
class Catalogue:
    """Everything the terminal offers.

    Args:
        topics: in the order of the home page; every topic, also those without items.
        items: id → item, in the order of the catalogue; a large catalogue reads an item when it
            is asked for.
        bundles: life events; only real ones.
        popular: ids of the most used items, in the order of the home page.
        index: what items are searched with; None where it is made when it is needed.
    """

    topics: tuple[Topic, ...]
    items: Mapping[str, ServiceItem]
    bundles: tuple[Bundle, ...] = ()
    popular: tuple[str, ...] = ()
    index: ItemSearch | None = None

    @cached_property
    def _search(self) -> ItemSearch:
        from kiosk.catalogue.search import index_of  # numpy and more, not before the first frame

        return self.index or index_of(self.items.values())

    def item(self, item_id: str) -> ServiceItem:
        """The item of that id.

        Raises:
            UnknownEntry: ``catalogue.unknown_item``; a catalogue may have lost an item since.
        """
        try:
            return self.items[item_id]
        except KeyError:
            raise UnknownEntry(
                "catalogue.unknown_item",
                f"The catalogue has no item {item_id!r}.",
                "It may have been withdrawn; choose another one.",
            ) from None

    def topic(self, topic_id: str) -> Topic:
        """The topic of that id.

        Raises:
            UnknownEntry: ``catalogue.unknown_topic``.
        """
        for topic in self.topics:
            if topic.id == topic_id:
                return topic
        raise UnknownEntry(
            "catalogue.unknown_topic",
            f"The catalogue has no topic {topic_id!r}.",
            "Choose one of those on the home page.",
        )

    def entries(self, ids: Iterable[str], day: str = "") -> list[ItemEntry]:
        """What lists show of items, in the order asked for.

        Args:
            ids: of the items; one the catalogue does not hold is left out.
            day: leave out what nobody can apply for on this day (ISO 8601); empty: leave out none.
        """
        if self.index is not None:
            found = self.index.entries(ids)
        else:
            items = (self.items[item_id] for item_id in ids if item_id in self.items)
            found = [ItemEntry.of(item, item.guide) for item in items]
        return [entry for entry in found if not day or entry.offered_on(day)]

    def prepare_search(self) -> None:
        """Make what searching needs: part of a second, which no key of a search is to wait for."""
        self._search.search("bianmin")

    def search(
        self, text: str, day: str = "", used: Mapping[str, int] | None = None
    ) -> list[Found]:
        """Items that match what somebody typed, best first; nothing for an empty text.

        Args:
            text: Hanzi, pinyin, initials, a number.
            day: leave out what nobody can apply for on this day (ISO 8601); empty: leave out none.
            used: id → how often it was used here.
        """
        found = self._search.search(text, used)
        return [one for one in found if not day or one.entry.offered_on(day)]
