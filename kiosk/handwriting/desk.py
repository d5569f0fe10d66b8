"""A thread that reads what is written, so that the pen never waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock
from typing import Protocol

from kiosk import failures
from kiosk.errors import EnvironmentFault
from kiosk.handwriting.characters import characters
from kiosk.handwriting.copybook import Copybook
from kiosk.handwriting.pupil import Pupil
from kiosk.handwriting.recogniser import Recogniser
from kiosk.handwriting.shapes import Shapes
from kiosk.handwriting.strokes import Stroke


class Reader(Protocol):
    """Reads written characters, somewhere else."""

    def prepare(self) -> Future[None]:
        """Get ready; the future has an `EnvironmentFault` where that failed: then ask again."""

    def read(self, strokes: Sequence[Stroke]) -> Future[list[str]]:
        """The characters that may be meant, the likeliest first; waits for `prepare`."""

    def close(self) -> None:
        """End; what is still to be read is dropped."""


class Desk:
    """Reads on one thread, in the order it is asked to.

    Args:
        font: a TrueType file in the hand of schoolbooks (楷体), such as LXGW WenKai.
        file: where what was learnt of it is kept; its folder must exist.
        known: the characters to read; all there are (`characters`) when None.
        pupil: learns.
    """

    def __init__(
        self,
        font: Path,
        file: Path,
        known: Sequence[str] | None = None,
        pupil: Pupil | None = None,
    ) -> None:
        self._font = font
        self._known = characters() if known is None else tuple(known)
        self._file = file
        self._pupil = pupil or Pupil()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="handwriting")
        self._lock = Lock()
        self._ready: Future[None] | None = None
        self._recogniser: Recogniser | None = None
        self._ending = Event()

    def prepare(self) -> Future[None]:
        """Learn the characters, at the first call and after one that failed."""
        with self._lock:
            if self._ready is None or (self._ready.done() and self._recogniser is None):
                self._ready = self._thread.submit(self._learn)
            return self._ready

    def read(self, strokes: Sequence[Stroke]) -> Future[list[str]]:
        """The characters that may be meant; none where they cannot be learnt."""
        self.prepare()
        return self._thread.submit(self._read, strokes)

    def close(self) -> None:
        """End the thread, and what is being learnt."""
        self._ending.set()
        self._pupil.dismiss()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _read(self, strokes: Sequence[Stroke]) -> list[str]:
        return [] if self._recogniser is None else self._recogniser.recognise(strokes)

    def _learn(self) -> None:
        copybook = Copybook(self._font, self._known, self._file)
        learnt = copybook.read()
        if learnt is None:
            try:
                learnt = self._pupil.learn(self._font, self._known)
            except EnvironmentFault:
                if self._ending.is_set():
                    return
                raise
            _keep(copybook, learnt)
        self._recogniser = Recogniser(self._known, learnt)


def _keep(copybook: Copybook, learnt: Shapes) -> None:
    try:
        copybook.keep(learnt)
    except EnvironmentFault as fault:  # it costs the next start some seconds, and nobody anything
        failures.report("keep_characters", fault)
