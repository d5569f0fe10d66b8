"""What a serving platform does by itself, without being asked."""

from __future__ import annotations

import asyncio

import structlog
from fastapi.concurrency import run_in_threadpool

from kiosk.errors import EnvironmentFault
from sync.platform.api.parts import Platform

EVERY_S = 60.0
_events = structlog.get_logger()


async def watch(platform: Platform, every_s: float = EVERY_S) -> None:
    """Accept what nobody said anything about in time, and throw away files that stopped coming.

    Every worker does this: whichever comes first moves a case, the others find it moved.

    Args:
        platform: whose cases.
        every_s: seconds from one look to the next.
    """
    while True:
        try:
            accepted = await run_in_threadpool(platform.decisions.accept_by_silence)
            await run_in_threadpool(platform.files.sweep)
        except EnvironmentFault as fault:  # a database that restarts: look again later
            _events.error("cases.not_watched", code=fault.code, reason=str(fault))
        except Exception:  # noqa: BLE001 # a mistake of ours with one case must not end the watch
            _events.exception("cases.not_watched", code="platform.bug")
        else:
            if accepted:
                platform.bell.ring()
                _events.info("cases.accepted_by_silence", count=accepted)
        await asyncio.sleep(every_s)
