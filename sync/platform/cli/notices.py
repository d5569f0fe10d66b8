"""``kiosk-platform notice``: what everybody is to know."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened
from sync.protocol.numbers import LOCAL_TIME


def add(commands: Commands) -> None:
    """Add the commands."""
    notice = commands.group("notice", "Post public notices on the terminals' screens.")
    posted = notice.add("add", run_add)
    posted.add_argument("--title", required=True, metavar="WORDS", help="one line, Chinese")
    posted.add_argument("--text", required=True, metavar="WORDS", help="what it says, Chinese")
    posted.add_argument("--title-en", default="", metavar="WORDS", help="the title in English")
    posted.add_argument("--text-en", default="", metavar="WORDS", help="the text in English")
    posted.add_argument(
        "--from",
        dest="begins_at",
        type=_beginning,
        metavar="DAY",
        help="first day, such as 2026-12-01, or 2026-12-01T08:30; Chinese time (now)",
    )
    posted.add_argument(
        "--to",
        dest="ends_at",
        type=_end,
        required=True,
        metavar="DAY",
        help="last day, such as 2026-12-31, or 2026-12-31T18:00",
    )
    posted.add_argument(
        "--terminal",
        dest="terminals",
        action="append",
        default=[],
        metavar="NUMBER",
        help="for this terminal alone; may be given several times (all)",
    )
    notice.add("list", run_list)
    withdrawn = notice.add("withdraw", run_withdraw, as_json=False)
    withdrawn.add_argument("notice", type=_identifier, help="its name, as the list shows it")


def run_add(options: argparse.Namespace) -> None:
    """Post a notice; terminals that are online show it within seconds."""
    from sync.platform.notices import post  # loads pydantic, which --help does not need

    clock = SystemClock()
    english = bool(options.title_en or options.text_en)
    with opened(options) as (database, _):
        row = post(
            database,
            title={"zh_CN": options.title} | ({"en": options.title_en} if english else {}),
            text={"zh_CN": options.text} | ({"en": options.text_en} if english else {}),
            begins_at=options.begins_at or clock.now(),
            ends_at=options.ends_at,
            terminals=options.terminals,
            actor=options.actor,
            clock=clock,
        )
    if options.json:
        print_json({"id": str(row.notice_id)})
    else:
        print(row.notice_id)


def run_list(options: argparse.Namespace) -> None:
    """Show all notices, oldest first, and how many terminals have heard of each."""
    from sync.platform.notices import state_of  # as above

    now = SystemClock().now()
    with opened(options) as (database, _), database.reading() as transaction:
        rows = transaction.notices.every()
        terminals, told = transaction.notices.terminals(), transaction.notices.told()
    shown = [
        {
            "id": str(row.notice_id),
            "state": state_of(row, now),
            "from": row.begins_at.isoformat(),
            "to": row.ends_at.isoformat(),
            "terminals": None if row.everywhere else terminals.get(row.notice_id, []),
            "told": told.get(row.notice_id, []),
            "title": json.loads(row.title),
            "text": json.loads(row.text),
            "actor": row.actor,
            "at": row.at.isoformat(),
            "withdrawn_at": row.withdrawn_at and row.withdrawn_at.isoformat(),
        }
        for row in rows
    ]
    if options.json:
        print_json(shown)
        return
    for row, one in zip(rows, shown, strict=True):
        where = "all" if row.everywhere else " ".join(terminals.get(row.notice_id, []))
        print(
            row.notice_id,
            one["state"],
            f"{row.begins_at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}",
            f"{row.ends_at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}",
            where,
            f"told {len(told.get(row.notice_id, []))}",
            json.loads(row.title)["zh_CN"],
            sep="  ",
        )


def run_withdraw(options: argparse.Namespace) -> None:
    """Take a notice back; terminals that are online drop it within seconds."""
    from sync.platform.notices import withdraw  # as above

    with opened(options) as (database, _):
        withdraw(database, options.notice, actor=options.actor, clock=SystemClock())


def _beginning(text: str) -> datetime:
    """A day begins at midnight."""
    return _moment(text, timedelta())


def _end(text: str) -> datetime:
    """A last day ends at the midnight after it."""
    return _moment(text, timedelta(days=1))


def _moment(text: str, after_midnight: timedelta) -> datetime:
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TIME)).astimezone(UTC)
        midnight = datetime.combine(date.fromisoformat(text), time(), LOCAL_TIME)
        return (midnight + after_midnight).astimezone(UTC)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-12-31") from None


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no name of a notice") from None
