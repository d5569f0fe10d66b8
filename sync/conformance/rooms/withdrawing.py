"""Applicants take back what they handed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sync.conformance.bench import Bench
from sync.conformance.checks import Room, need, same
from sync.conformance.rooms.delivering import ACCEPTED, DUPLICATE, expect, refusal
from sync.conformance.rooms.feeding import states_of
from sync.conformance.terminal import Queue
from sync.protocol.body import CaseBody
from sync.protocol.envelope import MessageKind
from sync.protocol.messages import MessageIn
from sync.protocol.withdrawal import WithdrawalBody, WithdrawerBody

ROOM = Room("withdrawals", "Withdrawals")
_DECIDED = {"approved", "result_ready"}
"""By a rule, at once; that stands."""


def withdrawal(
    case: CaseBody, queue: Queue, about: UUID | None = None, **changes: Any
) -> MessageIn:
    """The applicant of a case takes it back.

    Args:
        case: theirs.
        queue: where the message stands.
        about: the case the envelope names, if another.
        changes: what the body says otherwise.
    """
    now = queue.terminal.clock.now()
    body = WithdrawalBody(
        case_id=case.case_id,
        deposit_number=case.deposit_number,
        by=WithdrawerBody(read_at=now),
        at=now,
    ).model_copy(update=changes)
    return queue.message(
        plain=body.to_bytes(), kind=MessageKind.WITHDRAWAL, case_id=about or case.case_id
    )


@ROOM.check
def ended(bench: Bench) -> None:
    """A case that is withdrawn while open becomes `withdrawn`, once however often it is said."""
    terminal, queue = bench.terminal, bench.terminal.queue()
    after = terminal.end_of_feed()
    case = terminal.case()
    said = withdrawal(case, queue)
    expect(terminal.deliver(queue.message(case))[0], ACCEPTED, "case")
    for message, wanted in ((said, ACCEPTED), (said, DUPLICATE)):
        expect(terminal.deliver(message)[0], wanted, "withdrawal")
    expect(terminal.deliver(withdrawal(case, queue))[0], ACCEPTED, "second withdrawal")
    found = states_of(terminal.feed(after)["events"], case.case_id)
    if not _DECIDED & set(found):
        need(found[-1:] == ["withdrawn"], f"a case that was withdrawn went {' → '.join(found)}")
        same(found.count("withdrawn"), 1, "events that say withdrawn")


@ROOM.check
def contradiction(bench: Bench) -> None:
    """A withdrawal that names another case than its envelope, or another number, ends no case."""
    terminal, queue = bench.terminal, bench.terminal.queue()
    after = terminal.end_of_feed()
    case, other = terminal.case(), terminal.case()
    terminal.deliver(queue.message(case), queue.message(other))
    sent = (
        withdrawal(case, queue, about=other.case_id),
        withdrawal(case, queue, deposit_number=other.deposit_number),
    )
    for result in terminal.deliver(*sent):
        expect(result, refusal(422, "body.contradiction"), "withdrawal")
    events = terminal.feed(after)["events"]
    for one in (case, other):
        need("withdrawn" not in states_of(events, one.case_id), "a case was withdrawn")
