"""Cases that leave in one piece with their files, for servers that know no lanes.

The message is leased as any other (`kiosk.cases.delivery`); its files are never leased for
themselves, and arrive with it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from kiosk.cases.delivery import cases_received
from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.ports import UnitOfWork
from kiosk.clock import Clock
from sync.protocol.envelope import MessageKind


def file_content(uow: UnitOfWork, sha256: str) -> bytes | None:
    """All sealed bytes of a file; None if the store has none of it.

    Args:
        uow: one that may only read.
        sha256: of the sealed bytes.
    """
    content = bytearray()
    with uow:
        while part := uow.files.part(sha256, len(content)):
            content += part
    return bytes(content) or None


def arrived(
    uow: UnitOfWork,
    message: OutboxMessage,
    files: Collection[str],
    answer: bytes,
    *,
    clock: Clock,
) -> None:
    """Keep the server's word that it has a message and its files, and let go of the bytes.

    All in one transaction: of a case that counts as received nothing readable stays here.

    Args:
        uow: one that may write.
        message: what was delivered.
        files: SHA-256 of the sealed bytes of its files.
        answer: the server's envelope as received, or why nobody was asked.
        clock: time.
    """
    with uow:
        settled: dict[str, Any] = {
            "state": MessageState.ACKNOWLEDGED,
            "due_at": None,
            "lease": None,
            "reason": "",
            "detail": "",
            "acknowledgement": uow.outbox.add_acknowledgement(answer),
        }
        uow.outbox.save([replace(message, **settled)])
        uow.outbox.erase(message.message_id)
        for sha256 in files:
            file = uow.files.get(sha256)
            if file is not None:
                uow.files.save(replace(file, sent=file.size, **settled))
                uow.files.drop_content(sha256)
        if message.kind is MessageKind.CASE and message.case_id is not None:
            cases_received(uow, {message.case_id: ""}, clock.now())
        uow.commit()
