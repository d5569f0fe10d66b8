"""The items of one topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from ui.viewmodels.home import item_lines
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


LINES = 12
"""Items shown at first, and further ones below at every touch of "more"; a city has hundreds."""
FEW = 5
"""Items shown at a time in large letters, one group after the other."""


@QmlElement
class TopicViewModel(PageViewModel):
    """Name and items of the topic that was chosen."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown: tuple[str, str, list[dict[str, str]], int, bool] = ("", "", [], 0, False)
        self._topic = ("", False)
        self._touches = 0

    def refresh(self) -> None:
        """Show the topic of the session."""
        visit = self._conductor.journey.visit
        catalogue, language = self._conductor.services.catalogue, visit.language
        topic = catalogue.topic(visit.topic)
        if (topic.id, visit.senior) != self._topic:
            self._topic, self._touches = (topic.id, visit.senior), 0
        note = topic.note.in_language(language) if topic.note is not None else ""
        entries = self._conductor.offer.entries(topic.items)
        first, last = self._group(len(entries))
        items = item_lines(entries[first:last], language)
        further = max(0, len(entries) - last)
        shown = (topic.name.in_language(language), note, items, further, first > 0)
        self.update("_shown", shown, self.changed.emit)

    def blank(self) -> None:
        """Begin with the first items again; nothing here is about a person."""
        self._topic, self._touches = ("", False), 0

    def _group(self, count: int) -> tuple[int, int]:
        """The first of the items that are shown, and the one after the last."""
        if not self._conductor.journey.visit.senior:
            return 0, LINES * (self._touches + 1)
        groups = max(1, -(-count // FEW))
        first = FEW * (self._touches % groups)
        return first, first + FEW

    @Property(str, notify=changed)
    def name(self) -> str:
        """Name of the topic."""
        return self._shown[0]

    @Property(str, notify=changed)
    def note(self) -> str:
        """Where to go instead while a topic has no items; else empty."""
        return self._shown[1]

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type] # Qt's name
    def items(self) -> list[dict[str, str]]:
        """Items: id, name, note."""
        return self._shown[2]

    @Property(int, notify=changed)
    def further(self) -> int:
        """How many items are not shown yet."""
        return self._shown[3]

    @Property(bool, notify=changed)
    def begun(self) -> bool:
        """Whether items before these are not shown any more."""
        return self._shown[4]

    @Slot()
    def showMore(self) -> None:
        """Show further items: below, or in large letters instead; after the last the first."""
        self._touches += 1
        self.refresh()

    @Slot(str)
    def chooseItem(self, item: str) -> None:
        """Open an item."""
        self.tell(events.ItemChosen(item))

    @Slot()
    def back(self) -> None:
        """Back to the home page."""
        self.tell(events.WentBack())
