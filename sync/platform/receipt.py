"""Receiving messages: judge each alone, then write them all in one transaction.

Whatever is sent again, in parallel, out of order or by a copied database: a message counts once,
a case gets one number, and what cannot be accepted is kept in quarantine with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.clock import Clock
from sync.platform.authorship import Authorship, authorship_of
from sync.platform.checking import TerminalKey
from sync.platform.decisions import Decisions
from sync.platform.filing import Filing
from sync.platform.items import Items
from sync.platform.keys import PlatformKeys
from sync.platform.opening import Judged, Opener
from sync.platform.people import PersonIndex
from sync.platform.settings import Acceptance
from sync.platform.store import CollisionError, Database
from sync.platform.supervision.timekeeper import Timekeeper
from sync.protocol.body import CaseBody
from sync.protocol.messages import HeldUpTo, MessageResult, Outcome


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
        items: the catalogue.
        acceptance: who accepts cases.
        timekeeper: knows when they are due.
        decisions: end cases that are withdrawn.
        clock: the platform's time.
    """

    def __init__(
        self,
        database: Database,
        keys: PlatformKeys,
        *,
        items: Items,
        acceptance: Acceptance,
        timekeeper: Timekeeper,
        decisions: Decisions,
        clock: Clock,
    ) -> None:
        self._database = database
        self._keys = keys
        self._index = PersonIndex(keys)
        self._items = items
        self._acceptance = acceptance
        self._timekeeper = timekeeper
        self._decisions = decisions
        self._clock = clock
        self._received_at = float("-inf")

    @property
    def quiet_s(self) -> float:
        """How long no batch has been received here, seconds."""
        return self._clock.monotonic() - self._received_at

    def receive(
        self, terminal: str, public_key: Ed25519PublicKey, items: Sequence[Any]
    ) -> Received:
        """Take the messages of one batch as they stood in its JSON.

        Raises:
            ProblemError: 400, an entry is not even an object with an id.
        """
        try:
            return self._receive(terminal, public_key, items)
        finally:
            self._received_at = self._clock.monotonic()

    def _receive(
        self, terminal: str, public_key: Ed25519PublicKey, items: Sequence[Any]
    ) -> Received:
        # opening is the slow part and needs no lock, so it is done before the transaction
        key = TerminalKey(public_key.public_bytes_raw())
        opener = Opener(terminal, key, self._keys, cache(partial(self._former, terminal)))
        judged = [opener.judge(item) for item in items]
        authored = self._authored(judged)
        try:
            return self._file(terminal, judged, authored)
        except CollisionError:
            # on PostgreSQL another worker may take a key between our look and our write;
            # it is there to be seen now
            return self._file(terminal, judged, authored)

    def _former(self, terminal: str) -> Sequence[TerminalKey]:
        with self._database.reading() as transaction:
            rows = transaction.credentials.former(terminal)
        return [TerminalKey(row.public_key) for row in rows]

    def _authored(self, judged: Sequence[Judged]) -> dict[UUID, Authorship]:
        """What the catalogue says about the cases of a batch; also slow, where there is a rule."""
        now = self._clock.now()
        bodies = [one.body for one in judged if isinstance(one.body, CaseBody)]
        return {body.case_id: authorship_of(body, self._items, now) for body in bodies}

    def _file(
        self, terminal: str, judged: Sequence[Judged], authored: Mapping[UUID, Authorship]
    ) -> Received:
        epochs = sorted({one.message.epoch for one in judged if one.message is not None})
        with self._database.begin() as transaction:
            held = {epoch: transaction.lock_epoch(terminal, epoch) for epoch in epochs}
            filing = Filing(
                transaction,
                terminal,
                judged,
                authored=authored,
                acceptance=self._acceptance,
                timekeeper=self._timekeeper,
                decisions=self._decisions,
                index=self._index,
                now=self._clock.now(),
            )
            for one in judged:
                filing.decide(one)
            results = filing.write()
            marks = tuple(
                HeldUpTo(epoch=epoch, seq=transaction.advance(terminal, epoch, held[epoch]))
                for epoch in epochs
            )
        return Received(results, marks, any(one.outcome is Outcome.ACCEPTED for one in results))
