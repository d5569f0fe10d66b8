"""The fake store's outbox; see `kiosk.cases.fakes`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kiosk.cases.fake_files import FakeFileRepository
from kiosk.cases.messages import (
    Counts,
    DueMessage,
    Lease,
    MessageState,
    OutboxMessage,
    SettledMessage,
)

if TYPE_CHECKING:
    from kiosk.cases.fakes import FakeData
    from sync.protocol.envelope import MessageKind

_GOING = (MessageState.QUEUED, MessageState.SENDING, MessageState.RETRY_WAIT)


class FakeOutboxRepository:
    """See `kiosk.cases.ports.OutboxRepository`."""

    def __init__(self, data: FakeData) -> None:
        self._data = data

    def add(self, message: OutboxMessage) -> None:
        """Append a message."""
        self._data.messages[message.message_id] = message

    def get(self, message_id: UUID) -> OutboxMessage | None:
        """One message with its bytes."""
        return self._data.messages.get(message_id)

    def load(self, message_ids: Iterable[UUID]) -> list[OutboxMessage]:
        """Several messages with their bytes, in the order they were written."""
        wanted = set(message_ids)
        return [one for one in self._data.messages.values() if one.message_id in wanted]

    def due(self, now: datetime, horizon: datetime, limit: int) -> list[DueMessage]:
        """Messages that may be tried, oldest first."""
        found: list[DueMessage] = []
        blocked: set[UUID | None] = set()
        for message in self._data.messages.values():
            if message.state is MessageState.ACKNOWLEDGED:
                continue
            waits = message.due_at is not None and now < message.due_at <= horizon
            tryable = message.state in {MessageState.QUEUED, MessageState.RETRY_WAIT}
            if tryable and not waits and message.case_id not in blocked:
                found.append(DueMessage(message.message_id, len(message.body)))
            if message.case_id is not None:
                blocked.add(message.case_id)
        return found[:limit]

    def in_state(self, state: MessageState) -> list[OutboxMessage]:
        """All messages in one state, in the order they were written."""
        return [one for one in self._data.messages.values() if one.state is state]

    def take(self, message_ids: Sequence[UUID], lease: Lease) -> list[OutboxMessage]:
        """Lease messages for one more attempt; they, in the order they were written."""
        taken = [
            replace(
                one,
                state=MessageState.SENDING,
                attempt=one.attempt + 1,
                due_at=None,
                lease=lease,
            )
            for one in self.load(message_ids)
        ]
        self.save(taken)
        return taken

    def leases(self) -> dict[UUID, Lease]:
        """Who is trying which messages."""
        return {
            one.message_id: one.lease
            for one in self._data.messages.values()
            if one.lease is not None
        }

    def settle(self, message_ids: Sequence[UUID], number: int) -> list[SettledMessage]:
        """Acknowledge messages by a stored answer; those that were not yet."""
        settled = [
            replace(
                one,
                state=MessageState.ACKNOWLEDGED,
                due_at=None,
                lease=None,
                reason="",
                detail="",
                acknowledgement=number,
            )
            for one in self.load(message_ids)
            if one.state is not MessageState.ACKNOWLEDGED
        ]
        self.save(settled)
        return [SettledMessage(one.message_id, one.kind, one.case_id) for one in settled]

    def save(self, messages: Iterable[OutboxMessage]) -> None:
        """Keep what changed; the frozen parts are left alone."""
        for message in messages:
            self._data.messages[message.message_id] = replace(
                self._data.messages[message.message_id],
                epoch=message.epoch,
                seq=message.seq,
                state=message.state,
                attempt=message.attempt,
                due_at=message.due_at,
                lease=message.lease,
                reason=message.reason,
                detail=message.detail,
                acknowledgement=message.acknowledgement,
            )

    def make_due(self, now: datetime) -> int:
        """Let every message that waits be tried at once."""
        waiting = self.in_state(MessageState.RETRY_WAIT)
        self.save(replace(message, due_at=now) for message in waiting)
        return len(waiting)

    def erase(self, message_id: UUID) -> None:
        """Let go of a message's bytes."""
        kept = self._data.messages[message_id]
        self._data.messages[message_id] = replace(kept, body=b"")

    def move_unsent(self, epoch: UUID) -> int:
        """Give everything not acknowledged the first places of another epoch."""
        unsent = [
            one
            for one in self._data.messages.values()
            if one.state is not MessageState.ACKNOWLEDGED
        ]
        self.save(replace(one, epoch=epoch, seq=seq) for seq, one in enumerate(unsent, 1))
        return len(unsent)

    def is_acknowledged(self, epoch: UUID, seq: int) -> bool:
        """Whether a message stands at this place and the platform has signed for it."""
        return any(
            (one.epoch, one.seq) == (epoch, seq) for one in self.in_state(MessageState.ACKNOWLEDGED)
        )

    def send_again(self, epoch: UUID, after: int, reason: str) -> int:
        """Queue what is acknowledged and stands after a place of an epoch once more; how much."""
        again = [
            replace(one, state=MessageState.QUEUED, reason=reason, acknowledgement=None)
            for one in self.in_state(MessageState.ACKNOWLEDGED)
            if one.epoch == epoch and one.seq > after and one.body
        ]
        self.save(again)
        return len(again)

    def going(self, kind: MessageKind) -> UUID | None:
        """The last message of a kind that is still to arrive."""
        found = (
            message.message_id
            for message in reversed(self._data.messages.values())
            if message.kind is kind and message.state in _GOING
        )
        return next(found, None)

    def counts(self) -> Counts:
        """How many are where."""
        numbers = {state.value: len(self.in_state(state)) for state in MessageState}
        unsent = (
            message.created_at
            for message in self._data.messages.values()
            if message.state in _GOING
        )
        files = FakeFileRepository(self._data.files, self.has_case_arrived)
        going, file_bytes = files.still_to_go()
        return Counts(
            **numbers,
            files=going,
            file_bytes=file_bytes,
            files_quarantined=len(files.in_state(MessageState.QUARANTINED)),
            oldest_unsent=next(unsent, None),
        )

    def reasons(self) -> dict[str, int]:
        """Why messages and files are in quarantine."""
        files = FakeFileRepository(self._data.files, self.has_case_arrived)
        held = MessageState.QUARANTINED
        reasons = Counter(message.reason for message in self.in_state(held))
        return dict(reasons + Counter(file.reason for file in files.in_state(held)))

    def has_case_arrived(self, case_id: UUID) -> bool:
        """Whether the message of a case is acknowledged."""
        return any(
            one.case_id == case_id and one.kind == "case"
            for one in self.in_state(MessageState.ACKNOWLEDGED)
        )

    def add_acknowledgement(self, answer: bytes) -> int:
        """Keep a signed answer of the platform."""
        self._data.answers.append(answer)
        return len(self._data.answers)

    def acknowledgement(self, number: int) -> bytes | None:
        """A signed answer as it was received."""
        known = 1 <= number <= len(self._data.answers)
        return self._data.answers[number - 1] if known else None
