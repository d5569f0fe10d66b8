"""Reading one message of a batch: what it is, and what speaks against it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.platform.keys import PlatformKeys
from sync.platform.problems import ProblemError
from sync.protocol.body import CaseBody, PrintOutcomeBody
from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import PROTOCOL_VERSION, MessageKind, open_sealed, verify_envelope
from sync.protocol.messages import MAX_MESSAGE_BYTES, MessageIn
from sync.protocol.numbers import parse_deposit_number

BAD_REQUEST, CONFLICT, TOO_LARGE, UNPROCESSABLE = 400, 409, 413, 422
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME_SHOWN = 80
"""Characters of a member's name that a reason repeats; it may be as long as the batch."""


class Refusal(EnvironmentFault):
    """A message cannot be accepted; the others of its batch are not concerned."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code, message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Judged:
    """A message that was read, and what speaks against it, if anything does.

    Args:
        id: as it says.
        message: None where it is not one.
        raw: its JSON.
        body: what was sealed, where this platform knows its shape.
        refusal: what speaks against it.
        claimed: the hash an unreadable message gives itself, by which its sender knows it again.
    """

    id: UUID
    message: MessageIn | None
    raw: bytes
    body: CaseBody | PrintOutcomeBody | None = None
    refusal: Refusal | None = None
    claimed: str = ""

    @property
    def sha256(self) -> str:
        """Of the sealed bytes; what the message says where it cannot be read."""
        if self.message is not None:
            return sha256_hex(self.message.sealed)
        return self.claimed or sha256_hex(self.raw)


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens what one terminal sends.

    Args:
        terminal: its number.
        public_key: what its envelopes are signed with.
        keys: what they are opened with.
    """

    terminal: str
    public_key: Ed25519PublicKey
    keys: PlatformKeys

    def judge(self, item: Any) -> Judged:
        """Read one message as it stood in the batch's JSON.

        Raises:
            ProblemError: 400, it is not even an object with an id.
        """
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
            names = {".".join(map(str, one["loc"]))[:_NAME_SHOWN] for one in error.errors()}
            fields = sorted(names)
            malformed = Refusal(
                BAD_REQUEST,
                "message.malformed",
                f"These members of the message are wrong: {', '.join(fields[:12])}.",
            )
            said = str(item.get("sha256"))
            claimed = said if _SHA256.fullmatch(said) else ""
            return Judged(message_id, None, raw, refusal=malformed, claimed=claimed)
        try:
            return Judged(message_id, message, raw, self._open(message))
        except Refusal as refusal:
            return Judged(message_id, message, raw, refusal=refusal)
        except EnvironmentFault as fault:
            unopened = Refusal(UNPROCESSABLE, fault.code, fault.message)
            return Judged(message_id, message, raw, refusal=unopened)

    def _open(self, message: MessageIn) -> CaseBody | PrintOutcomeBody | None:
        """Open and check a message.

        Raises:
            EnvironmentFault: what is wrong with it.
        """
        if len(message.sealed) > MAX_MESSAGE_BYTES:
            raise Refusal(TOO_LARGE, "message.too_large", "A sealed message may have 1 MiB.")
        if sha256_hex(message.sealed) != message.sha256:
            raise Refusal(BAD_REQUEST, "message.hash", "The message does not fit its hash.")
        if message.protocol_version != PROTOCOL_VERSION:
            raise Refusal(
                UNPROCESSABLE, "message.version", "This platform reads protocol version 1."
            )
        context = message.context(self.terminal)
        verify_envelope(message.sealed, context, message.signature, self.public_key)
        opened = open_sealed(message.sealed, context, self.keys.private_key(message.key_id))
        match message.kind:
            case MessageKind.CASE:
                body = CaseBody.from_bytes(opened)
                _check_case(self.terminal, message, body)
                return body
            case MessageKind.PRINT_OUTCOME:
                outcome = PrintOutcomeBody.from_bytes(opened)
                _check_same(message.case_id == outcome.case_id, "case")
                return outcome
            case _:
                _check_object(opened)
                return None


def _check_case(terminal: str, message: MessageIn, body: CaseBody) -> None:
    _check_same(message.case_id == body.case_id, "case")
    _check_same(message.item_version == body.item.version, "item version")
    _check_same(terminal == body.place.terminal, "terminal")
    _check_same(int(terminal) == parse_deposit_number(body.deposit_number).terminal, "terminal")


def _check_same(same: object, what: str) -> None:
    if not same:
        raise Refusal(
            UNPROCESSABLE, "body.contradiction", f"Envelope and body name another {what}."
        )


def _check_object(opened: bytes) -> None:
    try:
        found = json.loads(opened)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refusal(UNPROCESSABLE, "body.invalid", "The body is not a JSON object.")
