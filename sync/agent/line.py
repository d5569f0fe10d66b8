"""What the agent's threads know together about the way to the platform."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
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


class Lane(StrEnum):
    """What goes over the line."""

    DELIVERY = "delivery"
    FEED = "feed"
    FILES = "files"


class Line:
    """The state of the line, kept in the store so that the screen sees it.

    The network may be down, or the platform may be reached but refuse one of the lanes; the line
    is good when neither is so. A piece of a file that was too long under way does not say that the
    network is down while other lanes are answered over it.

    Args:
        store: where it is kept.
        clock: time.
    """

    def __init__(self, store: CaseStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._answering: set[Lane] = set()
        self._network: Stopped | None = None
        self._lanes: dict[Lane, Stopped] = {}
        with store.reading() as uow:
            self._kept = uow.link.get()
        self._returns = 0

    @property
    def returns(self) -> int:
        """How often the network has come back; changes mean: try again at once."""
        with self._lock:
            return self._returns

    def answered(self, lane: Lane, *, offset_s: float) -> None:
        """The platform gave an answer we believe.

        Args:
            lane: on which it answered.
            offset_s: its time minus ours, seconds.
        """
        with self._lock:
            returned = not self._answering
            self._reached_on(lane)
            self._lanes.pop(lane, None)
            if returned and Lane.DELIVERY not in self._lanes:
                self._returns += 1
                woken = delivery.wake(self._store.unit_of_work(), clock=self._clock)
                _events.info("line.up", woken=woken)
            self._write(offset_s)

    def stopped(self, lane: Lane, stop: Stopped, *, offset_s: float) -> None:
        """A try ended without an answer we believe.

        Args:
            lane: on which it was.
            stop: why.
            offset_s: the platform's time minus ours, seconds.
        """
        with self._lock:
            before = self._problem()
            if stop.kind is not StopKind.NETWORK:
                self._reached_on(lane)
                self._lanes[lane] = stop
            elif lane is Lane.FILES and self._answering - {lane}:
                return
            else:
                self._answering.clear()
                self._network = stop
            problem = self._problem()
            if problem is not None and (before is None or before.code != problem.code):
                _events.warning("line.down", code=problem.code, detail=problem.detail)
            self._write(offset_s)

    def _reached_on(self, lane: Lane) -> None:
        self._answering.add(lane)
        self._network = None

    def _problem(self) -> Stopped | None:
        return self._network or next(iter(self._lanes.values()), None)

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
