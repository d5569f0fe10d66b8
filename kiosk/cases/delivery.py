"""The outbox seen by the sync agent: what to try, and what became of it (docs/protocol.md).

The state is written before the attempt. Times are stored wall-clock times; one that lies further
ahead than any wait can be was written under another clock and counts as reached.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from kiosk.cases import sealing
from kiosk.cases.audit import AGENT, RESENT, TECHNICIAN
from kiosk.cases.backoff import jittered_s
from kiosk.cases.messages import Counts, Lease, MessageState, OutboxMessage
from kiosk.cases.mirror import latest_state
from kiosk.cases.ports import UnitOfWork
from kiosk.cases.words import say
from kiosk.clock import Clock
from kiosk.errors import BugError
from sync.protocol.envelope import MessageKind

LOST = "platform.lost"
"""Why a message is sent again that the platform had signed for."""
LONGEST_WAIT = timedelta(hours=1)
"""No wait is longer, whatever a platform asks for with Retry-After."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message the platform has, by its signed answer.

    Args:
        message_id: which.
        case_number: the platform's number of its case, empty if it said none.
    """

    message_id: UUID
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """One message the platform will not take.

    Args:
        message_id: which.
        reason: the platform's code.
        detail: its sentence for a technician.
    """

    message_id: UUID
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer of the platform by which it has messages.

    Args:
        answer: as received; its signature has been verified.
        delivered: the messages it says the platform has.
    """

    answer: bytes
    delivered: Sequence[Delivered]


def lease_batch(
    uow: UnitOfWork,
    *,
    owner: str,
    limit: int,
    max_bytes: int,
    lease_s: float,
    clock: Clock,
    settled: Settled | None = None,
) -> list[OutboxMessage]:
    """Take the right to try the oldest messages that are due.

    At most one message of a case is out at a time, and none before its predecessor is
    acknowledged, so that the order within a case is kept whatever happens on the way.

    Args:
        uow: one that may write.
        owner: random name of this run of the agent.
        limit: most messages.
        max_bytes: most bytes of sealed bodies together; one message is always taken.
        lease_s: how long the right lasts, seconds.
        clock: time.
        settled: to be kept before, as `acknowledge` does; both together cost the disk one sync.
    """
    now = clock.now()
    with uow:
        if settled is not None:
            _acknowledge(uow, settled, now)
        chosen: list[UUID] = []
        size = 0
        for due in uow.outbox.due(now, now + LONGEST_WAIT, limit):
            size += due.size
            if chosen and size > max_bytes:
                break
            chosen.append(due.message_id)
        batch: list[OutboxMessage] = []
        if chosen:
            batch = uow.outbox.take(chosen, Lease(owner, now + timedelta(seconds=lease_s)))
        if batch or settled is not None:
            uow.commit()
    return batch


def acknowledge(
    uow: UnitOfWork, answer: bytes, delivered: Sequence[Delivered], *, clock: Clock
) -> None:
    """Keep the platform's signed answer and let the screen say "received".

    True whenever it comes: also for a message whose lease ran out or that was quarantined.

    Args:
        uow: one that may write.
        answer: the answer as received; its signature has been verified.
        delivered: the messages it says the platform has.
        clock: time.
    """
    with uow:
        _acknowledge(uow, Settled(answer, delivered), clock.now())
        uow.commit()


def give_back(uow: UnitOfWork, owner: str, message_ids: Collection[UUID]) -> None:
    """Put messages back that were leased and then not tried.

    Args:
        uow: one that may write.
        owner: who leased them; messages leased by another are left alone.
        message_ids: which.
    """
    with uow:
        uow.outbox.save(
            replace(message, state=MessageState.QUEUED, attempt=message.attempt - 1, lease=None)
            for message in _held_by(uow, owner, message_ids)
        )
        uow.commit()


def retry_later(
    uow: UnitOfWork,
    owner: str,
    message_ids: Collection[UUID],
    *,
    reason: str,
    detail: str,
    retry_after_s: float,
    clock: Clock,
) -> None:
    """Put messages back whose attempt failed or whose outcome is unknown.

    Args:
        uow: one that may write.
        owner: whose attempt it was; messages leased by another are left alone.
        message_ids: which.
        reason: code of what went wrong.
        detail: a sentence for a technician.
        retry_after_s: the shortest wait the platform asked for, seconds; 0 if it did not.
        clock: time and jitter.
    """
    now = clock.now()
    with uow:
        uow.outbox.save(
            replace(
                message,
                state=MessageState.RETRY_WAIT,
                due_at=now
                + min(
                    timedelta(seconds=max(jittered_s(message.attempt, clock), retry_after_s)),
                    LONGEST_WAIT,
                ),
                lease=None,
                reason=reason,
                detail=detail,
            )
            for message in _held_by(uow, owner, message_ids)
        )
        uow.commit()


def quarantine(uow: UnitOfWork, owner: str, refused: Sequence[Refused]) -> None:
    """Set refused messages aside for a person to look at; never deleted, never forgotten."""
    reasons = {one.message_id: one for one in refused}
    with uow:
        uow.outbox.save(
            replace(
                message,
                state=MessageState.QUARANTINED,
                lease=None,
                reason=reasons[message.message_id].reason,
                detail=reasons[message.message_id].detail,
            )
            for message in _held_by(uow, owner, reasons)
        )
        uow.commit()


def release_expired(uow: UnitOfWork, *, clock: Clock) -> int:
    """Put back what is still leased though the lease has run out.

    Returns:
        How many messages.
    """
    now = clock.now()

    def expired(lease: Lease) -> bool:
        return not now < lease.until <= now + LONGEST_WAIT

    return _release(uow, expired, now)


def release_abandoned(uow: UnitOfWork, owner: str, *, clock: Clock) -> int:
    """Put back what former runs of the agent held; only for the one agent that is running.

    Returns:
        How many messages.
    """
    return _release(uow, lambda lease: lease.owner != owner, clock.now())


def wake(uow: UnitOfWork, *, clock: Clock) -> int:
    """Let everything that waits be tried at once: the network has returned.

    Returns:
        How many messages and files.
    """
    with uow:
        woken = uow.outbox.make_due(clock.now()) + uow.files.make_due(clock.now())
        uow.commit()
    return woken


def resend(uow: UnitOfWork, message_ids: Iterable[UUID], *, actor: str = TECHNICIAN) -> int:
    """Send quarantined messages again, on a technician's word.

    Args:
        uow: one that may write.
        message_ids: which; those that are not in quarantine are left alone.
        actor: who wants it, for the log of what was done.

    Returns:
        How many of them were in quarantine.
    """
    with uow:
        again = [
            replace(message, state=MessageState.QUEUED, reason="", detail="")
            for message in uow.outbox.load(message_ids)
            if message.state is MessageState.QUARANTINED
        ]
        uow.outbox.save(again)
        if again:
            uow.audit.note(actor, RESENT, "messages", str(len(again)))
        uow.commit()
    return len(again)


def send_again_after(uow: UnitOfWork, epoch: UUID, held: int) -> int:
    """Send again what the platform signed for and has lost: it was put back from a backup.

    It says in every signed answer up to which place of an epoch it has everything. What stands
    right behind is either not acknowledged, or was, and is there no longer; then nothing behind it
    can be relied on.

    Args:
        uow: one that may write.
        epoch: what the platform speaks of.
        held: the last place up to which it has everything.

    Returns:
        How many messages; what the platform has all the same it knows by their ids.
    """
    with uow:
        if not uow.outbox.is_acknowledged(epoch, held + 1):
            return 0
        again = uow.outbox.send_again(epoch, held, LOST)
        uow.commit()
    return again


def start_new_epoch(uow: UnitOfWork, *, tell: bool, clock: Clock) -> int:
    """Go on under a new epoch because this database turned out to be a copy (a fork).

    Everything not acknowledged gets a new place; the envelope says where it was sealed.

    Args:
        uow: one that may write.
        tell: whether to let the platform know, by a message of its own.
        clock: time and names.

    Returns:
        How many messages moved.

    Raises:
        EnvironmentFault: ``terminal.not_enrolled`` and what else `kiosk.cases.words.say` raises.
    """
    now, epoch = clock.now(), clock.uuid7()
    with uow:
        moved = uow.outbox.move_unsent(epoch)
        left = uow.numbers.start_epoch(epoch, moved)
        uow.audit.note(AGENT, "epoch.begun", str(epoch), f"{moved} messages moved")
        if tell:
            body = sealing.fork_body(left, epoch, moved, now)
            say(uow, MessageKind.AUDIT, body, clock=clock)
        uow.commit()
    return moved


def cases_received(uow: UnitOfWork, case_numbers: Mapping[UUID, str], now: datetime) -> None:
    """Let cases count as received, inside a transaction; those with files to go only get a number.

    Args:
        uow: entered.
        case_numbers: the platform's numbers of the cases it has, empty where it said none.
        now: wall clock.
    """
    whole = case_numbers.keys() - uow.files.unfinished(case_numbers)
    told = uow.cases.told(whole)
    states = {case_id: latest_state(told.get(case_id, ())) for case_id in whole}
    if uow.cases.receive(case_numbers, states, now) < len(case_numbers):
        raise BugError("an outbox message belongs to a case that does not exist")


def counts(uow: UnitOfWork) -> Counts:
    """How many messages are where, and how much of files is still to go."""
    with uow:
        return uow.outbox.counts()


def quarantined(uow: UnitOfWork) -> list[OutboxMessage]:
    """What a person has to look at, oldest first."""
    with uow:
        return uow.outbox.in_state(MessageState.QUARANTINED)


def _acknowledge(uow: UnitOfWork, settled: Settled, now: datetime) -> None:
    case_numbers = {one.message_id: one.case_number for one in settled.delivered}
    number = uow.outbox.add_acknowledgement(settled.answer)
    received = {
        message.case_id: case_numbers[message.message_id]
        for message in uow.outbox.settle(list(case_numbers), number)
        if message.kind is MessageKind.CASE and message.case_id is not None
    }
    cases_received(uow, received, now)


def _release(uow: UnitOfWork, over: Callable[[Lease], bool], now: datetime) -> int:
    with uow:
        released = [message_id for message_id, lease in uow.outbox.leases().items() if over(lease)]
        if released:
            uow.outbox.save(
                replace(
                    message,
                    state=MessageState.RETRY_WAIT,
                    due_at=now,
                    lease=None,
                    reason="lease.expired",
                    detail="The agent stopped before it knew the outcome.",
                )
                for message in uow.outbox.load(released)
            )
            uow.commit()
    return len(released)


def _held_by(uow: UnitOfWork, owner: str, message_ids: Iterable[UUID]) -> Iterator[OutboxMessage]:
    for message in uow.outbox.load(message_ids):
        if message.lease is not None and message.lease.owner == owner:
            yield message
