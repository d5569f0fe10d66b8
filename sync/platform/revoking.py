"""Terminals that are not to work any more: an operator's word, and what the terminal says to it."""

from __future__ import annotations

from datetime import datetime

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.problems import ProblemError
from sync.platform.store import ActRow, Database, FormerKeyRow, TerminalRow
from sync.protocol.revocation import WipedBody


def revoke(
    database: Database, terminal: str, *, because: str, actor: str, clock: Clock
) -> TerminalRow:
    """Let a terminal in no more; it wipes itself when it hears of it.

    Args:
        database: where it is known.
        terminal: its number.
        because: why, for the record; no citizen's name.
        actor: who says so.
        clock: the platform's time.

    Raises:
        EnvironmentFault: ``terminal.unknown``; ``terminal.revoked``, it was before.
    """
    now = clock.now()
    with database.begin() as transaction:
        done = transaction.credentials.revoke(terminal, because, now)
        row = transaction.terminal(terminal)
        if row is None:
            raise EnvironmentFault(
                "terminal.unknown", f"No terminal {terminal} is enrolled.", "A number: 0001."
            )
        if not done:
            raise EnvironmentFault("terminal.revoked", f"Terminal {terminal} is revoked already.")
        transaction.record(
            ActRow(now, actor, "revoke", f"{terminal}: {because}" if because else terminal)
        )
    return row


def note_wiped(
    database: Database, terminal: str, public_key: bytes, body: WipedBody, *, clock: Clock
) -> datetime:
    """Keep a revoked terminal's last word; said again, the first one stays.

    Returns:
        When it came first.

    Raises:
        ProblemError: 409 ``terminal.not_revoked``.
    """
    now = clock.now()
    with database.begin() as transaction:
        heard = transaction.credentials.note_wiped(public_key, kept=body.kept, now=now)
        if heard is None:
            raise ProblemError(409, "terminal.not_revoked", "This terminal is not revoked.")
        if heard == now:
            act = ActRow(now, f"terminal {terminal}", "wiped", f"{body.kept} kept sealed")
            transaction.record(act)
    return heard


def state_of(row: TerminalRow | FormerKeyRow) -> str:
    """How a terminal stands: in use, revoked, or known to have wiped itself."""
    if row.revoked_at is None:
        return "in_use"
    return "revoked" if row.wiped_at is None else "wiped"
