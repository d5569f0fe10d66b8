"""Receiving messages: judge each alone, then write them all in one transaction.

Whatever is sent again, in parallel, out of order or by a copied database: a message counts once,
a case gets one number, and what cannot be accepted is kept in quarantine with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.keys import PlatformKeys
from sync.platform.problems import ProblemError
from sync.platform.routing import accepted_at_receipt, words_for
from sync.platform.settings import Acceptance
from sync.platform.states import State
from sync.platform.store import CaseRow, Database, MessageRow, QuarantineRow, Transaction
from sync.protocol.body import CaseBody, PrintOutcomeBody
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.envelope import PROTOCOL_VERSION, MessageKind, open_sealed, verify_envelope
from sync.protocol.messages import (
    MAX_MESSAGE_BYTES,
    HeldUpTo,
    MessageIn,
    MessageResult,
    Outcome,
    Position,
)
from sync.protocol.numbers import NumberError, case_number, local_day, parse_deposit_number

ACTOR = "platform"
_OK, _BAD_REQUEST, _CONFLICT, _TOO_LARGE, _UNPROCESSABLE = 200, 400, 409, 413, 422


class Refusal(EnvironmentFault):
    """A message cannot be accepted; the others of its batch are not concerned."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code, message)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Judged:
    """A message that was read, and what speaks against it, if anything does."""

    id: UUID
    message: MessageIn | None
    raw: bytes
    body: CaseBody | PrintOutcomeBody | None = None
    refusal: Refusal | None = None

    @property
    def sha256(self) -> str:
        return sha256_hex(self.raw if self.message is None else self.message.sealed)


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
        judged = [self._judge(terminal, public_key, item) for item in items]
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

    def _judge(self, terminal: str, public_key: Ed25519PublicKey, item: Any) -> _Judged:
        try:
            message_id = UUID(item["id"])
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise ProblemError(
                400, "batch.malformed", "A message of the batch has no readable id."
            ) from error
        raw = json.dumps(item, ensure_ascii=True, separators=(",", ":")).encode()
        try:
            message = MessageIn.model_validate(item)
        except ValidationError as error:
            fields = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
            malformed = Refusal(
                _BAD_REQUEST,
                "message.malformed",
                f"These members of the message are wrong: {', '.join(fields[:8])}.",
            )
            return _Judged(message_id, None, raw, refusal=malformed)
        try:
            return _Judged(message_id, message, raw, self._open(terminal, public_key, message))
        except Refusal as refusal:
            return _Judged(message_id, message, raw, refusal=refusal)
        except EnvironmentFault as fault:
            unopened = Refusal(_UNPROCESSABLE, fault.code, fault.message)
            return _Judged(message_id, message, raw, refusal=unopened)

    def _open(
        self, terminal: str, public_key: Ed25519PublicKey, message: MessageIn
    ) -> CaseBody | PrintOutcomeBody | None:
        """Open and check a message.

        Raises:
            EnvironmentFault: what is wrong with it.
        """
        if len(message.sealed) > MAX_MESSAGE_BYTES:
            raise Refusal(_TOO_LARGE, "message.too_large", "A sealed message may have 1 MiB.")
        if sha256_hex(message.sealed) != message.sha256:
            raise Refusal(_BAD_REQUEST, "message.hash", "The message does not fit its hash.")
        if message.protocol_version != PROTOCOL_VERSION:
            raise Refusal(
                _UNPROCESSABLE, "message.version", "This platform reads protocol version 1."
            )
        context = message.context(terminal)
        verify_envelope(message.sealed, context, message.signature, public_key)
        opened = open_sealed(message.sealed, context, self._keys.private_key(message.key_id))
        match message.kind:
            case MessageKind.CASE:
                body = CaseBody.from_bytes(opened)
                _check_case(terminal, message, body)
                return body
            case MessageKind.PRINT_OUTCOME:
                outcome = PrintOutcomeBody.from_bytes(opened)
                _check_same(message.case_id == outcome.case_id, "case")
                return outcome
            case _:
                _check_object(opened)
                return None


class _Filing:
    """Writes judged messages inside one transaction."""

    def __init__(
        self, receiver: Receiver, transaction: Transaction, terminal: str, now: datetime
    ) -> None:
        self._receiver = receiver
        self._transaction = transaction
        self._terminal = terminal
        self._now = now

    def file(self, judged: _Judged) -> MessageResult:
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

    def _accept(self, judged: _Judged) -> MessageResult:
        """Write a message if nothing speaks against it.

        Raises:
            Refusal: something does.
        """
        known = self._transaction.message(judged.id)
        if known is not None:
            return self._repeat(judged, known)
        if judged.refusal is not None or judged.message is None:
            raise judged.refusal or Refusal(_BAD_REQUEST, "message.malformed", "Unreadable.")
        message = judged.message
        number = self._number_for(message, judged.body)
        if not self._transaction.add_message(self._row(message)):
            again = self._transaction.message(message.id)
            if again is not None:  # somebody else wrote it since we looked
                return self._repeat(judged, again)
            raise Refusal(
                _CONFLICT,
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
            status=_OK,
            case_number=number or None,
        )

    def _repeat(self, judged: _Judged, known: MessageRow) -> MessageResult:
        if known.sha256 != judged.sha256 or known.terminal != self._terminal:
            raise Refusal(
                _CONFLICT,
                "fork",
                "Other bytes were received under this id: the terminal's database was copied "
                "or rolled back.",
            )
        case = None if known.case_id is None else self._transaction.case(known.case_id)
        return MessageResult(
            id=known.id,
            sha256=known.sha256,
            outcome=Outcome.DUPLICATE,
            status=_OK,
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
                    _UNPROCESSABLE, "case.unknown", "The case of this message is not here."
                )
            return known.case_number
        if known is not None or self._transaction.case_by_number(body.deposit_number):
            raise Refusal(
                _CONFLICT,
                "fork.case",
                "Another case has this id or deposit number: the terminal's database was "
                "copied or rolled back.",
            )
        day = local_day(self._now)
        sequence = self._transaction.count(f"case:{body.item.code}:{day:%Y%m%d}")
        try:
            return case_number(body.item.code, day, sequence)
        except NumberError as error:
            raise Refusal(_UNPROCESSABLE, error.code, error.message) from error

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

    def _quarantine(self, judged: _Judged, refusal: Refusal) -> None:
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


def _check_case(terminal: str, message: MessageIn, body: CaseBody) -> None:
    _check_same(message.case_id == body.case_id, "case")
    _check_same(message.item_version == body.item.version, "item version")
    _check_same(terminal == body.place.terminal, "terminal")
    _check_same(int(terminal) == parse_deposit_number(body.deposit_number).terminal, "terminal")


def _check_same(same: object, what: str) -> None:
    if not same:
        raise Refusal(
            _UNPROCESSABLE, "body.contradiction", f"Envelope and body name another {what}."
        )


def _check_object(opened: bytes) -> None:
    try:
        found = json.loads(opened)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refusal(_UNPROCESSABLE, "body.invalid", "The body is not a JSON object.")
