"""Reading one message of a batch: what it is, and what speaks against it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.platform.keys import PlatformKeys
from sync.platform.problems import ProblemError
from sync.protocol.body import AuditBody, CaseBody, PrintOutcomeBody, read_audit
from sync.protocol.canonical import sha256_hex
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import (
    PROTOCOL_VERSION,
    Bound,
    EnvelopeError,
    MessageKind,
    VerifyingKey,
    Written,
    open_sealed,
    verify_envelope,
)
from sync.protocol.health import HealthBody
from sync.protocol.messages import MAX_MESSAGE_BYTES, MessageIn
from sync.protocol.rating import RatingBody
from sync.protocol.withdrawal import WithdrawalBody

BAD_REQUEST, CONFLICT, TOO_LARGE, UNPROCESSABLE = 400, 409, 413, 422
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TERMINAL = slice(1, 5)
"""Where a deposit number names its terminal."""
_NAME_SHOWN = 80
"""Characters of a member's name that a reason repeats; it may be as long as the batch."""

AboutCase = PrintOutcomeBody | RatingBody | WithdrawalBody
Body = CaseBody | CommandOutcomeBody | AuditBody | HealthBody | AboutCase

_ABOUT_CASES: Mapping[MessageKind, type[AboutCase]] = {
    MessageKind.PRINT_OUTCOME: PrintOutcomeBody,
    MessageKind.RATING: RatingBody,
    MessageKind.WITHDRAWAL: WithdrawalBody,
}


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
        item: as it stood in the batch's JSON.
        sha256: of the sealed bytes; what the message says where it cannot be read.
        body: what was sealed, where this platform knows its shape.
        refusal: what speaks against it.
    """

    id: UUID
    message: MessageIn | None
    item: Any
    sha256: str
    body: Body | None = None
    refusal: Refusal | None = None

    @property
    def raw(self) -> bytes:
        """Its JSON, as quarantine keeps it."""
        return _json(self.item)


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens what one terminal sends.

    Args:
        terminal: its number.
        public_key: what its envelopes are signed with.
        keys: what they are opened with.
        former: looks for the keys it signed with before it got this one.
    """

    terminal: str
    public_key: VerifyingKey
    keys: PlatformKeys
    former: Callable[[], Sequence[VerifyingKey]] = tuple

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
        try:
            message = MessageIn.model_validate(item)
        except ValidationError as error:
            fields = sorted({_shown(one["loc"]) for one in error.errors()})
            malformed = Refusal(
                BAD_REQUEST,
                "message.malformed",
                f"These members of the message are wrong: {', '.join(fields[:12])}.",
            )
            # its sender knows it again by the hash it gives itself
            said = str(item.get("sha256"))
            known_by = said if _SHA256.fullmatch(said) else sha256_hex(_json(item))
            return Judged(message_id, None, item, known_by, refusal=malformed)
        sha256 = sha256_hex(message.sealed)
        try:
            return Judged(message_id, message, item, sha256, self._open(message, sha256))
        except Refusal as refusal:
            return Judged(message_id, message, item, sha256, refusal=refusal)
        except EnvironmentFault as fault:
            unopened = Refusal(UNPROCESSABLE, fault.code, fault.message)
            return Judged(message_id, message, item, sha256, refusal=unopened)

    def _open(self, message: MessageIn, sha256: str) -> Body | None:
        """Open and check a message.

        Raises:
            EnvironmentFault: what is wrong with it.
        """
        if len(message.sealed) > MAX_MESSAGE_BYTES:
            raise Refusal(TOO_LARGE, "message.too_large", "A sealed message may have 1 MiB.")
        if sha256 != message.sha256:
            raise Refusal(BAD_REQUEST, "message.hash", "The message does not fit its hash.")
        if message.protocol_version != PROTOCOL_VERSION:
            raise Refusal(
                UNPROCESSABLE, "message.version", "This platform reads protocol version 1."
            )
        context = Written(message.context(self.terminal).info())
        self._verify(message, context)
        opened = open_sealed(message.sealed, context, self.keys.private_key(message.key_id))
        match message.kind:
            case MessageKind.CASE:
                body = CaseBody.from_bytes(opened)
                _check_case(self.terminal, message, body)
                return body
            case MessageKind.PRINT_OUTCOME | MessageKind.RATING | MessageKind.WITHDRAWAL:
                said = _ABOUT_CASES[message.kind].from_bytes(opened)
                _check_same(message.case_id == said.case_id, "case")
                return said
            case MessageKind.COMMAND_OUTCOME:
                word = CommandOutcomeBody.from_bytes(opened)
                _check_same(message.case_id is None, "case")
                return word
            case MessageKind.AUDIT:
                _check_object(opened)
                return read_audit(opened)
            case MessageKind.HEALTH:
                _check_object(opened)
                return HealthBody.from_bytes(opened)
            case _:
                _check_object(opened)
                return None

    def _verify(self, message: MessageIn, context: Bound) -> None:
        """Check whose an envelope is.

        What a terminal had sealed when it got another key keeps the signature it was given then.
        Nobody else can send it: the request that brings it is signed with the key it has now.

        Raises:
            EnvelopeError: none of the terminal's keys signed it.
        """
        try:
            verify_envelope(message.sealed, context, message.signature, self.public_key)
        except EnvelopeError:
            for key in self.former():
                with suppress(EnvelopeError):
                    return verify_envelope(message.sealed, context, message.signature, key)
            raise


def _shown(place: Iterable[object]) -> str:
    """The name of a member as a reason may repeat it: short, and nothing a column cannot hold."""
    name = ".".join(map(str, place))[:_NAME_SHOWN]
    return "".join(one if one.isprintable() else "?" for one in name)


def _json(item: Any) -> bytes:
    return json.dumps(item, ensure_ascii=True, separators=(",", ":")).encode()


def _check_case(terminal: str, message: MessageIn, body: CaseBody) -> None:
    _check_same(message.case_id == body.case_id, "case")
    _check_same(message.item_version == body.item.version, "item version")
    _check_same(terminal == body.place.terminal, "terminal")
    _check_same(terminal == body.deposit_number[_TERMINAL], "terminal")


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
