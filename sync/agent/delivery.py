"""Sending what is in the outbox, and settling what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import structlog
from pydantic import ValidationError

from kiosk.cases import delivery
from kiosk.cases.backoff import jittered_s
from kiosk.cases.delivery import Delivered, Refused, Settled
from kiosk.cases.messages import OutboxMessage
from kiosk.cases.ports import CaseStore
from kiosk.clock import Clock
from sync.agent.answers import Answer, Answered, Rejected, StopKind, Stopped
from sync.agent.batches import batch_json
from sync.agent.client import PlatformClient
from sync.agent.line import Lane, Line
from sync.agent.settings import AgentSettings
from sync.protocol.envelope import MessageKind
from sync.protocol.messages import (
    BatchReply,
    MessageResult,
    Outcome,
)

FORK = "fork"
"""The platform's code for a message whose place or id it knows with other bytes."""
_events = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Taken:
    """The platform has the whole of a batch."""

    reply: BatchReply
    settled: Settled


class Deliverer:
    """One run of the agent's sending side.

    Args:
        store: where the outbox is.
        client: the way to the platform.
        line: what is known about it.
        settings: limits.
        clock: time, names and jitter.
        most: most messages in a batch that the platform wants.
        stopping: whether to begin nothing new.
    """

    def __init__(
        self,
        store: CaseStore,
        client: PlatformClient,
        line: Line,
        settings: AgentSettings,
        clock: Clock,
        *,
        most: int,
        stopping: Callable[[], bool],
    ) -> None:
        self._store = store
        self._client = client
        self._line = line
        self._settings = settings
        self._clock = clock
        self._stopping = stopping
        self._owner = ""
        self.abandon()
        self._most = self._limit = most
        self._failures = 0
        self._proven: dict[UUID, int] = {}
        self._closed_until = float("-inf")
        self._returns = line.returns

    def abandon(self) -> None:
        """Go on under a new name; what was leased before has an unknown outcome."""
        self._owner = self._clock.uuid7().hex
        self._abandoned = True

    def release_abandoned(self) -> int:
        """Put back what was left leased, by a former run or a failure of the store.

        Returns:
            How many messages.
        """
        released = delivery.release_abandoned(
            self._store.unit_of_work(), self._owner, clock=self._clock
        )
        self._abandoned = False
        return released

    def step(self) -> bool:
        """Send a batch if there is something to send and the line is not resting.

        While full batches are taken without complaint, one follows the other.

        Returns:
            Whether messages got through, so that it is worth to look again at once.
        """
        if self._line.returns != self._returns:
            self._returns = self._line.returns
            self._closed_until = float("-inf")
        if self._clock.monotonic() < self._closed_until:
            return False
        if self._abandoned:
            self.release_abandoned()
        delivery.release_expired(self._store.unit_of_work(), clock=self._clock)
        batch = self._lease()
        if not batch:
            return False
        if len(batch) < self._most or self._stopping():
            return self._deliver(batch)
        return self._stream(batch)

    def _lease(self, settled: Settled | None = None) -> list[OutboxMessage]:
        return delivery.lease_batch(
            self._store.unit_of_work(),
            owner=self._owner,
            limit=self._limit,
            max_bytes=self._settings.batch_bytes,
            lease_s=self._settings.lease_s,
            clock=self._clock,
            settled=settled,
        )

    def _stream(self, batch: Sequence[OutboxMessage]) -> bool:
        """Empty a long queue: the disk works while the platform does.

        While a batch is under way, the answer to the one before is kept and the next one leased.
        At the first answer that is not just yes, what was leased in advance is put back, untried.
        """
        taken: _Taken | None = None
        with ThreadPoolExecutor(1, "post") as line:
            while True:
                posted = line.submit(self._post, batch)
                ahead = self._lease(None if taken is None else taken.settled)
                if taken is not None:
                    self._contact()
                    self._kept(taken.reply, delivered=len(taken.settled.delivered))
                answer = posted.result()
                taken = _all_taken(batch, answer)
                if taken is None or not ahead or self._stopping():
                    break
                batch = ahead
        if ahead:
            ids = [message.message_id for message in ahead]
            delivery.give_back(self._store.unit_of_work(), self._owner, ids)
        return self._conclude(batch, answer)

    def _post(self, batch: Sequence[OutboxMessage]) -> Answer:
        return self._client.post_messages(batch_json(batch))

    def _deliver(self, batch: Sequence[OutboxMessage]) -> bool:
        if self._stopping():
            self._retry(batch, "agent.stopping", "The agent was told to stop.", 0)
            return False
        return self._conclude(batch, self._post(batch))

    def _conclude(self, batch: Sequence[OutboxMessage], answer: Answer) -> bool:
        match answer:
            case Answered():
                return self._settle(batch, answer)
            case Stopped():
                self._rest(batch, answer)
                return False
            case Rejected() if len(batch) > 1:
                # one message spoils it, or all are too large together: look for it by halves
                half = len(batch) // 2
                self._limit = max(1, half)
                first = self._deliver(batch[:half])
                return self._deliver(batch[half:]) and first
            case _:
                self._contact()
                return self._refuse([Refused(batch[0].message_id, answer.code, answer.detail)])

    def _settle(self, batch: Sequence[OutboxMessage], answer: Answered) -> bool:
        """Believe a signed answer, message by message."""
        try:
            reply = BatchReply.model_validate(answer.document)
        except ValidationError:
            stop = Stopped(
                StopKind.PLATFORM, "platform.answer", "The platform's answer has another shape."
            )
            self._rest(batch, stop)
            return False
        self._contact()
        delivered, refused, unsaid = _sorted_out(batch, reply)
        if delivered:
            delivery.acknowledge(
                self._store.unit_of_work(), answer.raw, delivered, clock=self._clock
            )
        if unsaid:
            self._retry(unsaid, "answer.incomplete", "The answer does not name this message.", 0)
        if refused:
            self._judge(batch, refused)
        self._kept(reply, delivered=len(delivered), refused=len(refused))
        return bool(delivered or refused)

    def _kept(self, reply: BatchReply, *, delivered: int, refused: int = 0) -> None:
        """What follows when an answer was believed and kept."""
        self._prove(reply)
        _events.info("batch.delivered", messages=delivered, refused=refused)
        self._failures = 0
        self._limit = min(self._most, self._limit * 2)

    def _prove(self, reply: BatchReply) -> None:
        """Hold what the platform says it has against what it has signed for."""
        for mark in reply.held:
            # one that never moves its mark on would be sent everything for ever
            if self._proven.get(mark.epoch) == mark.seq:
                continue
            self._proven[mark.epoch] = mark.seq
            again = delivery.send_again_after(self._store.unit_of_work(), mark.epoch, mark.seq)
            if again:
                _events.error("platform.lost", messages=again, epoch=str(mark.epoch))

    def _judge(self, batch: Sequence[OutboxMessage], refused: Sequence[MessageResult]) -> None:
        """Quarantine what was refused, unless it was refused for where it stands."""
        moved = {message.message_id: message.moved for message in batch}
        forked = [one for one in refused if one.code == FORK and not moved[one.id]]
        others = [one for one in refused if one not in forked]
        if others:
            self._refuse([Refused(one.id, one.code, one.text) for one in others])
        if forked:
            ids = {one.id for one in forked}
            kinds = {message.message_id: message.kind for message in batch}
            self._retry(
                [message for message in batch if message.message_id in ids],
                FORK,
                "This database is a copy of another; the message goes on in a new epoch.",
                0,
            )
            # not about the word about a fork itself: a platform that never has enough of forks
            # would be told without end
            tell = any(kinds[one] is not MessageKind.AUDIT for one in ids)
            count = delivery.start_new_epoch(
                self._store.unit_of_work(), tell=tell, clock=self._clock
            )
            delivery.wake(self._store.unit_of_work(), clock=self._clock)
            _events.error("epoch.forked", moved=count)

    def _refuse(self, refused: Sequence[Refused]) -> bool:
        delivery.quarantine(self._store.unit_of_work(), self._owner, refused)
        for one in refused:
            _events.error(
                "message.quarantined",
                message=str(one.message_id),
                code=one.reason,
                detail=one.detail,
            )
        return True

    def _rest(self, batch: Sequence[OutboxMessage], stop: Stopped) -> None:
        """Put a batch back and leave the line alone for a while; next time with fewer."""
        self._failures += 1
        wait = max(jittered_s(self._failures, self._clock), stop.retry_after_s)
        self._closed_until = self._clock.monotonic() + wait
        self._limit = max(1, len(batch) // 2)
        self._retry(batch, stop.code, stop.detail, stop.retry_after_s)
        self._line.stopped(Lane.DELIVERY, stop, offset_s=self._client.offset_s)
        self._returns = self._line.returns

    def _retry(
        self, batch: Sequence[OutboxMessage], code: str, detail: str, retry_after_s: float
    ) -> None:
        ids: list[UUID] = [message.message_id for message in batch]
        delivery.retry_later(
            self._store.unit_of_work(),
            self._owner,
            ids,
            reason=code,
            detail=detail,
            retry_after_s=retry_after_s,
            clock=self._clock,
        )
        _events.warning("batch.failed", messages=len(ids), code=code, detail=detail)

    def _contact(self) -> None:
        self._line.answered(Lane.DELIVERY, offset_s=self._client.offset_s)


def _sorted_out(
    batch: Sequence[OutboxMessage], reply: BatchReply
) -> tuple[list[Delivered], list[MessageResult], list[OutboxMessage]]:
    """What the platform has, what it will not take, and what it says nothing about."""
    results = {(result.id, result.sha256): result for result in reply.results}
    delivered: list[Delivered] = []
    refused: list[MessageResult] = []
    unsaid: list[OutboxMessage] = []
    for message in batch:
        result = results.get((message.message_id, message.sha256))
        if result is None:
            unsaid.append(message)
        elif result.outcome is Outcome.REFUSED:
            refused.append(result)
        else:
            delivered.append(Delivered(message.message_id, result.case_number or ""))
    return delivered, refused, unsaid


def _all_taken(batch: Sequence[OutboxMessage], answer: Answer) -> _Taken | None:
    """What there is to keep when an answer is just yes, to every message."""
    if not isinstance(answer, Answered):
        return None
    try:
        reply = BatchReply.model_validate(answer.document)
    except ValidationError:
        return None
    delivered = _sorted_out(batch, reply)[0]
    return _Taken(reply, Settled(answer.raw, delivered)) if len(delivered) == len(batch) else None
