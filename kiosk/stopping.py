"""Ending a process in order when the service manager says so."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread


def handler(stop: Callable[[], None]) -> Callable[..., None]:
    """What to do at a signal: have something stopped, by a thread of its own.

    A handler runs between two steps of the main thread, which may just hold the lock of the very
    event that is to be set; it would wait for itself for ever.

    Args:
        stop: sets an event, or calls what does.
    """

    def handle(*_: object) -> None:
        Thread(target=stop, name="stopping", daemon=True).start()

    return handle
