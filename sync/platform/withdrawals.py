"""Applicants take back what they handed in: an open case ends, one that was decided stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sync.platform.decisions import Decisions
from sync.platform.states import NEXT, State
from sync.platform.store import ActRow, Transaction


def hold(transaction: Transaction, case_ids: Collection[UUID]) -> None:
    """Let nobody else decide about these cases until the transaction ends.

    All are held before the first is moved, and in one order: moving takes the terminal's place in
    the feed, for which somebody who holds another of them may be waiting.
    """
    for case_id in sorted(case_ids):
        transaction.parts.hold(case_id)


def withdraw(
    transaction: Transaction,
    decisions: Decisions,
    case_ids: Collection[UUID],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Move those of the cases to `WITHDRAWN` that may still become it, as an operator would.

    Args:
        transaction: holds the cases.
        decisions: moves them and tells their terminals.
        case_ids: which.
        actor: who brought the applicants' word.
        now: the platform's time.
    """
    cases = transaction.cases_among(set(case_ids), ())  # as whoever held them left them
    for case in sorted(cases, key=lambda case: case.case_id):
        if State.WITHDRAWN in NEXT[State(case.state)] and decisions.move(
            transaction, case, State.WITHDRAWN, now, actor=actor
        ):
            transaction.record(ActRow(now, actor, f"decide:{State.WITHDRAWN}", case.case_number))
