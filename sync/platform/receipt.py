"""Receiving messages: judge each alone, then write them all in one transaction.

Whatever is sent again, in parallel, out of order or by a copied database: a message counts once,
a case gets one number, and what cannot be accepted is kept in quarantine with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.clock import Clock
from sync.platform.keys import PlatformKeys
from sync.platform.opening import (
    BAD_REQUEST,
    CONFLICT,
    UNPROCESSABLE,
    Judged,
    Opener,
    Refusal,
)
from sync.platform.routing import accepted_at_receipt, words_for
from sync.platform.settings import Acceptance
from sync.platform.states import State
from sync.platform.store import CaseRow, Database, MessageRow, QuarantineRow, Transaction
from sync.protocol.body import CaseBody, PrintOutcomeBody
from sync.protocol.canonical import canonical
from sync.protocol.messages import (
    MAX_MESSAGE_BYTES,
    HeldUpTo,
    MessageIn,
    MessageResult,
    Outcome,
    Position,
)
from sync.protocol.numbers import NumberError, case_number, local_day

ACTOR = "platform"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a batch."""

    results: tuple[MessageResult, ...]
    held: tuple[HeldUpTo, ...]
    told: bool


class Receiver:
    """The use-case `POST /v1/messages`.

    Args:
        database: where everything goes.
        keys: what messages are opened with.
        acceptance: who accepts cases.
        clock: the platform's time.
    """

    def __init__(
        self, database: Database, keys: PlatformKeys, *, acceptance: Acceptance, clock: Clock
    ) -> None:
        self._database = database
        self._keys = keys
        self._acceptance = acceptance
        self._clock = clock

    def receive(
        self, terminal: str, public_key: Ed25519PublicKey, items: Sequence[Any]
    ) -> Received:
        """Take the messages of one batch as they stood in its JSON.

        Raises:
            ProblemError: 400, an entry is not even an object with an id.
        """
        # opening is the slow part and needs no lock, so it is done before the transaction
        opener = Opener(terminal, public_key, self._keys)
        judged = [opener.judge(item) for item in items]
        messages = [one.message for one in judged if one.message is not None]
        epochs = sorted({message.epoch for message in messages})
        now = self._clock.now()
        with self._database.begin() as transaction:
            held = {epoch: transaction.lock_epoch(terminal, epoch) for epoch in epochs}
            results = tuple(_Filing(self, transaction, terminal, now).file(one) for one in judged)
            marks = tuple(
                HeldUpTo(epoch=epoch, seq=transaction.advance(terminal, epoch, held[epoch]))
                for epoch in epochs
            )
        return Received(results, marks, any(one.outcome is Outcome.ACCEPTED for one in results))

    @property
    def acceptance(self) -> Acceptance:
        """Who accepts cases."""
        return self._acceptance


class _Filing:
    """Writes judged messages inside one transaction."""

    def __init__(
        self, receiver: Receiver, transaction: Transaction, terminal: str, now: datetime
    ) -> None:
        self._receiver = receiver
        self._transaction = transaction
        self._terminal = terminal
        self._now = now

    def file(self, judged: Judged) -> MessageResult:
        """Write one message, or the refusal of it."""
        try:
            return self._accept(judged)
        except Refusal as refusal:
            self._quarantine(judged, refusal)
            return MessageResult(
                id=judged.id,
                sha256=judged.sha256,
                outcome=Outcome.REFUSED,
                status=refusal.status,
                code=refusal.code,
                text=str(refusal),
            )

    def _accept(self, judged: Judged) -> MessageResult:
        """Write a message if nothing speaks against it.

        Raises:
            Refusal: something does.
        """
        known = self._transaction.message(judged.id)
        if known is not None:
            return self._repeat(judged, known)
        if judged.refusal is not None or judged.message is None:
            raise judged.refusal or Refusal(BAD_REQUEST, "message.malformed", "Unreadable.")
        message = judged.message
        number = self._number_for(message, judged.body)
        if not self._transaction.add_message(self._row(message)):
            again = self._transaction.message(message.id)
            if again is not None:  # somebody else wrote it since we looked
                return self._repeat(judged, again)
            raise Refusal(
                CONFLICT,
                "fork",
                "Another message stands at this position: the terminal's database was copied "
                "or rolled back.",
            )
        if isinstance(judged.body, CaseBody):
            self._open_case(message, judged.body, number)
        self._transaction.leave_quarantine(self._terminal, message.id, message.sha256)
        return MessageResult(
            id=message.id,
            sha256=message.sha256,
            outcome=Outcome.ACCEPTED,
            case_number=number or None,
        )

    def _repeat(self, judged: Judged, known: MessageRow) -> MessageResult:
        if known.sha256 != judged.sha256 or known.terminal != self._terminal:
            raise Refusal(
                CONFLICT,
                "fork",
                "Other bytes were received under this id: the terminal's database was copied "
                "or rolled back.",
            )
        case = None if known.case_id is None else self._transaction.case(known.case_id)
        return MessageResult(
            id=known.id,
            sha256=known.sha256,
            outcome=Outcome.DUPLICATE,
            case_number=None if case is None else case.case_number,
        )

    def _number_for(self, message: MessageIn, body: CaseBody | PrintOutcomeBody | None) -> str:
        """The number of the message's case: a new one for a new case, empty where there is none.

        Raises:
            Refusal: the message and the cases we have do not go together.
        """
        known = None if message.case_id is None else self._transaction.case(message.case_id)
        if not isinstance(body, CaseBody):
            if message.case_id is None:
                return ""
            if known is None or known.terminal != self._terminal:
                raise Refusal(
                    UNPROCESSABLE, "case.unknown", "The case of this message is not here."
                )
            return known.case_number
        if known is not None or self._transaction.case_by_number(body.deposit_number):
            raise Refusal(
                CONFLICT,
                "fork.case",
                "Another case has this id or deposit number: the terminal's database was "
                "copied or rolled back.",
            )
        day = local_day(self._now)
        sequence = self._transaction.count(f"case:{body.item.code}:{day:%Y%m%d}")
        try:
            return case_number(body.item.code, day, sequence)
        except NumberError as error:
            raise Refusal(UNPROCESSABLE, error.code, error.message) from error

    def _open_case(self, message: MessageIn, body: CaseBody, number: str) -> None:
        case = CaseRow(
            case_id=body.case_id,
            case_number=number,
            deposit_number=body.deposit_number,
            terminal=self._terminal,
            message_id=message.id,
            item_id=body.item.id,
            item_code=body.item.code,
            item_version=body.item.version,
            state=State.DELIVERED,
            state_at=self._now,
            received_at=self._now,
        )
        self._transaction.add_case(case)
        self._tell(case, State.DELIVERED)
        if accepted_at_receipt(case.item_id, self._receiver.acceptance):
            self._transaction.set_state(
                case.case_id, old=State.DELIVERED, new=State.ACCEPTED, at=self._now
            )
            self._tell(case, State.ACCEPTED)

    def _tell(self, case: CaseRow, state: State) -> None:
        text = canonical(dict(words_for(state))).decode()
        self._transaction.tell(case, state=state, at=self._now, text=text, actor=ACTOR)

    def _row(self, message: MessageIn) -> MessageRow:
        sealed_as = message.sealed_as or Position(epoch=message.epoch, seq=message.seq)
        return MessageRow(
            id=message.id,
            terminal=self._terminal,
            epoch=message.epoch,
            seq=message.seq,
            kind=message.kind,
            case_id=message.case_id,
            protocol_version=message.protocol_version,
            item_version=message.item_version,
            key_id=message.key_id,
            sealed_epoch=sealed_as.epoch,
            sealed_seq=sealed_as.seq,
            sealed=message.sealed,
            sha256=message.sha256,
            signature=message.signature,
            created_at=message.created_at,
            received_at=self._now,
        )

    def _quarantine(self, judged: Judged, refusal: Refusal) -> None:
        message = judged.message
        self._transaction.put_into_quarantine(
            QuarantineRow(
                terminal=self._terminal,
                message_id=str(judged.id),
                sha256=judged.sha256,
                epoch=None if message is None else message.epoch,
                seq=None if message is None else message.seq,
                code=refusal.code,
                text=refusal.message,
                envelope=judged.raw if len(judged.raw) <= 2 * MAX_MESSAGE_BYTES else None,
                first_at=self._now,
                last_at=self._now,
            )
        )
