"""What a terminal has not heard yet, and waiting for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

from sync.platform.store import Database
from sync.protocol.messages import MAX_FEED_EVENTS, FeedEvent

LOOK_AGAIN_S = 1.0
"""How long another process's events (an operator's command, another worker) may go unheard."""


def events_after(database: Database, terminal: str, after: int) -> tuple[list[FeedEvent], bool]:
    """Events after a position, oldest first, and whether there are more."""
    with database.reading() as transaction:
        rows = transaction.feed_after(terminal, after, MAX_FEED_EVENTS + 1)
    events = [
        FeedEvent(
            position=row.position,
            case_id=row.case_id,
            deposit_number=row.deposit_number,
            case_number=row.case_number,
            state=row.state,
            at=row.at,
            text=json.loads(row.text),
        )
        for row in rows[:MAX_FEED_EVENTS]
    ]
    return events, len(rows) > MAX_FEED_EVENTS


class Ear:
    """One waiting request."""

    def __init__(self) -> None:
        self._heard = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def hear(self) -> None:
        """Wake the request; may be called on any thread."""
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(self._heard.set)

    async def wait(self, seconds: float) -> None:
        """Come back when the bell rings, at the latest after `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._heard.wait(), seconds)
        self._heard.clear()


class Bell:
    """Wakes waiting feed requests of this process when something was written."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ears: set[Ear] = set()
        self.closed = False

    @contextmanager
    def listening(self) -> Iterator[Ear]:
        """An ear that hears every ring from now on; look for events after opening it."""
        ear = Ear()
        with self._lock:
            self._ears.add(ear)
        try:
            yield ear
        finally:
            with self._lock:
                self._ears.discard(ear)

    def ring(self) -> None:
        """Something was written; may be called on any thread."""
        with self._lock:
            ears = tuple(self._ears)
        for ear in ears:
            ear.hear()

    def close(self) -> None:
        """Let every waiting request answer now: the platform is about to end."""
        self.closed = True
        self.ring()
