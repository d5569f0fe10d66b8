"""Asks the platform for the session, beside everything else the screen has done for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

import structlog
from PySide6.QtCore import QObject, QTimer

from kiosk import failures
from kiosk.errors import EnvironmentFault
from kiosk.journey import commands, events

if TYPE_CHECKING:
    from kiosk.cases.elsewhere import AsksElsewhere, CaseElsewhere
    from ui.worker import Worker


PATIENCE_MS = 20_000
"""How long a person waits at most: name servers and lines that drip keep to no time-out."""
_events = structlog.get_logger()


class Asking(QObject):
    """A person's cases at other terminals.

    A line may be silent for many seconds; the worker has to save and look up meanwhile, and the
    screen may be taken down. So each question has a thread of its own that nobody waits for.

    Args:
        ask: asks the platform; None where nobody can.
        worker: hands the answer back on the screen's thread.
        send: tells the session.
        parent: with which it ends.
    """

    def __init__(
        self,
        ask: AsksElsewhere | None,
        worker: Worker,
        send: Callable[[events.Event], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self._worker = worker
        self._send = send

    def begin(self, command: commands.AskElsewhere) -> None:
        """Ask; what came of it is told once, whatever happens."""
        QTimer.singleShot(PATIENCE_MS, self, partial(self._gave_up, command.lookup))
        future: Future[tuple[CaseElsewhere, ...]] = Future()
        self._worker.watch(future, partial(self._ended, command.lookup))
        work = partial(self._work, command, future)
        Thread(target=work, name="asking", daemon=True).start()

    def _work(
        self, command: commands.AskElsewhere, future: Future[tuple[CaseElsewhere, ...]]
    ) -> None:
        try:
            cases = () if self._ask is None else self._ask(command.card, command.read_at)
        except Exception as error:  # noqa: BLE001 -- reported; else the page would wait for ever
            future.set_exception(error)
        else:
            future.set_result(cases)

    def _ended(self, lookup: int, done: Future[tuple[CaseElsewhere, ...]]) -> None:
        error = done.exception()
        if error is None:
            self._send(events.ElsewhereTold(lookup, done.result()))
            return
        if isinstance(error, EnvironmentFault):
            _events.info("elsewhere.silent", code=error.code)  # a line that is away is no alarm
        else:
            failures.report("ask_elsewhere", error)
        self._send(events.ElsewhereSilent(lookup))

    def _gave_up(self, lookup: int) -> None:
        # of an answer that was told the session hears nothing more
        self._send(events.ElsewhereSilent(lookup))
