"""Scan the code of a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from ui.viewmodels.code_window import CodeWindowViewModel
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_LOOKING = ("looking", "")


@QmlElement
class ScanViewModel(PageViewModel):
    """What the code reader sees."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = _LOOKING
        self._code_window = CodeWindowViewModel(conductor, self)

    def refresh(self) -> None:
        """Show what was seen."""
        journey = self._conductor.journey
        shown = (journey.visit.scan.value, journey.scanner_problem)
        self.update("_shown", shown, self.changed.emit)

    def blank(self) -> None:
        """Look anew."""
        self.update("_shown", _LOOKING, self.changed.emit)

    @Property(str, notify=changed)
    def state(self) -> str:
        """One of looking, notOurs, noReader."""
        return self._shown[0]

    @Property(str, notify=changed)
    def problem(self) -> str:
        """Code of why there is no reader; empty while there is one."""
        return self._shown[1]

    @Property(QObject, constant=True)
    def codeWindow(self) -> CodeWindowViewModel:
        """What is held to the code reader's camera."""
        return self._code_window

    @Slot()
    def back(self) -> None:
        """Back to the home page."""
        self.tell(events.WentBack())
