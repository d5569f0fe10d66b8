"""What the terminal still knows about its cases, and what became of their receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from kiosk.cases.deposit import person_index
from kiosk.cases.ports import UnitOfWork
from kiosk.cases.records import (
    CaseCorrection,
    CaseRecord,
    CaseState,
    PrintRecord,
    ReceiptFacts,
)
from kiosk.cases.terminal import check_enrolled
from kiosk.clock import Clock
from kiosk.errors import BugError
from sync.protocol.numbers import NumberError, parse_deposit_number


class StateReached(NamedTuple):
    """One step in the life of a case.

    Args:
        state: name of the state; the platform may name one we do not know.
        at: when, aware.
        text: language → a sentence for the citizen, may be empty.
    """

    state: str
    at: datetime
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case as it may be shown to whoever laid the card or scanned the receipt.

    Args:
        number: deposit number, not grouped.
        item_id: the item's number in the catalogue.
        item_name: language → name.
        state: where it is; `DELIVERED` and later only after a signed acknowledgement.
        deposited_at: aware, UTC.
        platform_number: the platform's case number, empty before.
        states: everything it went through, oldest first.
        receipt: for printing it again.
        correction: everything that is missing, while the case waits for it.
    """

    number: str
    item_id: str
    item_name: Mapping[str, str]
    state: CaseState
    deposited_at: datetime
    platform_number: str
    states: tuple[StateReached, ...]
    receipt: ReceiptFacts
    correction: CaseCorrection | None = None


def cases_of(uow: UnitOfWork, id_no: str) -> list[CaseSummary]:
    """The cases a person deposited at this terminal, newest first.

    Args:
        uow: reading is enough.
        id_no: number of the card.
    """
    with uow:
        person = person_index(uow.terminal.person_secret(), id_no)
        return [_summary(uow, case) for case in uow.cases.by_person(person)]


def case_by_number(uow: UnitOfWork, number: str) -> CaseSummary | None:
    """The case with this number, None if this terminal has none.

    Args:
        uow: reading is enough.
        number: deposit number however it was typed or scanned, or the platform's number.
    """
    with uow:
        case = uow.cases.by_number(_tidy(number))
        return None if case is None else _summary(uow, case)


def record_print(
    uow: UnitOfWork, number: str, outcome_result: str, reason: str, *, clock: Clock
) -> None:
    """Keep what became of printing a receipt, and tell the platform.

    Args:
        uow: one that may write.
        number: deposit number of the case.
        outcome_result: such as ``printed``, ``failed``, ``unknown``.
        reason: code of why, empty if printed.
        clock: time and identifiers.

    Raises:
        BugError: there is no such case.
    """
    from kiosk.cases import sealing  # pydantic and cryptography, too slow before the first frame
    from sync.protocol.envelope import MessageKind

    with uow:
        identity = check_enrolled(uow.terminal.get())
        case = uow.cases.by_number(_tidy(number))
        if case is None:
            raise BugError("a receipt was printed for a case that does not exist")
        record = PrintRecord(case.case_id, clock.now(), outcome_result, reason)
        uow.cases.add_print(record)
        uow.outbox.add(
            sealing.seal_message(
                sealing.print_body(record, case.number),
                identity,
                message_id=clock.uuid7(),
                case_id=case.case_id,
                place=uow.numbers.next_seq(),
                kind=MessageKind.PRINT_OUTCOME,
                item_version=case.item_version,
                created_at=record.at,
                clock=clock,
            )
        )
        uow.commit()


def _tidy(number: str) -> str:
    try:
        return parse_deposit_number(number).text
    except NumberError:
        return number.strip()


def _summary(uow: UnitOfWork, case: CaseRecord) -> CaseSummary:
    states = [StateReached(CaseState.QUEUED, case.deposited_at, {})]
    if case.acknowledged_at is not None:
        states.append(StateReached(CaseState.DELIVERED, case.acknowledged_at, {}))
        states += [
            StateReached(event.state, event.at, event.text)
            for event in uow.cases.events([case.case_id])
        ]
    return CaseSummary(
        number=case.number,
        item_id=case.item_id,
        item_name=case.receipt.item_name,
        state=case.state,
        deposited_at=case.deposited_at,
        platform_number=case.platform_number,
        states=tuple(states),
        receipt=case.receipt,
        correction=(
            uow.corrections.latest(case.case_id)
            if case.state is CaseState.CORRECTION_REQUESTED
            else None
        ),
    )
