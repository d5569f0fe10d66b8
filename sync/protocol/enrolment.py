"""The one-time token a technician types, and the request made with it.

A token is ``BM1-secret-fingerprint``. The secret lets one terminal in, once. The fingerprint is
of the platform's acknowledgement key, so that a terminal recognises its platform from the first
answer on, whatever network lies between.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kiosk.errors import EnvironmentFault
from sync.protocol.canonical import canonical

if TYPE_CHECKING:  # pydantic is not needed to read a token
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from sync.protocol.messages import EnrolmentReply, EnrolmentRequest, TerminalFacts

SECRET_BYTES = 20
_FINGERPRINT_CHARACTERS = 16
_TOKEN = re.compile(r"BM1-([A-Z2-7]{32})-([A-Z2-7]{16})")
_PROOF_TAG = b"bianmin-enrolment-v1\x00"


class EnrolmentError(EnvironmentFault):
    """A terminal cannot enrol with what it was given.

    Codes: ``enrolment.token_malformed``, ``enrolment.wrong_platform``.
    """


@dataclass(frozen=True, slots=True)
class EnrolmentToken:
    """A token in its parts."""

    secret: str = field(repr=False)
    fingerprint: str

    @classmethod
    def make(cls, random: bytes, acknowledgement_key: bytes) -> EnrolmentToken:
        """A token from `SECRET_BYTES` random bytes and the platform's raw public key."""
        return cls(base64.b32encode(random).decode(), fingerprint(acknowledgement_key))

    @classmethod
    def parse(cls, text: str) -> EnrolmentToken:
        """Read a token as typed or scanned.

        Raises:
            EnrolmentError: it is none.
        """
        match = _TOKEN.fullmatch(re.sub(r"\s", "", text[:128]).upper())
        if match is None:
            raise EnrolmentError(
                "enrolment.token_malformed",
                "This is not an enrolment token.",
                "Make one with: kiosk-platform token",
            )
        return cls(match[1], match[2])

    @property
    def text(self) -> str:
        """The token as it is shown once and typed in."""
        return f"BM1-{self.secret}-{self.fingerprint}"

    @property
    def sha256(self) -> str:
        """What the platform keeps of it."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def fingerprint(acknowledgement_key: bytes) -> str:
    """Sixteen characters (80 bits) that name a platform by its raw Ed25519 public key."""
    digest = hashlib.sha256(acknowledgement_key).digest()
    return base64.b32encode(digest).decode()[:_FINGERPRINT_CHARACTERS]


def proof_bytes(
    token: str, public_key: bytes, facts: dict[str, Any], terminal: str | None = None
) -> bytes:
    """What the terminal's new key signs to show that it holds its private half."""
    encoded = base64.b64encode(public_key).decode()
    again = {} if terminal is None else {"terminal": terminal}
    return _PROOF_TAG + canonical({"token": token, "public_key": encoded, "facts": facts} | again)


def enrolment_request(
    token: EnrolmentToken,
    key: Ed25519PrivateKey,
    facts: TerminalFacts,
    terminal: str | None = None,
) -> EnrolmentRequest:
    """The body of ``POST /v1/enrolments``; repeat it unchanged if the answer is lost.

    Args:
        token: one-time.
        key: the terminal's new one.
        facts: what it says of itself.
        terminal: the number it has already, where it is enrolled again.
    """
    from sync.protocol.messages import EnrolmentRequest  # keeps pydantic out of token reading

    public = key.public_key().public_bytes_raw()
    return EnrolmentRequest(
        token=token.text,
        terminal=terminal,
        public_key=public,
        facts=facts,
        proof=key.sign(proof_bytes(token.text, public, facts.model_dump(mode="json"), terminal)),
    )


def check_platform(token: EnrolmentToken, reply: EnrolmentReply) -> None:
    """Make sure that the platform that answered is the one the token names.

    Raises:
        EnrolmentError: another platform answered.
    """
    if fingerprint(reply.acknowledgement_key.public_key) != token.fingerprint:
        raise EnrolmentError(
            "enrolment.wrong_platform",
            "The platform that answered is not the one that made this token.",
            "Check the platform's address and who stands between.",
        )
