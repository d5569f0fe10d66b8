"""Counts kept by the database, and an index by state: neither is to cost more in a long queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = ("queued", "sending", "retry_wait", "acknowledged", "quarantined")


def upgrade() -> None:
    """Count what is there, once; from now on triggers do."""
    op.create_table(
        "tallies",
        sa.Column("lane", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    for state in _STATES:
        op.execute(
            f"INSERT INTO tallies SELECT 'message', '{state}', count(*), 0"  # noqa: S608 # words of our own
            f" FROM outbox WHERE state = '{state}'"
        )
        op.execute(
            f"INSERT INTO tallies SELECT 'file', '{state}', count(*), ifnull(sum(size - sent), 0)"  # noqa: S608 # words of our own
            f" FROM files WHERE state = '{state}'"
        )
    _count("outbox", "message", "0", "0", of="state")
    _count("files", "file", "OLD.size - OLD.sent", "NEW.size - NEW.sent", of="state, sent")
    for table in ("outbox", "files"):
        op.create_index(
            f"ix_{table}_unsent_state",
            table,
            ["state", "position"],
            sqlite_where=sa.text("state <> 'acknowledged'"),
        )


def _count(table: str, lane: str, old: str, new: str, *, of: str) -> None:
    """Let the database count a table's rows by state.

    Args:
        table: whose rows.
        lane: what they are called in the tallies.
        old: bytes that the old row stands for.
        new: bytes that the new row stands for.
        of: the columns whose change changes the tallies.
    """
    gone = (
        f"UPDATE tallies SET number = number - 1, bytes = bytes - ({old})"  # noqa: S608 # words of our own
        f" WHERE lane = '{lane}' AND state = OLD.state;"
    )
    come = (
        f"UPDATE tallies SET number = number + 1, bytes = bytes + ({new})"  # noqa: S608 # words of our own
        f" WHERE lane = '{lane}' AND state = NEW.state;"
    )
    # a row that is only leased again or waits longer must not cost two more writes
    moved = f"OLD.state <> NEW.state OR ({old}) <> ({new})"
    for event, condition, steps in (
        ("INSERT", "1", come),
        (f"UPDATE OF {of}", moved, gone + come),
        ("DELETE", "1", gone),
    ):
        name = f"tally_{table}_{event.partition(' ')[0].lower()}"
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {condition} BEGIN {steps} END"
        )
