"""What a terminal tells its platform of itself: messages without a case (docs/protocol.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kiosk.cases.ports import UnitOfWork
from kiosk.cases.sealing import seal_message
from kiosk.cases.terminal import check_enrolled
from kiosk.clock import Clock

if TYPE_CHECKING:
    from sync.protocol.envelope import MessageKind


def say(uow: UnitOfWork, kind: MessageKind, body: bytes, *, clock: Clock) -> UUID:
    """Put a word into the outbox, inside a transaction of the caller's.

    Args:
        uow: entered, and one that may write.
        kind: what it is about.
        body: the bytes to seal.
        clock: time and identifiers.

    Returns:
        The message's id.

    Raises:
        EnvironmentFault: ``terminal.not_enrolled``, ``terminal.revoked``, or what
            `seal_message` raises.
    """
    message_id = clock.uuid7()
    uow.outbox.add(
        seal_message(
            body,
            check_enrolled(uow.terminal.get()),
            message_id=message_id,
            case_id=None,
            place=uow.numbers.next_seq(),
            kind=kind,
            item_version="",
            created_at=clock.now(),
            clock=clock,
        )
    )
    return message_id
