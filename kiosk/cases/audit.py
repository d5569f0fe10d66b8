"""What was done to this terminal, and by whom: a log in which nothing changes unnoticed.

Each entry carries a hash over itself and the one before (docs/decisions/0053-audit.md). Whoever
changes, removes or puts in an entry breaks the chain there. A break is told and never mended: the
log goes on behind it. So nothing that stands there may raise, whoever wrote it: a log that could
not be read would tell of nothing, and keep what has to be noted from being done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from sync.protocol.canonical import canonical

if TYPE_CHECKING:
    from kiosk.cases.ports import CaseStore

AGENT, OPERATOR, PLATFORM, TECHNICIAN = "agent", "operator", "platform", "technician"
BROKEN = "audit.broken"
"""The act of an entry that tells of a break."""
MOST = 2**53 - 1
"""The highest position there is: exact in every JSON reader."""
RESENT = "quarantine.resent"
"""The act of an entry that tells what was taken out of quarantine."""
STARTED = "agent.started"
"""The act of an entry that tells of a start of the agent."""
_BEGINNING = "0" * 64
_PURPOSE = b"bianmin-audit-v1\0"
_MOST_TOLD = 20
"""Breaks told at once; who changed more has been told of."""
_STARTS_APART = timedelta(hours=1)
"""An agent that ends again and again must not fill the log."""


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
    position, previous = (0, _BEGINNING) if last is None else (last.position, last.sha256)
    entry = AuditEntry(position + 1, at, actor, act, subject, outcome)
    return replace(entry, sha256=entry.digest(previous))


def breaks(entries: Iterable[AuditEntry]) -> list[int]:
    """Positions of the entries that do not follow the one before them, in their order.

    Args:
        entries: all there are, by position.
    """
    found: list[int] = []
    position, previous = 0, _BEGINNING
    for entry in entries:
        follows = entry.position == position + 1 <= MOST
        if not follows or entry.sha256 != entry.digest(previous):
            found.append(entry.position)
        position, previous = entry.position, entry.sha256
    return found


def check(store: CaseStore) -> list[int]:
    """Go through the whole log.

    Returns:
        Positions of the entries that do not follow the one before.

    Raises:
        EnvironmentFault: the store cannot be used.
    """
    with store.reading() as uow:
        return breaks(uow.audit.entries())


def tell(store: CaseStore, broken: Iterable[int], *, clock: Clock) -> None:
    """Tell the platform of breaks it was not told of, a terminal that has none later.

    Args:
        store: of this terminal.
        broken: what `check` found.
        clock: time and identifiers.

    Raises:
        EnvironmentFault: the store cannot be used, or nobody can be told.
    """
    from kiosk.cases.sealing import audit_break_body  # cryptography
    from kiosk.cases.words import say
    from sync.protocol.envelope import MessageKind

    with store.unit_of_work() as uow:
        identity = uow.terminal.get()
        if identity is None or identity.revoked_at is not None:
            return
        told = {entry.subject for entry in uow.audit.entries() if entry.act == BROKEN}
        for position in [at for at in broken if str(at) not in told][:_MOST_TOLD]:
            uow.audit.note(AGENT, BROKEN, str(position))
            body = audit_break_body(min(max(position, 1), MOST), clock.now())
            say(uow, MessageKind.AUDIT, body, clock=clock)
        uow.commit()


def note_start(store: CaseStore, *, clock: Clock) -> None:
    """Note that the agent begins, unless it did so a moment ago.

    Raises:
        EnvironmentFault: the store cannot be used.
    """
    with store.unit_of_work() as uow:
        last = uow.audit.last()
        again = last is not None and last.act == STARTED
        if last is None or not again or abs(clock.now() - last.at) >= _STARTS_APART:
            uow.audit.note(AGENT, STARTED)
            uow.commit()
