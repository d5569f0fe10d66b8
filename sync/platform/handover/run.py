"""The process ``kiosk-platform hand-over``: checks, sorts, and brings to every department at once.

Each department has a thread of its own, so that none waits for another; the platform's ingest is in
other processes and meets this one in the database only.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock, Thread

import structlog

from kiosk import stopping
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.form_checks.checker import Checker
from sync.platform.handover.delivery import Bringer, Brought
from sync.platform.handover.sorting import Sorter
from sync.platform.store import Database

LOOK_S = 2.0
"""From one look for new cases to the next."""
LEAVE_S = 5.0
"""How long what is under way may take to end in order."""
_ENDINGS = (signal.SIGTERM, signal.SIGINT)
_events = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Handed:
    """What a round did.

    Args:
        cases: whose departments were read.
        delivered: hand-overs that departments said they have.
        failed: attempts without success.
    """

    cases: int
    delivered: int
    failed: int


class HandOver:
    """Hands over until it is stopped, or once.

    Args:
        database: where everything is.
        checker: compares a case with its form before anybody gets it.
        sorter: finds out who a case is for.
        bringer: brings it.
        clock: the platform's time.
        look_s: seconds from one look to the next.
        leave_s: seconds that what is under way has to end after `stop`.
    """

    def __init__(
        self,
        database: Database,
        checker: Checker,
        sorter: Sorter,
        bringer: Bringer,
        clock: Clock,
        *,
        look_s: float = LOOK_S,
        leave_s: float = LEAVE_S,
    ) -> None:
        self._database = database
        self._clock = clock
        self._checker = checker
        self._sorter = sorter
        self._bringer = bringer
        self._look_s = look_s
        self._leave_s = leave_s
        self._stopping = Event()
        self._lock = Lock()
        self._counted: Counter[Brought] = Counter()

    def once(self) -> Handed:
        """Bring everything that is due now; what fails is not tried twice.

        Raises:
            EnvironmentFault: the database is unusable.
        """
        while not self._stopping.is_set() and self._checker.check() is not None:
            pass
        cases = 0
        while not self._stopping.is_set() and (count := self._sorter.sort()) is not None:
            cases += count
        # what fails and is due again while the others are brought waits for another round
        due_by = self._clock.now()
        threads = [self._start(self._empty, name, due_by) for name in self._departments()]
        for thread in threads:
            thread.join()
        return Handed(cases, self._counted[Brought.DELIVERED], self._counted[Brought.FAILED])

    def run(self) -> None:
        """Hand over until `stop`."""
        running: dict[str, Thread] = {}
        _events.info("handover.ready")
        while not self._stopping.is_set():
            # a batch only: departments are not kept waiting by a long queue, nor is who stops this
            checked_some = self._check_some()
            sorted_some = self._sort_some()
            self._start_new(running)
            if not checked_some and not sorted_some:
                self._stopping.wait(self._look_s)
        # what is under way may finish; what cannot is brought again when its lease has ended
        end = self._clock.monotonic() + self._leave_s
        for thread in running.values():
            thread.join(max(0.0, end - self._clock.monotonic()))
        _events.info("handover.stopped")

    def _check_some(self) -> bool:
        count = None
        with _going_on():
            count = self._checker.check()
        return count is not None

    def _sort_some(self) -> bool:
        count = None
        with _going_on():
            count = self._sorter.sort()
        if count:
            _events.info("handover.sorted", count=count)
        return count is not None

    def _start_new(self, running: dict[str, Thread]) -> None:
        with _going_on():
            for name in self._departments():
                if name not in running:
                    running[name] = self._start(self._keep_bringing, name)

    def stop(self) -> None:
        """Begin nothing more; may be called on any thread."""
        self._stopping.set()

    def _departments(self) -> list[str]:
        with self._database.reading() as transaction:
            return [one.name for one in transaction.handovers.departments() if one.webhook]

    def _start(self, work: Callable[..., None], name: str, *more: object) -> Thread:
        # a department that hangs must not keep a process that has to end
        thread = Thread(target=work, args=(name, *more), name=f"department {name}", daemon=True)
        thread.start()
        return thread

    def _keep_bringing(self, name: str) -> None:
        while not self._stopping.is_set():
            self._empty(name)
            self._stopping.wait(self._look_s)

    def _empty(self, name: str, due_by: datetime | None = None) -> None:
        """Bring to a department until nothing is due any more."""
        with _going_on(department=name):
            while not self._stopping.is_set():
                brought = self._bringer.bring(name, due_by)
                with self._lock:
                    self._counted[brought] += 1
                if brought is Brought.NOTHING_DUE:
                    return


@contextmanager
def _going_on(**about: str) -> Iterator[None]:
    """Say what went wrong, and go on: it is tried again."""
    try:
        yield
    except EnvironmentFault as fault:  # a database that restarts
        _events.error("handover.stands_still", **about, code=fault.code)
    except Exception:  # noqa: BLE001 # a mistake of ours with one case ends nothing
        _events.exception("handover.stands_still", **about, code="platform.bug")


@contextmanager
def stopped_by_signals(hand_over: HandOver) -> Iterator[None]:
    """Stop it at SIGTERM and SIGINT; for the main thread."""
    before = {
        number: signal.signal(number, stopping.handler(hand_over.stop)) for number in _ENDINGS
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
