"""Who may use the operator page: letting them in, signing in, and for how long that holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import timedelta

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.admission import network_of, note_refusal, wait_after_refusals
from sync.platform.problems import ProblemError
from sync.platform.store import ActRow, Database, OperatorRow, SessionRow

LIFE = timedelta(hours=8)
"""A session ends with the working day."""
IDLE = timedelta(minutes=30)
"""A session nobody uses ends: somebody may have left the desk."""
_NOTED = timedelta(minutes=1)
"""How often it is written down that a session is in use."""
_NAME = re.compile(r"[\w][\w.@ -]{0,63}(?<! )")
_TOKEN_BYTES = 20
_SESSION_BYTES = 32
_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class NewOperator:
    """An operator who was let in; the token is known from here alone."""

    operator: OperatorRow
    token: str = field(repr=False)


class Operators:
    """Lets operators in and recognises them.

    Args:
        database: where they are kept.
        clock: time and randomness.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, name: str, *, actor: str) -> NewOperator:
        """Let somebody use the page; who was removed before gets a new token.

        Args:
            name: what is to be written into the record of acts.
            actor: who lets them in, for the record.

        Raises:
            EnvironmentFault: ``operator.name``, ``operator.exists``.
        """
        if not _NAME.fullmatch(name):
            raise EnvironmentFault(
                "operator.name",
                "No operator can have this name.",
                "Use letters, digits, spaces, . _ @ -, 64 at most.",
            )
        # 32 letters and digits of Base32, in groups that can be read out
        drawn = base64.b32encode(self._clock.token(_TOKEN_BYTES)).decode().lower()
        token = "-".join(drawn[at : at + 4] for at in range(0, len(drawn), 4))
        operator = OperatorRow(name, _hash(_plain(token)), self._clock.now())
        with self._database.begin() as transaction:
            if not transaction.operators.add(operator):
                raise EnvironmentFault(
                    "operator.exists",
                    f"The operator {name} is there.",
                    "Remove them first; they get a new token then.",
                )
            transaction.record(ActRow(operator.added_at, actor, "operator:add", name))
        return NewOperator(operator, token)

    def remove(self, name: str, *, actor: str) -> None:
        """Turn an operator away; their sessions end at once.

        Raises:
            EnvironmentFault: ``operator.unknown``.
        """
        now = self._clock.now()
        with self._database.begin() as transaction:
            if not transaction.operators.remove(name, now):
                raise EnvironmentFault(
                    "operator.unknown",
                    f"There is no operator {name}.",
                    "See: kiosk-platform operator list",
                )
            transaction.record(ActRow(now, actor, "operator:remove", name))

    def every(self) -> list[OperatorRow]:
        """All operators, also those who were removed."""
        with self._database.reading() as transaction:
            return transaction.operators.every()

    # --- sessions -----------------------------------------------------------------------------

    def sign_in(self, name: str, token: str, host: str) -> str:
        """Begin a session.

        Args:
            name: who they say they are.
            token: as they typed it; spaces, dashes and case do not matter.
            host: the peer's address.

        Returns:
            The session's secret.

        Raises:
            ProblemError: 403 ``operator.refused``; 429 ``operator.rate`` after too many of those
                from this address or for this name.
        """
        tried = [f"sign-in {network_of(host)}"[:64], f"sign-in {_hash(name)}"[:64]]
        wait_s = wait_after_refusals(self._database, tried, self._clock)
        if wait_s:
            raise ProblemError(
                429,
                "operator.rate",
                "Too many wrong tokens.",
                "Wait a few minutes, then try once with the right one.",
                retry_after_s=wait_s,
            )
        with self._database.reading() as transaction:
            found = transaction.operators.get(name) if _NAME.fullmatch(name) else None
        known = found is not None and found.removed_at is None
        expected = found.token_sha256 if known and found is not None else _NOBODY
        right = hmac.compare_digest(expected, _hash(_plain(token)))
        now = self._clock.now()
        secret = self._clock.token(_SESSION_BYTES).hex()
        if right:
            with self._database.begin() as transaction:
                transaction.operators.sweep(begun_before=now - LIFE, seen_before=now - IDLE)
                right = transaction.operators.begin(SessionRow(_hash(secret), name, now, now))
                if right:
                    transaction.record(ActRow(now, name, "operator:sign-in", network_of(host)))
        if not right:
            note_refusal(self._database, tried, self._clock)
            raise ProblemError(403, "operator.refused", "Name or token is wrong.")
        return secret

    def signed_in(self, secret: str) -> str | None:
        """Who this session's secret belongs to; None if it is none, or over."""
        sha256, now = _hash(secret), self._clock.now()
        with self._database.reading() as transaction:
            found = transaction.operators.session(sha256)
        if found is None or now - found.begun_at >= LIFE or now - found.seen_at >= IDLE:
            return None
        if now - found.seen_at >= _NOTED:
            with self._database.begin() as transaction:
                transaction.operators.note_seen(sha256, now)
        return found.operator

    def sign_out(self, secret: str) -> None:
        """End a session."""
        sha256 = _hash(secret)
        with self._database.begin() as transaction:
            found = transaction.operators.session(sha256)
            if found is not None:
                transaction.operators.end(sha256)
                transaction.record(
                    ActRow(self._clock.now(), found.operator, "operator:sign-out", found.operator)
                )


def _plain(token: str) -> str:
    """A token without what does not matter in it."""
    return re.sub(r"[\s-]", "", token).lower()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
