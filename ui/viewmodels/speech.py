"""Reading aloud: on or off, how fast, how loud; `ui.speech` does the talking."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.api import Prosody

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

RATES = (0.6, 0.8, 1.0, 1.25, 1.5)
VOLUMES = (0.25, 0.5, 0.75, 1.0)
USUAL_RATE = RATES.index(1.0)
USUAL_VOLUME = VOLUMES.index(0.75)


@dataclass(frozen=True, slots=True)
class Listening:
    """What a person has chosen about listening.

    Args:
        fitted: whether there is a speaker.
        on: whether the screen is read aloud.
        open: whether the choices are shown.
        muted: whether they want to hear nothing at all: they ended the reading.
        prosody: how fast and how loud.
    """

    fitted: bool
    on: bool
    open: bool
    muted: bool
    prosody: Prosody


@QmlElement
class SpeechViewModel(QObject):
    """What a person has chosen about listening; forgotten with the session.

    Args:
        at_start: whether every session begins with reading aloud.
    """

    changed = Signal()
    repeatAsked = Signal()

    def __init__(self, *, at_start: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._at_start = at_start
        self._fitted = False
        self._problem = ""
        self._on = False
        self._open = False
        self._muted = False
        self._rate = USUAL_RATE
        self._volume = USUAL_VOLUME

    def reset(self) -> None:
        """Another person."""
        self._on = self._at_start and self._fitted
        self._open = self._muted = False
        self._rate, self._volume = USUAL_RATE, USUAL_VOLUME
        self.changed.emit()

    def show_speaker(self, *, fitted: bool, problem: str) -> None:
        """How the speaker is: whether there is one, and the code of what is wrong with it."""
        if (fitted, problem) == (self._fitted, self._problem):
            return
        appeared = fitted and not self._fitted
        self._fitted, self._problem = fitted, problem
        self._on = fitted and (self._on or (appeared and self._at_start))
        self.changed.emit()

    def listening(self) -> Listening:
        """What was chosen, for Python."""
        prosody = Prosody(RATES[self._rate], VOLUMES[self._volume])
        return Listening(self._fitted, self._on, self._open, self._muted, prosody)

    # --- what QML reads -------------------------------------------------------------------------

    @Property(bool, notify=changed)
    def fitted(self) -> bool:
        """Whether the terminal has a speaker."""
        return self._fitted

    @Property(str, notify=changed)
    def problem(self) -> str:
        """Code of what is wrong with it; empty when all is well."""
        return self._problem

    @Property(bool, notify=changed)
    def on(self) -> bool:
        """Whether the screen is read aloud."""
        return self._on

    @Property(bool, notify=changed)
    def open(self) -> bool:
        """Whether the choices about listening are shown."""
        return self._open

    @Property(float, notify=changed)
    def rate(self) -> float:
        """How fast: 1 as usual."""
        return RATES[self._rate]

    @Property(float, notify=changed)
    def volume(self) -> float:
        """How loud, from 0 to 1."""
        return VOLUMES[self._volume]

    # --- what QML touches -----------------------------------------------------------------------

    def begin(self) -> None:
        """Somebody plugs in a headset: read aloud without being asked."""
        if self._fitted and not self._on:
            self._on, self._muted = True, False
            self.changed.emit()

    @Slot()
    def press(self) -> None:
        """The button of the access bar: begin to listen, or choose how."""
        if self._on or self._problem:
            self._open = True
        else:
            self._on, self._muted = True, False
        self.changed.emit()

    @Slot()
    def close(self) -> None:
        """Put the choices away."""
        self._open = False
        self.changed.emit()

    @Slot()
    def end(self) -> None:
        """Listen no more, to tones neither."""
        self._on = self._open = False
        self._muted = True
        self.changed.emit()

    @Slot()
    def repeat(self) -> None:
        """Say the page once more."""
        self._open = False
        self.changed.emit()
        self.repeatAsked.emit()

    @Slot()
    def slower(self) -> None:
        """Speak more slowly."""
        self._rate = max(0, self._rate - 1)
        self.changed.emit()

    @Slot()
    def faster(self) -> None:
        """Speak faster."""
        self._rate = min(len(RATES) - 1, self._rate + 1)
        self.changed.emit()

    @Slot()
    def softer(self) -> None:
        """Speak more softly."""
        self._volume = max(0, self._volume - 1)
        self.changed.emit()

    @Slot()
    def louder(self) -> None:
        """Speak louder."""
        self._volume = min(len(VOLUMES) - 1, self._volume + 1)
        self.changed.emit()
