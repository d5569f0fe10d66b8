"""What the code reader's camera sees, for the pages that want a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CodeWindowViewModel(QObject):
    """What is held to the window of the code reader."""

    viewChanged = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = conductor.code_window
        self._window.viewChanged.connect(self.viewChanged)

    @Property(str, notify=viewChanged)
    def view(self) -> str:
        """Address of the picture the camera sees now; empty while there is none."""
        return self._window.view

    @Property("QVariantList", notify=viewChanged)  # type: ignore[arg-type] # Qt's name
    def outline(self) -> list[float]:
        """Corners of the code in it, 0 to 1, x and y in turn; empty without a code."""
        return self._window.outline
