"""Saying an answer: what the microphone and the speaker do for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from kiosk.journey.recording import MOST_SECONDS, Recorder
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class RecorderViewModel(PageViewModel):
    """Which field is being recorded or heard, and how it goes."""

    changed = Signal()
    soundChanged = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._state: dict[str, object] = {}
        self._sound: tuple[float, float] = (0.0, 0.0)
        self.blank()

    def refresh(self) -> None:
        """Show what goes on."""
        application = self._conductor.journey.visit.application
        if application is not None:
            self._show(application.recorder)

    def blank(self) -> None:
        """Show that nothing goes on."""
        self._show(Recorder())

    def _show(self, recorder: Recorder) -> None:
        state: dict[str, object] = {
            "ref": recorder.ref,
            "heard": recorder.heard,
            "about": recorder.about,
            "problem": recorder.problem,
            "missing": self._conductor.journey.microphone_problem,
            "lengths": dict(recorder.lengths),
        }
        self.update("_state", state, self.changed.emit)
        self.update("_sound", (recorder.seconds, recorder.level), self.soundChanged.emit)

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type] # Qt's name
    def state(self) -> dict[str, object]:
        """Fields by what is done with them: ref (being recorded), heard, about (a problem).

        ``problem`` and ``missing`` are codes; missing is why there is no microphone. ``lengths``
        are the seconds of each recording by its file's name.
        """
        return self._state

    @Property(float, notify=soundChanged)
    def seconds(self) -> float:
        """How long the recording is that goes on."""
        return self._sound[0]

    @Property(float, notify=soundChanged)
    def level(self) -> float:
        """How loud it is just now, 0 (only the room) to 1."""
        return self._sound[1]

    @Property(float, constant=True)
    def limit(self) -> float:
        """Seconds after which a recording ends by itself."""
        return MOST_SECONDS

    @Slot(str)
    def record(self, ref: str) -> None:
        """Begin to listen."""
        self.tell(events.RecordAsked(ref))

    @Slot()
    def stop(self) -> None:
        """Enough was said."""
        self.tell(events.RecordingStopped())

    @Slot(str)
    def hear(self, ref: str) -> None:
        """Let what was said be heard."""
        self.tell(events.HearAsked(ref))

    @Slot()
    def silence(self) -> None:
        """It was heard enough."""
        self.tell(events.HearStopped())

    @Slot(str)
    def clear(self, ref: str) -> None:
        """Take the recording away."""
        self.tell(events.FileGiven(ref, "", b""))
