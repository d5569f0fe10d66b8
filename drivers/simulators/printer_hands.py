"""What a person does to a printer, whichever kind it is and whoever plays it."""

from __future__ import annotations

from threading import Condition
from typing import Protocol

from drivers.api import Paper


class PrinterHands(Protocol):
    """Hands on a printer; all may be called from any thread."""

    def paper_out(self) -> None:
        """Take the paper away."""

    def paper_low(self) -> None:
        """Leave only a little paper."""

    def load_paper(self) -> None:
        """Put in paper."""

    def open_cover(self) -> None:
        """Open the cover."""

    def close_cover(self) -> None:
        """Close the cover."""

    def fall_silent(self) -> None:
        """Let it answer nothing any more."""

    def speak(self) -> None:
        """Let it answer again."""

    def unplug(self) -> None:
        """Pull the plug."""

    def replug(self) -> None:
        """Plug it in; whoever used it has to open it again."""


class FakePrinterHands:
    """A printer that is nothing but what hands did to it; the rest of a fake stands on it."""

    def __init__(self) -> None:
        self._state = Condition()
        self._paper = Paper.FULL
        self._cover_open = self._silent = self._unplugged = self._open = False
        self._trouble_in_job = ""

    def paper_out(self) -> None:
        """Take the paper away."""
        self._set(_paper=Paper.OUT)

    def paper_low(self) -> None:
        """Leave only a little paper."""
        self._set(_paper=Paper.LOW)

    def load_paper(self) -> None:
        """Put in paper."""
        self._set(_paper=Paper.FULL)

    def open_cover(self) -> None:
        """Open the cover."""
        self._set(_cover_open=True)

    def close_cover(self) -> None:
        """Close the cover."""
        self._set(_cover_open=False)

    def fall_silent(self) -> None:
        """Answer nothing any more."""
        self._set(_silent=True)

    def speak(self) -> None:
        """Answer again."""
        self._set(_silent=False)

    def unplug(self) -> None:
        """Pull the plug."""
        self._set(_unplugged=True, _open=False)

    def replug(self) -> None:
        """Plug it in."""
        self._set(_unplugged=False)

    def fail_in_next_job(self, reason: str) -> None:
        """Let the next job end UNKNOWN with `reason`, as a real one that stops half-way."""
        self._set(_trouble_in_job=reason)

    def _set(self, **states: object) -> None:
        with self._state:
            for name, value in states.items():
                setattr(self, name, value)
            self._state.notify_all()
