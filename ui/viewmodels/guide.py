"""办事指南: what an item needs, before anybody begins it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from kiosk.catalogue.model import ServiceItem
    from kiosk.journey.visit import Visit
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Guide:
    """A guide in one language."""

    item_name: str = ""
    summary: str = ""
    figures: list[dict[str, object]] = field(default_factory=list)
    materials: list[dict[str, object]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    fee: str = ""
    result: str = ""
    who_decides: str = ""
    limit: str = ""
    phone: str = ""
    problem: str = ""
    slip: str = ""


def _in_language(item: ServiceItem, visit: Visit) -> _Guide:
    guide, language = item.guide, visit.language
    return _Guide(
        item_name=item.name.in_language(language),
        summary=guide.summary.in_language(language),
        figures=[
            {
                "label": "materials",
                "before": guide.materials_before,
                "after": guide.materials_after,
            },
            {"label": "steps", "before": guide.steps_before, "after": guide.steps_after},
            {"label": "days", "before": guide.days_before, "after": guide.days_after},
        ],
        materials=[
            {
                "name": material.name.in_language(language),
                "how": material.how.in_language(language),
                "required": material.required,
            }
            for material in guide.materials
        ],
        steps=[step.in_language(language) for step in guide.steps],
        fee=guide.fee.in_language(language),
        result=guide.result.in_language(language),
        who_decides=guide.who_decides.in_language(language),
        limit=item.promised_limit.words.in_language(language),
        phone=guide.consult_phone,
        problem=visit.obstacle,
        slip=visit.guide_slip.value if visit.guide_slip else "",
    )


@QmlElement
class GuideViewModel(PageViewModel):
    """The guide of the item that was chosen."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = _Guide()

    def title(self) -> str:
        """The item."""
        return self._shown.item_name

    def refresh(self) -> None:
        """Show the guide of the session's item."""
        visit = self._conductor.journey.visit
        if visit.item is not None:
            shown = _in_language(visit.item, visit)
            self.update("_shown", shown, self.changed.emit)

    def blank(self) -> None:
        """Nothing here is about a person."""

    @Property(str, notify=changed)
    def itemName(self) -> str:
        """Name of the item."""
        return self._shown.item_name

    @Property(str, notify=changed)
    def summary(self) -> str:
        """What it is."""
        return self._shown.summary

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type] # Qt's name
    def figures(self) -> list[dict[str, object]]:
        """Materials, steps, days: label, before, after."""
        return self._shown.figures

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type] # Qt's name
    def materials(self) -> list[dict[str, object]]:
        """What to bring: name, how, required."""
        return self._shown.materials

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type] # Qt's name
    def steps(self) -> list[str]:
        """The way through."""
        return self._shown.steps

    @Property(str, notify=changed)
    def fee(self) -> str:
        """What it costs."""
        return self._shown.fee

    @Property(str, notify=changed)
    def result(self) -> str:
        """What one gets."""
        return self._shown.result

    @Property(str, notify=changed)
    def whoDecides(self) -> str:
        """Who decides."""
        return self._shown.who_decides

    @Property(str, notify=changed)
    def limit(self) -> str:
        """Within which time."""
        return self._shown.limit

    @Property(str, notify=changed)
    def phone(self) -> str:
        """For questions."""
        return self._shown.phone

    @Property(str, notify=changed)
    def problem(self) -> str:
        """Name of the sentence about why it cannot begin here now; empty while it can."""
        return self._shown.problem

    @Property(str, notify=changed)
    def slip(self) -> str:
        """What became of the slip: printing, printed, failed; empty where none was asked for."""
        return self._shown.slip

    @Slot()
    def printSlip(self) -> None:
        """Print what it needs."""
        self.tell(events.GuideSlipAsked())

    @Slot()
    def start(self) -> None:
        """Begin."""
        self.tell(events.GuideAccepted())

    @Slot()
    def back(self) -> None:
        """Back to where the item was chosen."""
        self.tell(events.WentBack())
