"""What was done to this terminal, and by whom: a log in which nothing changes unnoticed.

Each entry carries a hash over itself and the one before (docs/decisions/0053-audit.md). Whoever
changes, removes or puts in an entry breaks the chain there. A break is told and never mended: the
log goes on behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from sync.protocol.canonical import canonical

if TYPE_CHECKING:
    from kiosk.cases.ports import CaseStore

AGENT, OPERATOR, PLATFORM, TECHNICIAN = "agent", "operator", "platform", "technician"
BROKEN = "audit.broken"
"""The act of an entry that tells of a break."""
_PURPOSE = b"bianmin-audit-v1\0"
_BEGINNING = "0" * 64
_MOST_TOLD = 20
"""Breaks told at once; who changed more has been told of."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done. Nothing in it is of a citizen.

    Args:
        position: 1, 2, 3 …
        at: wall clock, aware.
        actor: who did it: `AGENT`, `OPERATOR` (far away), `PLATFORM`, or `TECHNICIAN` and their
            user's name.
        act: what was done.
        subject: to what.
        outcome: what came of it, where it may fail.
        sha256: over all of that and the `sha256` of the entry before.
    """

    position: int
    at: datetime
    actor: str
    act: str
    subject: str
    outcome: str
    sha256: str = ""

    def digest(self, previous: str) -> str:
        """What `sha256` has to be behind an entry with the hash `previous`."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        facts = [self.position, at, self.actor, self.act, self.subject, self.outcome, previous]
        return sha256(_PURPOSE + canonical(facts)).hexdigest()


def entry_after(  # an entry has as many parts as it has
    last: AuditEntry | None, at: datetime, actor: str, act: str, *, subject: str, outcome: str
) -> AuditEntry:
    """The entry that follows the last one there is."""
    position, previous = (1, _BEGINNING) if last is None else (last.position + 1, last.sha256)
    entry = AuditEntry(position, at, actor, act, subject, outcome)
    return AuditEntry(position, at, actor, act, subject, outcome, entry.digest(previous))


def breaks(entries: Iterable[AuditEntry]) -> list[int]:
    """Positions of the entries that do not follow the one before them, in their order.

    Args:
        entries: all there are, by position.
    """
    nothing = AuditEntry(0, datetime.fromtimestamp(0, UTC), "", "", "", "", _BEGINNING)
    return [
        entry.position
        for before, entry in pairwise((nothing, *entries))
        if entry.position != before.position + 1 or entry.sha256 != entry.digest(before.sha256)
    ]


def check(store: CaseStore, *, clock: Clock) -> list[int]:
    """Go through the whole log, and tell the platform of breaks it was not told of.

    Returns:
        Positions of the entries that do not follow the one before.

    Raises:
        EnvironmentFault: the store cannot be used, or nobody can be told.
    """
    with store.reading() as uow:
        entries = uow.audit.entries()
    broken = breaks(entries)
    told = {entry.subject for entry in entries if entry.act == BROKEN}
    if new := [at for at in broken if str(at) not in told][:_MOST_TOLD]:
        _tell(store, new, clock)
    return broken


def _tell(store: CaseStore, positions: list[int], clock: Clock) -> None:
    from kiosk.cases.sealing import audit_break_body  # cryptography
    from kiosk.cases.words import say
    from sync.protocol.envelope import MessageKind

    with store.unit_of_work() as uow:
        identity = uow.terminal.get()
        for position in positions:
            uow.audit.note(AGENT, BROKEN, str(position))
            if identity is not None and identity.revoked_at is None:
                body = audit_break_body(position, clock.now())
                say(uow, MessageKind.AUDIT, body, clock=clock)
        uow.commit()
