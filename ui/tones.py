"""Lets a tone be heard when a code was taken.

Whoever holds a paper to the window looks at the paper and not at the screen. A code that is not
the right one makes no sound: a tone for what went wrong is heard by everybody in the room, and
says nothing of what to do; the screen does, and who listens hears it in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ui.conductor import Conductor
    from ui.viewmodels.speech import SpeechViewModel


class Tones(QObject):
    """Asks the speaker for tones.

    Args:
        conductor: tells when a code was taken.
        voice: how loud the person wants to hear, if at all.
    """

    def __init__(self, conductor: Conductor, voice: SpeechViewModel) -> None:
        super().__init__()
        self._conductor = conductor
        self._voice = voice
        conductor.codeTaken.connect(self._code_taken)

    def _code_taken(self) -> None:
        listening = self._voice.listening()
        if listening.muted or not listening.fitted:
            return
        if self._conductor.journey.sounding:  # not into what somebody says, or hears
            return
        self._conductor.services.supervisor.chime(listening.prosody)
