"""Keeping the identity an enrolment gave: the first one, or another in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.cases.audit import PLATFORM, TECHNICIAN
from kiosk.cases.ports import UnitOfWork
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import BugError

if TYPE_CHECKING:
    from sync.protocol.envelope import PlatformKey


def keep(
    uow: UnitOfWork, identity: TerminalIdentity, *, clock: Clock, actor: str = TECHNICIAN
) -> int:
    """Speak to the platform as `identity` from now on.

    What an enrolment before this one has left unsent goes on in a new epoch, with the bytes that
    were sealed and signed then: the platform knows the key they were signed with.

    Args:
        uow: one that may write.
        identity: that was given.
        clock: time and names.
        actor: who enrolled it.

    Returns:
        How many messages go on.

    Raises:
        BugError: the number is another one than before: what was sealed under it could not be sent.
    """
    moved = 0
    with uow:
        before = uow.terminal.get()
        if before is not None:
            if before.terminal != identity.terminal:
                raise BugError("a terminal cannot get another number")
            epoch = clock.uuid7()
            moved = uow.outbox.move_unsent(epoch)
            uow.numbers.start_epoch(epoch, moved)
            uow.outbox.make_due(clock.now())
            uow.files.make_due(clock.now())
        uow.terminal.save(identity)
        act = "terminal.enrolled" if before is None else "terminal.enrolled_again"
        uow.audit.note(actor, act, identity.terminal)
        uow.commit()
    return moved


def learn_signers(uow: UnitOfWork, keys: Mapping[str, bytes]) -> TerminalIdentity | None:
    """Believe other signing keys of the platform from now on; the identity that has them.

    Args:
        uow: one that may write.
        keys: raw public keys by name, oldest first.
    """
    with uow:
        identity = uow.terminal.get()
        if identity is None:
            return None
        identity = replace(identity, acknowledgement_keys=dict(keys))
        uow.terminal.save(identity)
        uow.audit.note(PLATFORM, "signers.learnt", " ".join(keys))
        uow.commit()
    return identity


def learn_keys(uow: UnitOfWork, keys: Sequence[PlatformKey]) -> None:
    """Seal to other keys of the platform, which it has signed for, from the next message on.

    Args:
        uow: one that may write.
        keys: all that may be sealed to, newest first.
    """
    with uow:
        identity = uow.terminal.get()
        if identity is not None:
            uow.terminal.save(replace(identity, platform_keys=tuple(keys)))
            uow.audit.note(PLATFORM, "keys.learnt", " ".join(key.key_id for key in keys))
            uow.commit()
