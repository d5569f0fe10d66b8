"""What is missing in a case: read from an operator's file, told to the terminal in its feed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.platform.store import CaseRow, CorrectionRow, ToldCorrection, Transaction
from sync.protocol.canonical import canonical
from sync.protocol.corrections import CorrectionEvent, CorrectionRequest
from sync.protocol.numbers import local_day

MOST_BYTES = 256 * 1024


def read_request(file: Path) -> CorrectionRequest:
    """What an operator wrote into a JSON file.

    Raises:
        EnvironmentFault: ``correction.unusable``.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise _unusable(f"{file} cannot be read: {error.strerror}.") from None
    if len(content) > MOST_BYTES:
        raise _unusable(f"{file} is larger than {MOST_BYTES // 1024} KiB.")
    try:
        return CorrectionRequest.model_validate_json(content)
    except ValidationError as error:
        reasons = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors()
        )
        raise _unusable(f"{file} does not say what is missing. {reasons}.") from None


def tell(
    transaction: Transaction, case: CaseRow, request: CorrectionRequest, now: datetime
) -> None:
    """Put what is missing into the feed of the case's terminal, right behind its new state.

    Raises:
        EnvironmentFault: ``correction.unusable`` if its last day is over.
    """
    if request.until < local_day(now):
        raise _unusable(f"{request.until} is over.")
    missing = [one.model_dump(mode="json") for one in request.missing]
    transaction.corrections.add(
        CorrectionRow(
            terminal=case.terminal,
            position=transaction.take_positions(case.terminal, 1),
            case_id=case.case_id,
            at=now,
            until=request.until,
            missing=canonical(missing).decode(),
        )
    )


def correction_event(told: ToldCorrection) -> CorrectionEvent:
    """A place in a feed as it travels."""
    row = told.row
    return CorrectionEvent(
        position=row.position,
        case_id=row.case_id,
        deposit_number=told.deposit_number,
        case_number=told.case_number,
        at=row.at,
        until=row.until,
        missing=json.loads(row.missing),
    )


def _unusable(message: str) -> EnvironmentFault:
    return EnvironmentFault(
        "correction.unusable", message, "How it looks stands in docs/protocol.md, Corrections."
    )
