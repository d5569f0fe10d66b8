"""Writing by hand on the glass: strokes go to the reader, characters to choose from come back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk import failures
from kiosk.handwriting.strokes import Strokes

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

OFFERED = 8
"""Characters to choose from."""


class Reader(Protocol):
    """What of `kiosk.handwriting.Desk` is used here."""

    def prepare(self) -> Future[None]:
        """Get ready; asked again where it failed."""

    def read(self, strokes: Any, /) -> Future[list[str]]:
        """The characters that may be meant."""


Watch = Callable[[Future[Any], Callable[[Future[Any]], None]], None]
"""Has something called on the screen's thread once a future is done (`ui.worker.Worker.watch`)."""


@QmlElement
class WritingViewModel(QObject):
    """What is being written, and the characters it may be; nothing of it is kept."""

    offeredChanged = Signal()
    strokesChanged = Signal()
    candidatesChanged = Signal()
    redrawn = Signal()
    """Strokes were taken back: what is left is to be drawn once more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader: Reader | None = None
        self._watch: Watch = _nobody
        self._strokes = Strokes()
        self._candidates: list[str] = []
        self._ready = False
        self._failed = False
        self._preparing = failures.Repeated("learn_characters")
        self._asked = 0

    def attach(self, reader: Reader | None, watch: Watch) -> None:
        """The program is put together: this reads what is written; None where nothing can."""
        self._reader, self._watch = reader, watch
        self.offeredChanged.emit()
        self.prepare()

    # --- what QML reads -------------------------------------------------------------------------

    @Property(bool, notify=offeredChanged)
    def offered(self) -> bool:
        """Whether characters can be written by hand here."""
        return self._reader is not None and not self._failed

    @Property(bool, notify=offeredChanged)
    def ready(self) -> bool:
        """Whether what is written is read at once."""
        return self._ready

    @Property(int, notify=strokesChanged)
    def count(self) -> int:
        """How many strokes there are."""
        return len(self._strokes.drawn)

    @Property("QVariantList", notify=strokesChanged)  # type: ignore[arg-type] # Qt's name
    def drawn(self) -> list[list[list[float]]]:
        """What is written, to be drawn once more: the points of each stroke."""
        return [[[x, y] for x, y in stroke] for stroke in self._strokes.drawn]

    @Property("QVariantList", notify=candidatesChanged)  # type: ignore[arg-type] # Qt's name
    def candidates(self) -> list[str]:
        """The characters that may be meant, the likeliest first."""
        return self._candidates

    # --- what QML touches -----------------------------------------------------------------------

    @Slot()
    def prepare(self) -> None:
        """Somebody may want to write, now or later."""
        if self._reader is not None and not self._ready:
            self._watch(self._reader.prepare(), self._prepared)

    @Slot()
    def begin(self) -> None:
        """The finger comes down."""
        self._strokes.begin()

    @Slot(float, float)
    def addPoint(self, x: float, y: float) -> None:
        """The finger is here now."""
        self._strokes.add(x, y)

    @Slot()
    def end(self) -> None:
        """The finger is lifted."""
        self._strokes.end()
        self._read()

    @Slot()
    def undo(self) -> None:
        """The last stroke was not meant."""
        self._strokes.undo()
        self.redrawn.emit()
        self._read()

    @Slot()
    def clear(self) -> None:
        """Begin again, with another character or another person."""
        self._strokes.clear()
        self.redrawn.emit()
        self._read()

    # --- inside ---------------------------------------------------------------------------------

    def _read(self) -> None:
        self.strokesChanged.emit()
        self._asked += 1
        asked = self._asked
        if self._reader is None or not self._strokes:
            self._show([])
        else:
            reading = self._reader.read(self._strokes.copy())
            self._watch(reading, lambda done: self._take(asked, done))

    def _take(self, asked: int, done: Future[list[str]]) -> None:
        if asked == self._asked and not done.cancelled():
            self._show(done.result())

    def _show(self, candidates: list[str]) -> None:
        if candidates != self._candidates:
            self._candidates = candidates
            self.candidatesChanged.emit()

    def _prepared(self, done: Future[None]) -> None:
        if done.cancelled():
            return
        self._failed = self._preparing.failed(done.exception())
        self._ready = not self._failed
        self.offeredChanged.emit()


def _nobody(_future: Future[Any], _then: Callable[[Future[Any]], None]) -> None:
    return
