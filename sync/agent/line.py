"""What the agent's two threads know together about the way to the platform."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock

import structlog

from kiosk.cases import delivery
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import LinkState
from kiosk.clock import Clock
from sync.agent.answers import StopKind, Stopped

_CONTACT_EVERY = timedelta(seconds=30)
"""How often a good line is written down again; each time costs the disk a sync."""

_events = structlog.get_logger()


class Line:
    """The state of the line, kept in the store so that the screen sees it.

    The network may be down, or the platform may not take our messages though it is reached; the
    line is good when neither is so.

    Args:
        store: where it is kept.
        clock: time.
    """

    def __init__(self, store: CaseStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._network: Stopped | None = None
        self._delivery: Stopped | None = None
        with store.reading() as uow:
            self._kept = uow.link.get()
        self._returns = 0

    @property
    def returns(self) -> int:
        """How often the network has come back; changes mean: try again at once."""
        with self._lock:
            return self._returns

    @property
    def network_down(self) -> bool:
        """Whether the last try did not reach the platform."""
        with self._lock:
            return self._network is not None

    def answered(self, *, offset_s: float, delivering: bool) -> None:
        """The platform gave an answer we believe.

        Args:
            offset_s: its time minus ours.
            delivering: whether it took a batch, so that messages get through as well.
        """
        with self._lock:
            returned = self._network is not None or not self._kept.online
            self._network = None
            if delivering:
                self._delivery = None
            if returned and self._delivery is None:
                self._returns += 1
                woken = delivery.wake(self._store.unit_of_work(), clock=self._clock)
                _events.info("line.up", woken=woken)
            self._write(offset_s)

    def stopped(self, stop: Stopped, *, offset_s: float, delivering: bool) -> None:
        """A try ended without an answer we believe.

        Args:
            stop: why.
            offset_s: the platform's time minus ours.
            delivering: whether it was a batch.
        """
        with self._lock:
            before = self._problem()
            if stop.kind is StopKind.NETWORK:
                self._network = stop
            else:
                self._network = None
                if delivering:
                    self._delivery = stop
            problem = self._problem()
            if problem is not None and (before is None or before.code != problem.code):
                _events.warning("line.down", code=problem.code, detail=problem.detail)
            self._write(offset_s)

    def _problem(self) -> Stopped | None:
        return self._network or self._delivery

    def _write(self, offset_s: float) -> None:
        problem = self._problem()
        now = self._clock.now()
        last = self._kept.last_contact
        state = LinkState(
            online=problem is None,
            last_contact=now if problem is None else last,
            problem="" if problem is None else problem.code,
            detail="" if problem is None else problem.detail,
            clock_offset_s=round(offset_s, 1),
        )
        same = (state.online, state.problem, state.clock_offset_s) == (
            self._kept.online,
            self._kept.problem,
            self._kept.clock_offset_s,
        )
        fresh = problem is not None or (
            last is not None and timedelta(0) <= now - last < _CONTACT_EVERY
        )
        if same and fresh:
            return
        with self._store.unit_of_work() as uow:
            uow.link.save(state)
            uow.commit()
        self._kept = state
