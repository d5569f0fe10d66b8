"""One thread for what must not stop the screen: saving, looking up, composing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Result = TypeVar("Result")


class Done(Generic[Result]):
    """A finished piece of work and who is to hear of it."""

    def __init__(self, future: Future[Result], then: Callable[[Future[Result]], None]) -> None:
        self.future = future
        self.then = then


class Worker(QObject):
    """Runs one piece of work after the other and hands results back on the screen's thread."""

    _finished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="screen-worker")
        self._open = True
        self._finished.connect(self._hand_back, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], Result], then: Callable[[Future[Result]], None]) -> None:
        """Do `work` on the thread; `then` gets its future, here, once it is done."""
        self.watch(self._threads.submit(work), then)

    def watch(self, future: Future[Result], then: Callable[[Future[Result]], None]) -> None:
        """Have `then` called here once somebody else's future is done."""
        future.add_done_callback(lambda done: self._finished.emit(Done(done, then)))

    def close(self) -> None:
        """Finish what was begun and end the thread; nobody hears of what ends from now on."""
        self._open = False
        self._threads.shutdown(wait=True)

    def _hand_back(self, done: Done[Result]) -> None:
        if self._open:  # a device's last word may come while the screen is being taken down
            done.then(done.future)
