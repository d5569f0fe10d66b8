"""A thread that reads what is written, so that the pen never waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from typing import Protocol

from kiosk.handwriting.recogniser import Recogniser
from kiosk.handwriting.strokes import Stroke


class Reader(Protocol):
    """Reads written characters, somewhere else."""

    def prepare(self) -> Future[None]:
        """Get ready, once; the future is done, or has an `EnvironmentFault`, when it is."""

    def read(self, strokes: Sequence[Stroke]) -> Future[list[str]]:
        """The characters that may be meant, the likeliest first; waits for `prepare`."""

    def close(self) -> None:
        """End; what is still to be read is dropped."""


class Desk:
    """Reads on one thread, in the order it is asked to.

    Args:
        recogniser: reads.
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="handwriting")
        self._lock = Lock()
        self._ready: Future[None] | None = None
        self._ending = Event()

    def prepare(self) -> Future[None]:
        """Learn the characters, at the first call."""
        with self._lock:
            if self._ready is None:
                self._ready = self._thread.submit(self._learn)
            return self._ready

    def read(self, strokes: Sequence[Stroke]) -> Future[list[str]]:
        """The characters that may be meant."""
        self.prepare()
        return self._thread.submit(self._recogniser.recognise, strokes)

    def close(self) -> None:
        """End the thread."""
        self._ending.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _learn(self) -> None:
        for _ in self._recogniser.learn():
            if self._ending.is_set():
                return
