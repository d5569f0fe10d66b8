"""Photographs: what the camera sees, and the one that was just taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from kiosk.journey.photographing import papers_problem
from ui.images import TAKEN, address
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from kiosk.journey.photographing import Photograph
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CameraViewModel(PageViewModel):
    """Which field is being photographed for, and how far it is."""

    changed = Signal()
    viewChanged = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._state: dict[str, object] = {}
        self.blank()
        conductor.camera.viewChanged.connect(self.viewChanged)

    def refresh(self) -> None:
        """Show how far it is."""
        application = self._conductor.journey.visit.application
        self._show(None if application is None else application.photograph)

    def blank(self) -> None:
        """Show that nobody takes a photograph."""
        self._show(None)

    def _show(self, photograph: Photograph | None) -> None:
        state: dict[str, object] = {
            "ref": "",
            "state": "",
            "problem": "",
            "picture": "",
            "missing": self._conductor.journey.camera_problem,
            "missingPapers": papers_problem(self._conductor.journey),
            "desk": False,
            "advice": "",
            "codes": [],
            "place": -1,
        }
        if photograph is not None:
            taken = address(TAKEN, str(photograph.number)) if photograph.content else ""
            state |= {
                "ref": photograph.ref,
                "state": photograph.state.value,
                "problem": photograph.problem,
                "picture": taken,
                "desk": photograph.desk,
                "advice": photograph.advice,
                "codes": list(photograph.codes),
                "place": -1 if photograph.place is None else photograph.place,
            }
        self.update("_state", state, self.changed.emit)

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type] # Qt's name
    def state(self) -> dict[str, object]:
        """How far it is.

        ``ref`` is the field, ``state`` seeing, taking, taken or failed, ``picture`` the address of
        what was taken; ``problem`` and ``missing`` are codes, missing is why there is no camera
        (``missingPapers`` for papers). ``desk``: it is the document camera's, ``advice`` a code,
        ``codes`` what codes on the page say, ``place`` of the page of papers that is taken again,
        0 for the first, else -1.
        """
        return self._state

    @Property(str, notify=viewChanged)
    def view(self) -> str:
        """Address of the picture the camera sees now; empty while it sees nothing."""
        return self._conductor.camera.view

    @Property("QVariantList", notify=viewChanged)  # type: ignore[arg-type] # Qt's name
    def outline(self) -> list[float]:
        """Corners of the page that the document camera sees, 0 to 1, x and y in turn."""
        return self._conductor.camera.outline

    @Property(str, notify=viewChanged)
    def hint(self) -> str:
        """What could be better about how the page lies; empty without a document camera."""
        return self._conductor.camera.hint

    @Property(float, notify=viewChanged)
    def countdown(self) -> float:
        """How soon the page is photographed by itself, 0 to 1."""
        return self._conductor.camera.countdown

    @Slot(str)
    def open(self, ref: str) -> None:
        """Look through the camera."""
        self.tell(events.CameraAsked(ref))

    @Slot()
    def leave(self) -> None:
        """No photograph after all."""
        self.tell(events.CameraLeft())

    @Slot()
    def take(self) -> None:
        """Take it now."""
        self.tell(events.PhotographAsked())

    @Slot()
    def keep(self) -> None:
        """It is good."""
        self.tell(events.PhotographKept())

    @Slot()
    def again(self) -> None:
        """Take it again."""
        self.tell(events.PhotographDropped())

    @Slot(str, int)
    def retake(self, ref: str, place: int) -> None:
        """Take a page of papers again, 0 for the first."""
        self.tell(events.CameraAsked(ref, place))

    @Slot(str, int)
    def remove(self, ref: str, place: int) -> None:
        """Take a page of papers away, 0 for the first."""
        self.tell(events.PictureDropped(ref, place))

    @Slot(str, int, int)
    def move(self, ref: str, place: int, to: int) -> None:
        """Have a page of papers stand somewhere else."""
        self.tell(events.PageMoved(ref, place, to))

    @Slot(str)
    def drop(self, ref: str) -> None:
        """Take the last photograph of a field away."""
        self.tell(events.PictureDropped(ref))
