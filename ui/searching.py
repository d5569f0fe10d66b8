"""Searches choices without holding up the screen: reads lists in slices, finds on the worker."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from kiosk import failures
from kiosk.forms import Choice
from kiosk.journey import events
from kiosk.journey.commands import FindChoices
from ui.worker import Worker

SLICE_S = 0.006
"""Longest time on the screen's thread at once; a frame has 16 ms."""


class ChoiceSearch(QObject):
    """Does the searches that the session wants; only the newest counts.

    Args:
        worker: finds.
        send: takes what was found to the session.
        parent: as Qt means it.
    """

    def __init__(
        self, worker: Worker, send: Callable[[events.Event], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._worker = worker
        self._send = send
        self._newest: FindChoices | None = None
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._prepare)

    def begin(self, command: FindChoices) -> None:
        """Search; an earlier search is given up."""
        self._newest = command
        self._slices.start()

    def forget(self) -> None:
        """The session is over: nobody waits for anything."""
        self._newest = None
        self._slices.stop()

    def _prepare(self) -> None:
        """Read the list for some milliseconds, and find once it is read."""
        command = self._newest
        if command is None:
            return
        began = perf_counter()
        while not command.finder.prepare():
            if perf_counter() - began > SLICE_S:
                return
        self._slices.stop()
        self._worker.run(
            lambda: command.finder.find(
                command.text, command.limit, lambda: self._newest is command
            ),
            lambda done: self._found(command, done),
        )

    def _found(self, command: FindChoices, done: Future[list[Choice]]) -> None:
        if self._newest is not command:
            return
        error = done.exception()
        if error is not None:
            failures.report("find_choices", error)
            self._send(events.ChoicesFound(command.lookup, None))
            return
        self._send(events.ChoicesFound(command.lookup, tuple(done.result())))
