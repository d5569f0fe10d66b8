"""Ending the screen between two visits when an operator of the platform wants it."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

import structlog
from PySide6.QtCore import QObject, QTimer, Signal

from kiosk import failures
from kiosk.cases.records import RemoteCommand
from kiosk.journey.steps import Step
from ui.conductor import Conductor
from ui.worker import Worker

LOOK_MS = 1000

_events = structlog.get_logger()


class RestartWatch(QObject):
    """Looks for a restart while nobody uses the terminal, and tells of one that was done.

    That it is about to happen is written down before it does: whoever is started next finds that,
    and says that the screen is there again. A restart is never done twice, and never in a visit: if
    somebody comes in between, it is put back, and may be too late when they have left.

    Args:
        conductor: knows whether somebody is there.
        worker: does what takes time.
    """

    wanted = Signal()
    """Now is the time to end."""

    def __init__(self, conductor: Conductor, worker: Worker) -> None:
        super().__init__(conductor)
        self._conductor = conductor
        self._worker = worker
        self._told = False
        self._looking = False
        self._begun: RemoteCommand | None = None
        self._failing = failures.Repeated("look_for_restart")
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def close(self) -> None:
        """Look no more; before the worker ends."""
        self._timer.stop()

    def _look(self) -> None:
        unused = self._conductor.journey.step is Step.ATTRACT
        if self._looking or not self._timer.isActive():
            return
        if self._begun is not None and unused:
            self._timer.stop()
            _events.info("screen.restarts")
            self.wanted.emit()
        elif self._begun is not None:
            self._looking = True
            self._worker.run(partial(self._put_back, self._begun), self._was_put_back)
        elif unused:
            self._looking = True
            self._worker.run(self._begin, self._looked)

    def _begin(self) -> RemoteCommand | None:
        """On the worker: the restart that has been begun."""
        from kiosk.cases import commands  # brings the protocol's libraries with it

        store, clock = self._conductor.services.store, self._conductor.services.clock
        if not self._told:
            commands.settle_restarts(store.unit_of_work(), clock=clock)
            self._told = True
        command = commands.waiting_restart(store.reading(), clock=clock)
        if command is None or not commands.begin(store.unit_of_work(), command):
            return None
        return command

    def _looked(self, done: Future[RemoteCommand | None]) -> None:
        self._looking = False
        if not self._failing.failed(done.exception()):
            self._begun = done.result()
            if self._begun is not None:
                self._look()  # at once: somebody may have come meanwhile

    def _put_back(self, command: RemoteCommand) -> None:
        """On the worker."""
        from kiosk.cases import commands

        commands.put_back(self._conductor.services.store.unit_of_work(), command)

    def _was_put_back(self, done: Future[None]) -> None:
        self._looking = False
        if not self._failing.failed(done.exception()):
            self._begun = None
