"""What a terminal has not heard yet."""

from __future__ import annotations

import json
from datetime import datetime
from operator import attrgetter

from sync.platform.corrections import correction_event
from sync.platform.notices import give_places, notice_event
from sync.platform.store import CommandRow, Database, FeedRow
from sync.protocol.corrections import CorrectionEvent
from sync.protocol.messages import MAX_FEED_EVENTS, CommandEvent, FeedEvent
from sync.protocol.notices import NoticeEvent, NoticeWithdrawnEvent

Event = FeedEvent | CommandEvent | NoticeEvent | NoticeWithdrawnEvent | CorrectionEvent

MOST_PAGE_BYTES = 4 * 1024 * 1024
"""Of notices and corrections in one page; terminals read at most twice as much."""


def events_after(
    database: Database,
    terminal: str,
    after: int,
    now: datetime,
    *,
    commands: bool,
    notices: bool = False,
    corrections: bool = False,
) -> tuple[list[Event], bool]:
    """Events after a position, oldest first, and whether there are more.

    Who asks for what comes after a position has everything up to it: that is noted of commands.

    Args:
        database: where they are.
        terminal: who asks.
        after: where it stands.
        now: the platform's time; what is too late for it is not told.
        commands: whether the terminal knows what a command is. One that does not would stumble over
            it for ever: its operator is told so instead.
        notices: whether it knows what a notice is. To one that learns it later they are told then.
        corrections: whether it knows how everything that is missing in a case is told.
    """
    if notices and _has_untold(database, terminal, now):
        give_places(database, terminal, now)
    with database.reading() as transaction:
        posted = (
            transaction.notices.told_after(terminal, after, now, MAX_FEED_EVENTS + 1)
            if notices
            else []
        )
        missing = (
            transaction.corrections.after(terminal, after, MAX_FEED_EVENTS + 1)
            if corrections
            else []
        )
        rows = transaction.feed_after(terminal, after, MAX_FEED_EVENTS + 1)
        live = transaction.commands.to_tell(terminal, after, now)
    if live and not commands:
        with database.begin() as transaction:
            transaction.commands.turn_away(terminal, code="command.terminal_too_old", now=now)
        live = []
    if any(one.position <= after for one in live):
        with database.begin() as transaction:
            transaction.commands.note_fetched(terminal, after, now)
    found: list[Event] = [
        *map(_case_event, rows),
        *map(notice_event, posted),
        *map(correction_event, missing),
        *(_command_event(one) for one in live if one.position > after),
    ]
    found.sort(key=attrgetter("position"))
    page = _page(found)
    return page, len(page) < len(found)


def _page(found: list[Event]) -> list[Event]:
    """As much as a terminal takes at once; it asks for the rest."""
    size = 0
    for number, event in enumerate(found[:MAX_FEED_EVENTS]):
        # the others are small, however many
        if isinstance(event, NoticeEvent | CorrectionEvent):
            size += len(event.model_dump_json().encode())
            if number and size > MOST_PAGE_BYTES:
                return found[:number]
    return found[:MAX_FEED_EVENTS]


def go_on_behind(database: Database, terminal: str, after: int) -> None:
    """Have what is told from now on stand behind what a terminal has heard.

    It has heard more than there is where the database was put back from a backup. What it is told
    next would otherwise stand at places it has passed, and never be heard.
    """
    with database.reading() as transaction:
        known = transaction.feed_position(terminal)
    if known < after:
        with database.begin() as transaction:
            transaction.skip_positions(terminal, after)


def _has_untold(database: Database, terminal: str, now: datetime) -> bool:
    with database.reading() as transaction:
        return bool(transaction.notices.untold(terminal, now))


def _case_event(row: FeedRow) -> FeedEvent:
    return FeedEvent(
        position=row.position,
        case_id=row.case_id,
        deposit_number=row.deposit_number,
        case_number=row.case_number,
        state=row.state,
        at=row.at,
        text=json.loads(row.text),
    )


def _command_event(row: CommandRow) -> CommandEvent:
    return CommandEvent(
        position=row.position,
        command_id=row.command_id,
        name=row.name,
        at=row.at,
        expires_at=row.expires_at,
    )
