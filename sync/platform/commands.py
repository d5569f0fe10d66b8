"""What operators tell terminals to do from afar, and how far each thing has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.store import ActRow, CommandRow, Database
from sync.protocol.command_names import CommandName

LIFE = timedelta(hours=24)
"""A terminal that was away for a week is not to do what somebody wanted then."""


def give(
    database: Database,
    terminal: str,
    name: CommandName,
    *,
    actor: str,
    clock: Clock,
    life: timedelta = LIFE,
) -> CommandRow:
    """Put a command into a terminal's feed.

    Args:
        database: where it goes.
        terminal: who is to do it.
        name: what.
        actor: who wants it, for the record.
        clock: the platform's time.
        life: after this nobody is to do it any more.

    Raises:
        EnvironmentFault: ``terminal.unknown``.
    """
    now = clock.now()
    with database.begin() as transaction:
        if transaction.terminal(terminal) is None:
            raise EnvironmentFault(
                "terminal.unknown", f"No terminal {terminal} is enrolled.", "A number: 0001."
            )
        row = CommandRow(
            terminal=terminal,
            position=transaction.take_positions(terminal, 1),
            command_id=clock.uuid7(),
            name=name,
            actor=actor,
            at=now,
            expires_at=now + life,
        )
        transaction.commands.add(row)
        transaction.record(ActRow(now, actor, f"command:{name}", terminal))
    return row


def state_of(row: CommandRow, now: datetime) -> str:
    """How far a command has come: the terminal's word, else what is known without it."""
    if row.result is not None:
        return row.result
    if row.fetched_at is not None:
        return "fetched"
    return "sent" if now < row.expires_at else "expired"
