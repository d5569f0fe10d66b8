"""Several processes that answer on one socket, and one that keeps them.

The workers share the socket and the database and nothing else. One that ends by itself is started
again; when the keeper ends, in order or not, so do they.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import structlog

_AGAIN_S = 1.0
"""Pause before a worker that ended is started again: a fault that stays must not burn a core."""
ENDINGS = (signal.SIGTERM, signal.SIGINT)
_events = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Leash:
    """What ties a worker to its keeper.

    Args:
        life: readable, at its end, when the keeper is gone.
        ready: to be written to when requests are answered.
    """

    life: int
    ready: int

    def tell_ready(self) -> None:
        """Say that this worker answers."""
        os.write(self.ready, b".")


@dataclass(slots=True)
class Keeper:
    """Starts workers and keeps them running until it is told to stop.

    Args:
        count: how many.
        work: what a worker does until SIGTERM or the end of its leash; in a process of its own.
        ready: called once, when all of them answer.
    """

    count: int
    work: Callable[[Leash], None]
    ready: Callable[[], None]
    _running: set[int] = field(default_factory=set)
    _stopping: bool = False

    def run(self) -> int:
        """Keep workers until SIGTERM or SIGINT; 0 when all of them ended well, else 1."""
        life, alive = os.pipe()
        told, ready = os.pipe()
        woken, waker = os.pipe()
        os.set_blocking(waker, False)
        ours = (alive, told, woken, waker)
        before = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        handlers: dict[Any, Any] = {
            number: signal.signal(number, self._stop) for number in ENDINGS
        } | {signal.SIGCHLD: signal.signal(signal.SIGCHLD, lambda *_: None)}
        try:
            return self._keep(Leash(life, ready), ours, told, woken)
        finally:
            signal.set_wakeup_fd(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
            for descriptor in (life, ready, *ours):
                os.close(descriptor)

    def _keep(self, leash: Leash, ours: Sequence[int], told: int, woken: int) -> int:
        waiting = self.count
        worst = 0
        due = [0.0] * self.count  # when the next ones have to be started
        while self._running or not self._stopping:
            while due and due[0] <= time.monotonic() and not self._stopping:
                due.pop(0)
                self._start(leash, ours)
            patience = max(0.0, due[0] - time.monotonic()) if due else None
            heard, _, _ = select.select([told, woken], [], [], patience)
            if told in heard:
                answering = len(os.read(told, 64))
                if 0 < waiting <= answering:
                    self.ready()
                waiting -= answering
            if woken in heard:
                os.read(woken, 64)
            for pid, status in self._ended():
                if self._stopping:
                    worst = worst or int(status != 0)
                else:
                    _events.error("worker.ended", pid=pid, status=status)
                    due.append(time.monotonic() + _AGAIN_S)
        return worst

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stopping = True
        for pid in self._running:
            os.kill(pid, signal.SIGTERM)

    def _start(self, leash: Leash, ours: Sequence[int]) -> None:
        # a signal must not find the new process with our handlers, nor us with half of our books
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        pid = os.fork()
        if pid:
            self._running.add(pid)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
            return
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number in ENDINGS:
                signal.signal(number, end)
            for descriptor in ours:
                os.close(descriptor)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
            self.work(leash)
            status = 0
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else 1
        except BaseException:  # noqa: BLE001 # whatever it was, this process is no second keeper
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _ended(self) -> list[tuple[int, int]]:
        found = []
        for pid in tuple(self._running):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._running.discard(pid)
                found.append((pid, os.waitstatus_to_exitcode(status)))
        return found


def end(number: int, frame: FrameType | None) -> None:
    """Handle a signal by ending well."""
    del number, frame
    raise SystemExit(0)
