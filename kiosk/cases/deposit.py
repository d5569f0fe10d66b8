"""提交: the one transaction that turns a session into a case."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.cases.files import OutboxFile
from kiosk.cases.ports import UnitOfWork
from kiosk.cases.records import CaseRecord, CaseState, ReceiptFacts
from kiosk.cases.submission import Submission
from kiosk.cases.terminal import check_ready
from kiosk.clock import Clock
from kiosk.identity.masking import mask_id_no, mask_name
from sync.protocol.numbers import DepositNumber, local_day


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the applicant may be told once it is durable.

    Args:
        number: deposit number, not grouped.
        case_id: identifier of the case, here and at the platform.
        message_id: identifier of its message in the outbox.
        deposited_at: aware, UTC.
        receipt: what to print.
    """

    number: str
    case_id: UUID
    message_id: UUID
    deposited_at: datetime
    receipt: ReceiptFacts


def deposit(uow: UnitOfWork, submission: Submission, *, clock: Clock) -> Deposit:
    """Seal a submission and make it durable, in one transaction.

    Number, sealed bytes, case row, outbox row and files are all there when this returns, and none
    of them if it does not.

    Raises:
        EnvironmentFault: ``terminal.not_enrolled``, ``terminal.revoked``, ``clock.unset``,
            ``number.exhausted``, ``deposit.too_large``, ``envelope.*``, ``store.*``.
    """
    from kiosk.cases import sealing  # pydantic and cryptography, too slow before the first frame
    from sync.protocol.envelope import MessageKind

    now = clock.now()
    case_id, message_id = clock.uuid7(), clock.uuid7()
    enclosed = sealing.enclose(submission.attachments)
    with uow:
        identity = check_ready(uow.terminal.get(), now)
        day = local_day(now)
        number = DepositNumber(int(identity.terminal), day, uow.numbers.next_of_day(day)).text
        body = sealing.case_body(
            submission,
            case_id=case_id,
            number=number,
            terminal=identity.terminal,
            deposited_at=now,
            attachments=enclosed.attachments,
        )
        message = sealing.seal_message(
            body,
            identity,
            message_id=message_id,
            case_id=case_id,
            place=uow.numbers.next_seq(),
            kind=MessageKind.CASE,
            item_version=submission.item_version,
            created_at=now,
            clock=clock,
        )
        receipt = _receipt(submission, number, identity.terminal, now)
        uow.cases.add(
            CaseRecord(
                case_id=case_id,
                number=number,
                person=person_index(uow.terminal.person_secret(), submission.applicant.card.id_no),
                item_id=submission.item_id,
                item_version=submission.item_version,
                state=CaseState.QUEUED,
                deposited_at=now,
                receipt=receipt,
            )
        )
        uow.outbox.add(message)
        for file in enclosed.files:
            waiting = OutboxFile(file.sha256, case_id, len(file.content), now)
            uow.files.add(waiting, file.content)
        uow.commit()
    return Deposit(number, case_id, message_id, now, receipt)


def warm_up() -> None:
    """Import what the first deposit needs, so that its citizen does not wait for it.

    Call it from an idle moment after the first frame.
    """
    from kiosk.cases import sealing  # see `deposit`

    del sealing


def person_index(secret: bytes, id_no: str) -> bytes:
    """The index under which a person's cases are found: HMAC-SHA256 of the card's number.

    Without this terminal's secret nobody can tell from it whose it is.
    """
    return hmac.digest(secret, id_no.strip().upper().encode(), hashlib.sha256)


def _receipt(
    submission: Submission, number: str, terminal: str, deposited_at: datetime
) -> ReceiptFacts:
    card = submission.applicant.card
    return ReceiptFacts(
        number=number,
        item_name=dict(submission.item_name),
        masked_name=mask_name(card.display_name),
        masked_id_no=mask_id_no(card.id_no),
        deposited_at=deposited_at,
        terminal=terminal,
        place_name=submission.place.name,
        materials=tuple((one.name, one.kind, one.count) for one in submission.materials),
        expected=dict(submission.expected),
        hotline=submission.place.hotline,
        adds_text=submission.adds_text,
    )
