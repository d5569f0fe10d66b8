"""Who of this process's threads writes next: whoever came first."""

from __future__ import annotations

from collections import deque
from threading import Lock


class Turns:
    """One at a time, in the order of coming.

    SQLite lets writers that wait try again at intervals, in no order: under a slow disk one of them
    may find the file locked each time it looks, for as long as others have something to write.
    """

    def __init__(self) -> None:
        self._gate = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    def take(self, timeout_s: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        with self._gate:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()  # its release is our turn
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout_s):
            return True
        with self._gate:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came in the very moment we gave up

    def give(self) -> None:
        """Let the next one write."""
        with self._gate:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
