"""Taking this terminal out of use because the platform revoked it (docs/decisions/0042).

in use → revoked → retired    each step in one transaction, so that a kill finds it before or after

Revoked: everything the platform has signed for is let go of, and what tells of people; the screen
serves nobody. Retired: the key is gone, too, and nobody can speak to the platform in its name. What
the platform has not signed for stays, sealed, until the terminal is enrolled again.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.cases.audit import AGENT, OPERATOR
from kiosk.cases.ports import CaseStore, UnitOfWork
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock

_SECRET_BYTES = 32


def wipe(store: CaseStore, *, clock: Clock) -> None:
    """Let go of what may be let go of, on the platform's verified word; again it does nothing."""
    with store.unit_of_work() as uow:
        identity = uow.terminal.get()
        if identity is not None and identity.revoked_at is None:
            uow.terminal.save(replace(identity, revoked_at=clock.now()))
            uow.terminal.wipe(clock.token(_SECRET_BYTES))
            uow.audit.note(OPERATOR, "terminal.revoked", identity.terminal)
            uow.commit()
    store.fold()


def retire(store: CaseStore) -> None:
    """Destroy the key of a revoked terminal: nobody can speak in its name any more."""
    with store.unit_of_work() as uow:
        identity = uow.terminal.get()
        if identity is not None and identity.revoked_at is not None and not is_retired(identity):
            uow.terminal.save(replace(identity, private_key=b"", next_key=b""))
            uow.audit.note(AGENT, "key.destroyed")
            uow.commit()
    store.fold()


def is_retired(identity: TerminalIdentity) -> bool:
    """Whether a revoked terminal has destroyed its key."""
    return not identity.private_key


def kept(uow: UnitOfWork) -> int:
    """How many messages and files are kept because the platform has not signed for them."""
    with uow:
        counts = uow.outbox.counts()
    return counts.pending + counts.quarantined + counts.files_quarantined
