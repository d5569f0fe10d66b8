"""What the platform refused and a person has to look at: messages, and files of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.cases import delivery, file_delivery
from kiosk.cases.audit import TECHNICIAN
from kiosk.cases.files import OutboxFile
from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.ports import CaseStore


@dataclass(frozen=True, slots=True)
class Held:
    """One thing in quarantine, without personal data.

    Args:
        what: ``message`` or ``file``.
        name: the message's id, or the SHA-256 of the sealed file.
        case: deposit number of the case it belongs to; empty if it belongs to none.
        code: why it was refused.
        text: a sentence about the same for a technician.
        written_at: wall clock of the deposit, aware.
    """

    what: str
    name: str
    case: str
    code: str
    text: str
    written_at: datetime


def held(store: CaseStore) -> list[Held]:
    """Everything in quarantine, messages before files, each kind oldest first."""
    with store.reading() as uow:
        messages = uow.outbox.in_state(MessageState.QUARANTINED)
        files = uow.files.in_state(MessageState.QUARANTINED)
        wanted = {message.case_id for message in messages if message.case_id is not None}
        wanted |= {file.case_id for file in files}
        numbers = {case.case_id: case.number for case in uow.cases.load(wanted)}

    def shown(one: OutboxMessage | OutboxFile, what: str, name: str) -> Held:
        number = "" if one.case_id is None else numbers[one.case_id]
        return Held(what, name, number, one.reason, one.detail, one.created_at)

    return [
        *(shown(message, "message", str(message.message_id)) for message in messages),
        *(shown(file, "file", file.sha256) for file in files),
    ]


def resend_all(store: CaseStore, *, actor: str = TECHNICIAN) -> int:
    """Put everything in quarantine back into its queue, on a technician's word; how much."""
    with store.reading() as uow:
        messages = [message.message_id for message in uow.outbox.in_state(MessageState.QUARANTINED)]
        files = [file.sha256 for file in uow.files.in_state(MessageState.QUARANTINED)]
    return delivery.resend(
        store.unit_of_work(), messages, actor=actor
    ) + file_delivery.resend_files(store.unit_of_work(), files, actor=actor)
