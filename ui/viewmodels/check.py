"""Every answer once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from ui.models.fields import enclosed_of
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.words import in_words

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CheckViewModel(PageViewModel):
    """The answers, in the order of the form."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._answers: list[dict[str, object]] = []

    def title(self) -> str:
        """The item one applies for."""
        visit = self._conductor.journey.visit
        if visit.application is None:
            return ""
        return visit.application.item.name.in_language(visit.language)

    def refresh(self) -> None:
        """Show the answers of the session."""
        visit = self._conductor.journey.visit
        application = visit.application
        if application is None or application.questionnaire is None:
            return
        answers = [
            {
                "section": answer.section,
                "label": answer.label,
                "value": in_words(answer.value, answer.kind, visit.language),
                "ref": answer.ref,
                "changeable": answer.changeable,
                "source": answer.source,
                "kind": answer.kind.value,
                "picture": enclosed_of(answer.enclosed),
                "count": answer.enclosed.count,
            }
            for answer in application.questionnaire.answers()
        ]
        self.update("_answers", answers, self.changed.emit)

    def blank(self) -> None:
        """Show no answer."""
        self.update("_answers", [], self.changed.emit)

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type] # Qt's name
    def answers(self) -> list[dict[str, object]]:
        """Answers: section, label, value, ref, changeable, source, kind, picture, count.

        ``picture`` is the address of what an enclosed file shows, ``count`` its pictures or pages.
        """
        return self._answers

    @Slot(str)
    def change(self, ref: str) -> None:
        """Go to one answer."""
        self.tell(events.ChangeAsked(ref))

    @Slot()
    def confirm(self) -> None:
        """All of it is right."""
        self.tell(events.Confirmed())

    @Slot()
    def back(self) -> None:
        """Back to the last question."""
        self.tell(events.WentBack())
