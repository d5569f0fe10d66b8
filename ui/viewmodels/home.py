"""What can be done here: the card first, then topics, items and search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from kiosk.journey.steps import CardState
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from kiosk.catalogue.entry import ItemEntry
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_READER_STATES = {
    CardState.LAY: "ready",
    CardState.TAKE: "ready",
    CardState.READING: "reading",
    CardState.FAILED: "failed",
    CardState.EXPIRED: "failed",
    CardState.NOT_ACCEPTED: "failed",
    CardState.NO_READER: "noReader",
}


def item_lines(entries: Iterable[ItemEntry], language: str) -> list[dict[str, str]]:
    """Items as the lists of the pages show them."""
    return [
        {
            "id": entry.id,
            "name": entry.name.in_language(language),
            "note": entry.note.in_language(language),
        }
        for entry in entries
    ]


@QmlElement
class HomeViewModel(PageViewModel):
    """The catalogue at a glance, search, and how the card reader is."""

    catalogueChanged = Signal()
    readerChanged = Signal()
    searchChanged = Signal()
    noticesChanged = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._language = ""
        self._topics: list[dict[str, str]] = []
        self._popular: list[dict[str, str]] = []
        self._bundles: list[dict[str, str]] = []
        self._reader = ("ready", "")
        self._query = ""
        self._results: list[dict[str, str]] = []
        self._notices: list[str] = []

    def refresh(self) -> None:
        """Show the catalogue and notices in the session's language, and the reader."""
        visit = self._conductor.journey.visit
        if visit.language != self._language:
            self._language = visit.language
            self._show_catalogue()
        found = visit.identification
        notices = [one["title"] for one in self._conductor.board.entries(visit.language)]
        self.update("_notices", notices, self.noticesChanged.emit)
        self.update(
            "_reader", (_READER_STATES[found.state], found.problem), self.readerChanged.emit
        )

    def blank(self) -> None:
        """Forget what was searched for."""
        self._search("")

    @Property("QVariantList", notify=catalogueChanged)  # type: ignore[arg-type] # Qt's name
    def topics(self) -> list[dict[str, str]]:
        """Topics: id, name, icon, examples."""
        return self._topics

    @Property("QVariantList", notify=catalogueChanged)  # type: ignore[arg-type] # Qt's name
    def popular(self) -> list[dict[str, str]]:
        """The most used items: id, name."""
        return self._popular

    @Property("QVariantList", notify=catalogueChanged)  # type: ignore[arg-type] # Qt's name
    def bundles(self) -> list[dict[str, str]]:
        """Life events: id, name, note."""
        return self._bundles

    @Property(str, notify=readerChanged)
    def readerState(self) -> str:
        """How the card reader is: ready, reading, failed, noReader."""
        return self._reader[0]

    @Property(str, notify=readerChanged)
    def problem(self) -> str:
        """Name of the sentence about it."""
        return self._reader[1]

    def _get_query(self) -> str:
        return self._query

    def _search(self, text: str) -> None:
        if text == self._query:
            return
        self._query = text
        found = self._conductor.offer.find(text) if text.strip() else []
        self._results = item_lines((one.entry for one in found), self._language)
        self.searchChanged.emit()

    query = Property(str, _get_query, _search, notify=searchChanged)
    """What is searched for."""

    @Property("QVariantList", notify=searchChanged)  # type: ignore[arg-type] # Qt's name
    def results(self) -> list[dict[str, str]]:
        """Items that match: id, name, note."""
        return self._results

    @Property("QVariantList", notify=noticesChanged)  # type: ignore[arg-type] # Qt's name
    def notices(self) -> list[str]:
        """Titles of the public notices."""
        return self._notices

    @Slot(str)
    def chooseTopic(self, topic: str) -> None:
        """Open a topic."""
        self.tell(events.TopicChosen(topic))

    @Slot(str)
    def chooseItem(self, item: str) -> None:
        """Open an item."""
        self.tell(events.ItemChosen(item))

    @Slot()
    def openMyCases(self) -> None:
        """Open my cases."""
        self.tell(events.MyCasesAsked())

    @Slot()
    def openNotices(self) -> None:
        """Read the public notices."""
        self.tell(events.NoticesAsked())

    @Slot()
    def openScan(self) -> None:
        """Scan a code."""
        self.tell(events.ScanAsked())

    @Slot()
    def retry(self) -> None:
        """Ask for the card again."""
        self.tell(events.RetryAsked())

    def _show_catalogue(self) -> None:
        catalogue, language = self._conductor.services.catalogue, self._language
        self._topics = [
            {
                "id": topic.id,
                "name": topic.name.in_language(language),
                "icon": topic.icon,
                "examples": topic.examples.in_language(language),
            }
            for topic in sorted(
                catalogue.topics, key=lambda topic: not topic.items
            )  # where something can be done stands before what is at the counter for now
        ]
        self._popular = [
            {"id": entry.id, "name": entry.short_name.in_language(language)}
            for entry in self._conductor.offer.entries(catalogue.popular)
        ]
        self._bundles = [
            {
                "id": bundle.id,
                "name": bundle.name.in_language(language),
                "note": bundle.note.in_language(language),
            }
            for bundle in catalogue.bundles
        ]
        self._results = []
        self._query = ""
        self.catalogueChanged.emit()
        self.searchChanged.emit()
