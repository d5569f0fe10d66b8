"""Files seen by the sync agent: which one to send, how far it is, and what became of it.

As with messages (`kiosk.cases.delivery`) the state is written before the attempt, and a lease that
ran out is given back. One file is out at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.cases.audit import RESENT, TECHNICIAN
from kiosk.cases.backoff import jittered_s
from kiosk.cases.delivery import LONGEST_WAIT, cases_received
from kiosk.cases.files import OutboxFile
from kiosk.cases.messages import Lease, MessageState
from kiosk.cases.ports import UnitOfWork
from kiosk.clock import Clock


def lease_file(uow: UnitOfWork, *, owner: str, lease_s: float, clock: Clock) -> OutboxFile | None:
    """Take the right to send the oldest file that is due; None if there is none.

    Args:
        uow: one that may write.
        owner: random name of this run of the agent.
        lease_s: how long the right lasts without progress, seconds.
        clock: time.
    """
    now = clock.now()
    with uow:
        due = uow.files.due(now, now + LONGEST_WAIT)
        if due is None:
            return None
        leased = replace(
            due,
            state=MessageState.SENDING,
            attempt=due.attempt + 1,
            due_at=None,
            lease=Lease(owner, now + timedelta(seconds=lease_s)),
        )
        uow.files.save(leased)
        uow.commit()
    return leased


def next_piece(uow: UnitOfWork, file: OutboxFile, offset: int, most: int) -> bytes:
    """Bytes of a file from `offset` on: `most` of them, or all that are left.

    They may lie in several stored parts: no piece is shorter than it has to be, but the last one.
    """
    piece = b""
    with uow:
        while len(piece) < most and (part := uow.files.part(file.sha256, offset + len(piece))):
            piece += part
    return piece[:most]


def note_progress(
    uow: UnitOfWork, file: OutboxFile, sent: int, *, lease_s: float, clock: Clock
) -> OutboxFile | None:
    """Remember how far a file is and go on having the right to send it.

    Returns:
        The file as it is now, None if somebody else has it.
    """
    with uow:
        found = _held(uow, file)
        if found is None or found.lease is None:
            return None
        until = clock.now() + timedelta(seconds=lease_s)
        # whoever gets on has not failed: the next wait begins small again
        on = replace(found, sent=sent, attempt=1, lease=replace(found.lease, until=until))
        uow.files.save(on)
        uow.commit()
    return on


def file_received(uow: UnitOfWork, sha256: str, answer: bytes, *, clock: Clock) -> None:
    """Keep the platform's signed word that it has a file whole, and let go of the bytes.

    With the last file of a case the case counts as received: its message is at the platform, or
    none of its files would have been sent. True whenever it comes, as with messages.

    Args:
        uow: one that may write.
        sha256: of the sealed bytes.
        answer: the answer as received; its signature has been verified.
        clock: time.
    """
    with uow:
        file = uow.files.get(sha256)
        if file is None or file.state is MessageState.ACKNOWLEDGED:
            return
        uow.files.save(
            replace(
                file,
                sent=file.size,
                state=MessageState.ACKNOWLEDGED,
                due_at=None,
                lease=None,
                reason="",
                detail="",
                acknowledgement=uow.outbox.add_acknowledgement(answer),
            )
        )
        uow.files.drop_content(sha256)
        cases_received(uow, {file.case_id: ""}, clock.now())
        uow.commit()


def retry_file_later(
    uow: UnitOfWork,
    file: OutboxFile,
    *,
    reason: str,
    detail: str,
    retry_after_s: float,
    clock: Clock,
) -> None:
    """Put a file back whose attempt failed or whose outcome is unknown.

    Args:
        uow: one that may write.
        file: as it was leased; left alone if somebody else has it now.
        reason: code of what went wrong.
        detail: a sentence for a technician.
        retry_after_s: the shortest wait the platform asked for, seconds; 0 if it did not.
        clock: time and jitter.
    """
    with uow:
        found = _held(uow, file)
        if found is None:
            return
        wait_s = max(jittered_s(found.attempt, clock), retry_after_s)
        uow.files.save(
            replace(
                found,
                state=MessageState.RETRY_WAIT,
                due_at=clock.now() + min(timedelta(seconds=wait_s), LONGEST_WAIT),
                lease=None,
                reason=reason,
                detail=detail,
            )
        )
        uow.commit()


def quarantine_file(uow: UnitOfWork, file: OutboxFile, *, reason: str, detail: str) -> None:
    """Set a refused file aside for a person to look at; its bytes stay."""
    with uow:
        found = _held(uow, file)
        if found is None:
            return
        uow.files.save(
            replace(found, state=MessageState.QUARANTINED, lease=None, reason=reason, detail=detail)
        )
        uow.commit()


def release_expired_files(uow: UnitOfWork, *, clock: Clock) -> int:
    """Put back what is still leased though the lease has run out; how many."""
    now = clock.now()
    return _release(uow, lambda lease: not now < lease.until <= now + LONGEST_WAIT, now)


def release_abandoned_files(uow: UnitOfWork, owner: str, *, clock: Clock) -> int:
    """Put back what former runs of the agent held; how many."""
    return _release(uow, lambda lease: lease.owner != owner, clock.now())


def resend_files(uow: UnitOfWork, names: Iterable[str], *, actor: str = TECHNICIAN) -> int:
    """Send quarantined files again, on a technician's word.

    Args:
        uow: one that may write.
        names: SHA-256 of their sealed bytes.
        actor: who wants it, for the log of what was done.

    Returns:
        How many of them were in quarantine.
    """
    wanted = set(names)
    with uow:
        again = [
            file for file in uow.files.in_state(MessageState.QUARANTINED) if file.sha256 in wanted
        ]
        for file in again:
            uow.files.save(replace(file, state=MessageState.QUEUED, reason="", detail=""))
        if again:
            uow.audit.note(actor, RESENT, "files", str(len(again)))
        uow.commit()
    return len(again)


def _held(uow: UnitOfWork, file: OutboxFile) -> OutboxFile | None:
    found = uow.files.get(file.sha256)
    if found is None or found.lease is None or file.lease is None:
        return None
    return found if found.lease.owner == file.lease.owner else None


def _release(uow: UnitOfWork, over: Callable[[Lease], bool], now: datetime) -> int:
    with uow:
        released = [
            file
            for file in uow.files.in_state(MessageState.SENDING)
            if file.lease is not None and over(file.lease)
        ]
        for file in released:
            uow.files.save(
                replace(
                    file,
                    state=MessageState.RETRY_WAIT,
                    due_at=now,
                    lease=None,
                    reason="lease.expired",
                    detail="The agent stopped before it knew the outcome.",
                )
            )
        if released:
            uow.commit()
    return len(released)
