"""How terminals are: what is known of each, and what of it somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sync.platform.revoking import state_of
from sync.platform.store import HealthRow, TerminalRow, Transaction
from sync.protocol.health import TerminalReport

SILENT = timedelta(days=1)
"""As for the alarms that docs/operating.md names."""
LITTLE_ROOM = 2**30


class Trouble(StrEnum):
    """What is the matter with a terminal."""

    SILENT = "silent"
    """It has not asked for anything for a day."""
    DEVICES = "devices"
    REFUSED = "refused"
    """Some of what it sent stays in quarantine."""
    OLD = "old"
    """It is there, and has had something to send for a day."""
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Condition:
    """A terminal, with its last word on itself.

    Args:
        row: the terminal.
        health: what it said last; None if it never did.
        report: the same, read.
    """

    row: TerminalRow
    health: HealthRow | None
    report: TerminalReport | None

    @classmethod
    def of(cls, row: TerminalRow, health: HealthRow | None) -> Condition:
        """Read a terminal's word."""
        report = None if health is None else TerminalReport.model_validate_json(health.report)
        return cls(row, health, report)

    @property
    def state(self) -> str:
        """In use, revoked or wiped."""
        return state_of(self.row)

    def troubles(self, now: datetime) -> tuple[Trouble, ...]:
        """What is the matter; nothing with one that was revoked."""
        if self.row.revoked_at is not None:
            return ()
        seen = self.row.last_seen_at or self.row.enrolled_at
        silent = now - seen >= SILENT
        found = {Trouble.SILENT: silent}
        if self.report is not None:
            oldest, room = self.report.oldest_unsent, self.report.free_bytes
            found |= {
                Trouble.DEVICES: bool(self.report.unwell),
                Trouble.REFUSED: any(self.report.reasons.values()),
                Trouble.OLD: not silent and oldest is not None and now - oldest >= SILENT,
                Trouble.ROOM: room is not None and room < LITTLE_ROOM,
            }
        return tuple(trouble for trouble, there in found.items() if there)


def every(transaction: Transaction) -> list[Condition]:
    """How all terminals are, by number."""
    health = {one.terminal: one for one in transaction.health.every()}
    return [Condition.of(row, health.get(row.number)) for row in transaction.terminals()]


def one(transaction: Transaction, terminal: str) -> Condition | None:
    """How one terminal is; None if there is none of that number."""
    row = transaction.terminal(terminal)
    return None if row is None else Condition.of(row, transaction.health.of(terminal))
