"""Who signed a request: the terminal's key, one it had before, or nobody we know."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from kiosk.errors import BugError
from sync.platform.api.parts import Platform
from sync.platform.problems import ProblemError
from sync.platform.store import ActRow, Database, Transaction
from sync.protocol.enrolment import fingerprint
from sync.protocol.revocation import REVOKED, revoke
from sync.protocol.signatures import (
    REPLAY_WINDOW,
    OutsideWindowError,
    ReceivedRequest,
    SignatureFault,
    SignedRequest,
    offer_clock,
    verify_request,
)

_events = structlog.get_logger()
RUSH = timedelta(seconds=10)
"""How much of a terminal's allowance it may use up at once after a silence."""


@dataclass(frozen=True, slots=True)
class _Credential:
    """A key that may sign for a terminal's number.

    Args:
        key: its raw public half.
        revoked_at: since when it is not to be let in.
        until: since when the terminal of this number has had another key; None if it has not.
        announced: whether it is to take the place of the one in use with its first request.
    """

    key: bytes
    revoked_at: datetime | None
    until: datetime | None = None
    announced: bool = False


class _Keys:
    """The terminals' keys in the database; remembers whose it found."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.terminal = ""
        self.found: _Credential | None = None
        self._next: bytes | None = None

    def public_key(self, terminal: str) -> Ed25519PublicKey | None:
        self.found = self._look(terminal)
        return Ed25519PublicKey.from_public_bytes(self.found.key) if self.found else None

    def _look(self, terminal: str) -> _Credential | None:
        self.terminal = terminal
        with self._database.reading() as transaction:
            row = transaction.terminal(terminal)
        if row is None:
            return None
        self._next = row.next_key
        return _Credential(row.public_key, row.revoked_at)

    def known(self, terminal: str) -> _Credential:
        """The key that was found, of the terminal that signed with it."""
        if self.found is None:
            raise BugError(f"the key of {terminal} was not looked for")
        return self.found

    def others(self) -> list[_Credential]:
        """The key this terminal has announced, and those it had before, the last one first."""
        with self._database.reading() as transaction:
            rows = transaction.credentials.former(self.terminal)
        former = [_Credential(row.public_key, row.revoked_at, row.until) for row in rows]
        if self._next is None or self.found is None:
            return former
        return [_Credential(self._next, self.found.revoked_at, announced=True), *former]


class _OneKey:
    """One key, whoever is asked for."""

    def __init__(self, key: bytes) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(key)

    def public_key(self, terminal: str) -> Ed25519PublicKey:
        del terminal
        return self._key


async def authenticate(
    request: Request, body: bytes, platform: Platform, *, revoked_too: bool = False
) -> tuple[SignedRequest, Ed25519PublicKey]:
    """Who signed this request, with the key that did.

    Args:
        request: what came.
        body: its content.
        platform: who is asked.
        revoked_too: whether a revoked terminal may ask this.

    Raises:
        SignatureFault: it is not signed as it must be, or was received before.
        ProblemError: 401 with the platform's time, if only the clock is wrong; 403 with its word,
            if the terminal is revoked; 429.
    """
    return await run_in_threadpool(
        _authenticate, _received(request), body, platform, revoked_too=revoked_too
    )


def _received(request: Request) -> ReceivedRequest:
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    # the host is not signed: a terminal may reach us under several names
    url = b"http://platform" + path.partition(b"?")[0] + (b"?" + query if query else b"")
    return ReceivedRequest(request.method, url.decode("latin-1"), request.headers)


def _authenticate(
    received: ReceivedRequest, body: bytes, platform: Platform, *, revoked_too: bool
) -> tuple[SignedRequest, Ed25519PublicKey]:
    now = platform.clock.now()
    try:
        signed, found = _verified(received, body, platform.database, now)
    except OutsideWindowError as error:
        signer = platform.keys.signer(now)
        offer = offer_clock(
            error.request.nonce,
            key_id=signer.key_id,
            key=signer.key,
            now=now,
        )
        raise ProblemError(401, error.code, error.message, error.remedy, clock=offer) from error
    _admit(signed, found, platform, now)
    if found.revoked_at is not None and not revoked_too:
        # told only to who holds the key: nobody else learns which terminals are revoked
        signer = platform.keys.signer(now)
        word = revoke(
            signed.terminal,
            found.key,
            revoked_at=found.revoked_at,
            nonce=signed.nonce,
            key_id=signer.key_id,
            key=signer.key,
        )
        raise ProblemError(403, REVOKED, "This terminal is revoked.", revocation=word)
    if found.until is not None and found.revoked_at is None:
        raise SignatureFault(
            "terminal.key_former",
            "This terminal's number has another key now.",
            "It was enrolled anew; is this another machine, or an old copy?",
        )
    return signed, Ed25519PublicKey.from_public_bytes(found.key)


def _verified(
    received: ReceivedRequest, body: bytes, database: Database, now: datetime
) -> tuple[SignedRequest, _Credential]:
    """Who signed, and with which of the keys.

    Raises:
        OutsideWindowError: signature right, time wrong.
        SignatureFault: none of the keys made this signature.
    """
    keys = _Keys(database)
    try:
        signed = verify_request(received, body, keys=keys, now=now)
    except SignatureFault as fault:
        if fault.code != "signature.invalid":
            raise
        for other in keys.others():
            try:
                return verify_request(received, body, keys=_OneKey(other.key), now=now), other
            except SignatureFault as another:
                if another.code != "signature.invalid":
                    raise
        raise
    return signed, keys.known(signed.terminal)


def _admit(signed: SignedRequest, found: _Credential, platform: Platform, now: datetime) -> None:
    """Count a request; of who has another terminal's number from before, for itself.

    Raises:
        ProblemError: 429, too many.
        SignatureFault: this very one was received before.
    """
    expires_at = signed.created + 2 * REPLAY_WINDOW
    gap = timedelta(seconds=1) / platform.rate
    nonce, told = signed.nonce, False
    with platform.database.begin() as transaction:
        if found.until is None:
            allowed = transaction.allow(signed.terminal, now=now, gap=gap, credit=RUSH)
        else:
            # it uses up neither the allowance nor a nonce of the terminal that has the number now
            mark = f"key {fingerprint(found.key)}"
            allowed = transaction.tries.quiet_in(mark, now) <= RUSH
            transaction.tries.note(mark, now, gap if allowed else timedelta())
            nonce = hashlib.sha256(found.key + nonce.encode()).hexdigest()
        fresh = transaction.use_nonce(signed.terminal, nonce, now=now, expires_at=expires_at)
        if allowed and fresh:
            told = _note(transaction, signed, found, now)
    if told:
        _events.warning("terminal.former_key", terminal=signed.terminal)
    if not allowed:
        raise ProblemError(429, "request.rate", "This terminal asks too often.")
    if not fresh:
        raise SignatureFault("signature.replayed", "This request was received before.")


def _note(
    transaction: Transaction, signed: SignedRequest, found: _Credential, now: datetime
) -> bool:
    """Take an announced key into use; tell the operator of one that has been replaced.

    Returns:
        Whether a former key was used, for the first time.
    """
    actor = f"terminal {signed.terminal}"
    if found.revoked_at is not None:
        return False  # its operator knows; and the word of its end is to find the keys as they are
    if found.announced:
        if transaction.credentials.take_into_use(signed.terminal, found.key, now):
            transaction.record(ActRow(now, actor, "key:changed", fingerprint(found.key)))
        return False
    # what was signed before the change came late, and tells of nobody else
    if found.until is None or signed.created <= found.until:
        return False
    of = f"a copy, or stolen? {fingerprint(found.key)}"
    if transaction.has_act("key:former", actor, of):
        return False
    transaction.record(ActRow(now, actor, "key:former", of))
    return True
