"""What a serving platform does by itself, without being asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import structlog

from kiosk.errors import EnvironmentFault
from sync.platform.api.parts import Platform
from sync.platform.form_checks.checker import Checker
from sync.platform.form_checks.forms import Forms
from sync.platform.stock import Stock, Stocktaking
from sync.platform.store import UploadRow
from sync.platform.uploads import whole_name
from sync.platform.waiting import Lookout

EVERY_S = 60.0
_LOOK_S = 2.0
"""From one look for cases to check to the next, while there are none."""
_QUIET_S = 0.5
"""A terminal that empties its queue sends the next batch sooner."""
_OTHERS_S = 1.0
"""How long what another process wrote (an operator's command, another worker) may go unheard."""
_GATHER_S = 0.1
"""What comes so soon after other news is told with it."""
_PATIENCE_S = 5.0
"""However many send, some cases are checked as often as this."""
_BUG = "platform.bug"
_SHOWN = 10
"""Names that one line of the log tells."""
_events = structlog.get_logger()
_Found = TypeVar("_Found")


async def watch(platform: Platform, every_s: float = EVERY_S) -> None:
    """Accept what nobody said anything about in time, check cases, and keep order among files.

    Every worker does this: whichever comes first moves a case, the others find it moved. Files
    have a round of their own: their storage may be slow, and cases do not wait for it.

    Cancelled, it ends once no round uses database or storage any more.

    Args:
        platform: whose cases and files.
        every_s: seconds from one look to the next.
    """
    async with asyncio.TaskGroup() as rounds:
        rounds.create_task(_watch_cases(platform, every_s))
        rounds.create_task(_watch_files(platform, every_s))
        rounds.create_task(_watch_people(platform, every_s))
        rounds.create_task(_watch_feeds(platform))
        rounds.create_task(_watch_forms(platform, min(every_s, _LOOK_S)))


async def _watch_cases(platform: Platform, every_s: float) -> None:
    while True:
        try:
            accepted = await _to_its_end(platform.decisions.accept_by_silence)
        except EnvironmentFault as fault:  # a database that restarts: look again later
            _events.error("cases.not_watched", code=fault.code, reason=str(fault))
        except Exception:  # noqa: BLE001 # a mistake of ours with one case must not end the watch
            _events.exception("cases.not_watched", code=_BUG)
        else:
            if accepted:
                platform.bell.ring()
                _events.info("cases.accepted_by_silence", count=accepted)
        await asyncio.sleep(every_s)


async def _watch_people(platform: Platform, every_s: float) -> None:
    """Let people find cases that an older version took; new ones come with what finds them."""
    while True:
        try:
            noted = await _to_its_end(platform.queries.note_whose)
        except EnvironmentFault as fault:
            _events.error("cases.not_indexed", code=fault.code, reason=str(fault))
        except Exception:  # noqa: BLE001 # as above
            _events.exception("cases.not_indexed", code=_BUG)
        else:
            if noted:
                _events.info("cases.indexed", count=noted)
        await asyncio.sleep(every_s)


async def _watch_feeds(platform: Platform) -> None:
    """Look for all who wait: at once when this process wrote something, else once a second."""
    lookout = Lookout(platform.database, platform.keys, platform.bell)
    failing = ""
    with platform.bell.looking_out() as ear:
        while True:
            await ear.wait(_OTHERS_S)
            try:
                await _to_its_end(lookout.look)
            except EnvironmentFault as fault:
                if fault.code != failing:
                    _events.error("feeds.not_watched", code=fault.code, reason=str(fault))
                failing = fault.code
            except Exception:  # noqa: BLE001 # as above
                if failing != _BUG:
                    _events.exception("feeds.not_watched", code=_BUG)
                failing = _BUG
            else:
                failing = ""
            if failing:
                platform.bell.wake_all()  # who waits looks for itself, and is told what is wrong
            await asyncio.sleep(_GATHER_S)


async def _watch_files(platform: Platform, every_s: float) -> None:
    storage = platform.files.storage
    stocktaking = Stocktaking(platform.database, storage, platform.clock, partial(_count, platform))

    def look() -> None:
        platform.files.sweep()
        storage.answers()
        stock = stocktaking.take_if_due(lambda: not platform.bell.closed)
        if stock is not None:
            _tell(stock)
        platform.files.answers()  # last: what is swept makes room

    failing = ""
    while True:
        try:
            await _to_its_end(look)
        except EnvironmentFault as fault:
            if fault.code != failing:
                _events.error("files.not_watched", code=fault.code, reason=str(fault))
            failing = fault.code
        except Exception:  # noqa: BLE001 # as above
            _events.exception("files.not_watched", code=_BUG)
        else:
            if failing:
                _events.info("files.watched_again")
            failing = ""
        await asyncio.sleep(every_s)


async def _watch_forms(platform: Platform, every_s: float) -> None:
    with Forms(platform.database) as forms:
        checker = Checker(platform.database, platform.keys, forms, platform.clock)
        looked_at = platform.clock.monotonic()
        while True:
            checked = None
            # who is sending goes before what was sent: a check takes time from the next batch
            busy = platform.receiving.borrowed_tokens or platform.receiver.quiet_s < _QUIET_S
            now = platform.clock.monotonic()
            if busy and now - looked_at < _PATIENCE_S:
                await asyncio.sleep(min(every_s, _QUIET_S))
                continue
            looked_at = now
            try:
                checked = await _to_its_end(checker.check_in_turn)
            except EnvironmentFault as fault:
                _events.error("cases.not_checked", code=fault.code, reason=str(fault))
            except Exception:  # noqa: BLE001 # as above
                _events.exception("cases.not_checked", code=_BUG)
            await asyncio.sleep(every_s if checked is None else 0)


def _count(platform: Platform, found: UploadRow) -> None:
    if platform.files.count(found).told:
        platform.bell.ring()


def _tell(stock: Stock) -> None:
    if stock.swept:
        _events.info("files.swept", count=stock.swept)
    if stock.missing:
        names = [whole_name(row) for row in stock.missing[:_SHOWN]]
        _events.error("files.missing", count=len(stock.missing), first=names)
    if stock.results:
        first = stock.results[:_SHOWN]
        _events.error("files.missing", count=len(stock.results), first=first)
    if stock.found:
        names = [whole_name(row) for row in stock.found[:_SHOWN]]
        _events.warning("files.found", count=len(stock.found), first=names)
    if stock.unknown:
        first = stock.unknown[:_SHOWN]
        _events.warning("files.unknown", count=len(stock.unknown), first=first)


async def _to_its_end(work: Callable[[], _Found]) -> _Found:
    """Work on another thread, to its end even if cancelled: it uses what is closed after us."""
    doing = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise
