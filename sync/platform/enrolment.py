"""Letting a terminal in: tokens are made by an operator and used once by a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.keys import PlatformKeys
from sync.platform.problems import ProblemError
from sync.platform.store import ActRow, Database, TerminalRow, TokenRow, Transaction
from sync.protocol.canonical import canonical
from sync.protocol.enrolment import (
    SECRET_BYTES,
    EnrolmentError,
    EnrolmentToken,
    fingerprint,
    proof_bytes,
)
from sync.protocol.messages import (
    AcknowledgementKey,
    EnrolmentReply,
    EnrolmentRequest,
    PlatformKeyModel,
    TerminalSettings,
)
from sync.protocol.numbers import MAX_TERMINAL

TOKEN_LIFE = timedelta(hours=24)
_COUNTER = "terminal"


def issue_token(
    database: Database,
    keys: PlatformKeys,
    *,
    place: str,
    clock: Clock,
    number: int = 0,
    replaces: bool = False,
    life: timedelta = TOKEN_LIFE,
    actor: str = "operator",
) -> EnrolmentToken:
    """Make a token for one terminal; its secret is known only from what this returns.

    Args:
        database: where the token's hash is kept.
        keys: the platform the token names.
        place: name of the service point the terminal will stand at.
        clock: time and randomness.
        number: terminal number to give, 0 for the next free one.
        replaces: whether the terminal that has this number is to be let in again, with another key.
        life: how long it can be used.
        actor: who lets it in, for the record.

    Raises:
        EnvironmentFault: ``enrolment.number``.
    """
    if not 0 <= number <= MAX_TERMINAL:
        raise EnvironmentFault("enrolment.number", "A terminal number is 1 to 9999.")
    now = clock.now()
    token = EnrolmentToken.make(clock.token(SECRET_BYTES), keys.signer(now).public)
    with database.begin() as transaction:
        known = bool(number) and transaction.terminal(f"{number:04}") is not None
        if known and not replaces:
            raise EnvironmentFault(
                "enrolment.number",
                f"Terminal {number:04} exists already.",
                "To let it in again, with another key: --replace",
            )
        if replaces and not known:
            raise EnvironmentFault(
                "enrolment.number", "There is no such terminal to replace.", "Name it: --number N"
            )
        transaction.add_token(
            TokenRow(token.sha256, place, number, now, now + life, replaces=replaces)
        )
        act = f"token:replace:{number:04}" if replaces else "token"
        transaction.record(ActRow(now, actor, act, place))
    return token


def enrol(
    database: Database, keys: PlatformKeys, request: EnrolmentRequest, *, clock: Clock
) -> EnrolmentReply:
    """Let a terminal in; the same request again gets the same number again.

    Raises:
        ProblemError: 400 ``enrolment.proof``, 403 ``enrolment.token``, 409 ``enrolment.key``
            or ``enrolment.number``.
    """
    _check_proof(request)
    refused = ProblemError(
        403,
        "enrolment.token",
        "The enrolment token is unknown, used or expired.",
        "Make a new one with: kiosk-platform token",
    )
    try:
        shown = EnrolmentToken.parse(request.token)
    except EnrolmentError as error:
        raise refused from error
    now = clock.now()
    sha256 = shown.sha256
    with database.begin() as transaction:
        token = transaction.token(sha256)
        if token is None:
            raise refused
        if request.terminal is not None and int(request.terminal) != token.number:
            raise ProblemError(
                409, "enrolment.number", f"The token is not for terminal {request.terminal}."
            )
        if transaction.use_token(sha256, now):
            terminal = _add(transaction, token, request, clock)
        else:
            # the answer to the first request was lost: the same key may ask again
            found = [row for row in transaction.terminals() if row.token_sha256 == sha256]
            if not found or found[0].public_key != request.public_key:
                raise refused
            terminal = found[0]
    keys = keys.latest()
    # a token names the key of its day; what came after it the terminal learns from the chain
    signer = next(
        (one for one in keys.signers if fingerprint(one.public) == shown.fingerprint),
        keys.signer(now),
    )
    return EnrolmentReply(
        terminal=terminal.number,
        place=terminal.place,
        platform_keys=tuple(map(PlatformKeyModel.of, keys.public_keys)),
        acknowledgement_key=AcknowledgementKey(key_id=signer.key_id, public_key=signer.public),
        server_time=now,
        settings=TerminalSettings(),
    )


def _check_proof(request: EnrolmentRequest) -> None:
    facts = request.facts.model_dump(mode="json")
    try:
        key = Ed25519PublicKey.from_public_bytes(request.public_key)
        said = proof_bytes(request.token, request.public_key, facts, request.terminal)
        key.verify(request.proof, said)
    except (ValueError, InvalidSignature) as error:
        raise ProblemError(
            400, "enrolment.proof", "The request is not signed with the key it brings."
        ) from error


def _add(
    transaction: Transaction, token: TokenRow, request: EnrolmentRequest, clock: Clock
) -> TerminalRow:
    # a terminal may bring the key it had announced, and was killed before it took it into use
    own = f"{token.number:04}" if token.replaces else ""
    if transaction.credentials.is_taken(request.public_key, but_for=own):
        raise ProblemError(
            409,
            "enrolment.key",
            "Another terminal has this key.",
            "Make a new key and enrol again.",
        )
    number = token.number or _next_number(transaction)
    row = TerminalRow(
        number=f"{number:04}",
        public_key=request.public_key,
        place=token.place,
        facts=canonical(request.facts.model_dump(mode="json")).decode(),
        token_sha256=token.sha256,
        enrolled_at=clock.now(),
    )
    if token.replaces:
        before = transaction.terminal(row.number)
        if before is not None and not token.place:
            row = replace(row, place=before.place)
        transaction.credentials.replace(row)
        transaction.record(ActRow(row.enrolled_at, f"terminal {row.number}", "replaced", row.place))
    elif not transaction.add_terminal(row):
        raise ProblemError(
            409, "enrolment.number", f"Terminal {row.number} exists already.", "Make a new token."
        )
    return row


def _next_number(transaction: Transaction) -> int:
    taken = {int(row.number) for row in transaction.terminals()}
    number = transaction.lock_counter(_COUNTER) + 1
    while number in taken:
        number += 1
    transaction.set_counter(_COUNTER, number)
    if number > MAX_TERMINAL:
        raise ProblemError(
            409, "enrolment.number", "This platform has given all its 9999 terminal numbers."
        )
    return number
