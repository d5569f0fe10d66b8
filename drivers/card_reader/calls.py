"""Calls into a library that may wait for ever, on a thread that may be left behind.

PC/SC has no deadline for a command to a card and nothing that breaks its wait: a card that asks
for more time again and again holds the caller as long as it is in the reader. So the calls are made
on a thread of their own, one after the other; who called stops waiting at its deadline, and until
the call comes back every other call is refused at once.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class HangsError(Exception):
    """The call did not come back in time, or one before it has not come back yet."""


class Calls:
    """Makes calls one after the other on a thread of its own, begun when it is needed.

    Used from one thread at a time.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] | None = None
        self._given_up: Future[Any] | None = None

    @property
    def hanging(self) -> bool:
        """Whether a call that was given up has not come back."""
        return self._given_up is not None and not self._given_up.done()

    def make(self, limit_s: float, call: Callable[[], Answer]) -> Answer:
        """Make a call, after those that wait, and wait for it.

        Raises:
            HangsError: it did not come back within `limit_s` seconds.
        """
        if self.hanging:
            raise HangsError
        future = self.later(call)
        try:
            return future.result(limit_s)
        except TimeoutError as error:
            if future.done():
                raise  # the call's own
            self._given_up = future
            raise HangsError from error

    def later(self, call: Callable[[], Answer]) -> Future[Answer]:
        """Have a call made after those that wait or hang; nobody waits for it."""
        if self._queue is None:
            self._queue = SimpleQueue()
            Thread(target=_work, args=(self._queue,), name="card-reader-calls", daemon=True).start()
        future: Future[Answer] = Future()
        self._queue.put((future, call))
        return future

    def end(self) -> None:
        """Let the thread end when it has made all its calls; the next call begins another."""
        if self._queue is not None:
            self._queue.put(None)
            self._queue = None


def _work(queue: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]) -> None:
    while (job := queue.get()) is not None:
        future, call = job
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 — it belongs to whoever waits
            future.set_exception(error)
