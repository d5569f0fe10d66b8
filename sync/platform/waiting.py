"""Terminals that wait for news, and who wakes them.

Each has a request open nearly all the time. One look for all of them, when somebody of this process
wrote something and once a second for what others wrote, costs as little for a city as for a
village: a request looks for itself only when it comes and when there is something for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Lock

from sync.platform.keys import PlatformKeys
from sync.platform.store import Database


class Ear:
    """Somebody who waits to be woken.

    Args:
        terminal: whose news it waits for; empty where it is not a terminal's.
        after: position of that terminal's feed up to which it has heard all.
    """

    def __init__(self, terminal: str = "", after: int = 0) -> None:
        self.terminal = terminal
        self.after = after
        self._heard = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def hear(self) -> None:
        """Wake up; may be called on any thread."""
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(self._heard.set)

    async def wait(self, seconds: float) -> bool:
        """Come back when woken, at the latest after `seconds`; whether it was that."""
        # not wait_for: up to Python 3.11 that forgets a cancellation that comes with the event
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._heard.wait()
        heard = self._heard.is_set()
        self._heard.clear()
        return heard


class Bell:
    """Who waits in this process: feed requests, and a lookout that looks for all of them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ears: set[Ear] = set()
        self._lookout: Ear | None = None
        self.closed = False

    @contextmanager
    def listening(self, terminal: str, after: int) -> Iterator[Ear]:
        """The ear of a request; look for news after opening it."""
        ear = Ear(terminal, after)
        with self._lock:
            self._ears.add(ear)
        try:
            yield ear
        finally:
            with self._lock:
                self._ears.discard(ear)

    @contextmanager
    def looking_out(self) -> Iterator[Ear]:
        """The ear of the lookout, which hears every ring from now on."""
        self._lookout = ear = Ear()
        try:
            yield ear
        finally:
            self._lookout = None

    def ring(self) -> None:
        """Something was written; may be called on any thread."""
        if (lookout := self._lookout) is not None:
            lookout.hear()

    def terminals(self) -> set[str]:
        """Who waits."""
        with self._lock:
            return {ear.terminal for ear in self._ears}

    def wake(self, ends: Mapping[str, int]) -> None:
        """Wake whom there may be news for.

        Args:
            ends: last position taken in terminals' feeds; who has heard up to there sleeps on.
        """
        with self._lock:
            ears = [ear for ear in self._ears if ends.get(ear.terminal, 0) > ear.after]
        for ear in ears:
            ear.after = ends[ear.terminal]  # there may be nothing to tell there: once is enough
            ear.hear()

    def wake_all(self) -> None:
        """Wake everybody."""
        with self._lock:
            ears = tuple(self._ears)
        for ear in ears:
            ear.hear()

    def close(self) -> None:
        """Let every waiting request answer now: the platform is about to end."""
        self.closed = True
        self.wake_all()
        self.ring()


class Lookout:
    """Looks for news for all who wait.

    Args:
        database: where it stands.
        keys: of the platform; others are news for everybody.
        bell: who waits.
    """

    def __init__(self, database: Database, keys: PlatformKeys, bell: Bell) -> None:
        self._database = database
        self._keys = keys
        self._bell = bell
        self._seen: tuple[PlatformKeys, tuple[int, int]] | None = None

    def look(self) -> None:
        """Wake whom there may be news for.

        Raises:
            EnvironmentFault: the database does not answer, or the keys cannot be read.
        """
        terminals = self._bell.terminals()
        if not terminals:
            return
        keys = self._keys.latest()
        with self._database.reading() as transaction:
            ends = transaction.feed_positions(terminals)
            notices = transaction.notices.mark()
        seen = (keys, notices)
        if seen != self._seen:
            self._bell.wake_all()
        else:
            self._bell.wake(ends)
        self._seen = seen
