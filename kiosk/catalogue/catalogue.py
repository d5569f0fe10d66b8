"""A loaded catalogue: what the terminal offers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kiosk.catalogue.model import Bundle, ServiceItem, Topic
from kiosk.catalogue.search import SearchIndex
from kiosk.errors import EnvironmentFault


class UnknownEntry(EnvironmentFault, KeyError):
    """A name the catalogue does not hold: ``catalogue.unknown_item``, ``catalogue.unknown_topic``.

    A `KeyError` too, for callers that only look something up.
    """


@dataclass(frozen=True)
class Catalogue:
    """Everything the terminal offers.

    Args:
        topics: in the order of the home page; every topic, also those without items.
        items: by id.
        bundles: life events; only real ones.
        popular: the most used items, in the order of the home page.
    """

    topics: tuple[Topic, ...]
    items: tuple[ServiceItem, ...]
    bundles: tuple[Bundle, ...] = ()
    popular: tuple[ServiceItem, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, ServiceItem]:
        return {item.id: item for item in self.items}

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(self.items)

    def item(self, item_id: str) -> ServiceItem:
        """The item of that id.

        Raises:
            UnknownEntry: ``catalogue.unknown_item``; a catalogue may have lost an item since.
        """
        try:
            return self._by_id[item_id]
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

    def items_of(self, topic_id: str) -> list[ServiceItem]:
        """The items under a topic, in the order of the catalogue."""
        return [self._by_id[item_id] for item_id in self.topic(topic_id).items]

    def search(self, text: str) -> list[ServiceItem]:
        """Items that match what somebody typed, best first; nothing for an empty text."""
        return self._index.search(text)
