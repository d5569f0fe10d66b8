"""A terminal gets another key: announced by the one in use, in use with its first request."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.problems import ProblemError
from sync.platform.store import ActRow, Database, Transaction
from sync.protocol.enrolment import fingerprint
from sync.protocol.key_change import ANNOUNCED, IN_USE, KeyChangeBody, verify_key_change

_GAP = timedelta(hours=1)
_RUSH = timedelta(hours=8)
"""A terminal may announce nine keys at once, and then one each hour: every one is among the acts
for ever."""


def take_key(
    database: Database, terminal: str, signed_with: bytes, said: KeyChangeBody, *, clock: Clock
) -> str:
    """Let a terminal sign with another key from its next request on; again the same.

    Until the new key has signed a request the one in use stays. Another announcement takes the
    place of one that was never used: a terminal that was put back from a backup made another key.

    Args:
        database: where its keys are.
        terminal: who asks.
        signed_with: the raw public key that signed the request.
        said: what it says.
        clock: the platform's time.

    Returns:
        ``announced`` or ``in_use``.

    Raises:
        ProblemError: 400 ``key.proof``, 401 ``terminal.key_former``, 409 ``key.taken``, 429
            ``key.rate``.
    """
    try:
        verify_key_change(said, terminal=terminal, signed_with=signed_with)
    except EnvironmentFault as fault:
        raise ProblemError(400, fault.code, fault.message) from fault
    if said.public_key == signed_with:
        return IN_USE
    with database.begin() as transaction:
        if transaction.credentials.is_taken(said.public_key, but_for=terminal):
            raise ProblemError(409, "key.taken", "A terminal has this key, or had it.")
        before = transaction.terminal(terminal)
        if not transaction.credentials.announce(terminal, signed_with, said.public_key):
            # while this request was read, the key that is in use now signed its first
            raise ProblemError(
                401, "terminal.key_former", "This terminal's number has another key now."
            )
        if before is None or before.next_key != said.public_key:
            now = clock.now()
            _require_seldom(transaction, terminal, now)
            act = f"{fingerprint(said.public_key)} of {said.epoch}"
            transaction.record(ActRow(now, f"terminal {terminal}", "key:announced", act))
    return ANNOUNCED


def _require_seldom(transaction: Transaction, terminal: str, now: datetime) -> None:
    """Count an announcement.

    Raises:
        ProblemError: 429 ``key.rate``.
    """
    mark = f"keys of {terminal}"
    over = transaction.tries.quiet_in(mark, now) - _RUSH
    if over > timedelta():
        raise ProblemError(
            429,
            "key.rate",
            "This terminal changes its key too often.",
            retry_after_s=math.ceil(over.total_seconds()),
        )
    transaction.tries.note(mark, now, _GAP)
