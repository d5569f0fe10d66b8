"""Everything the platform holds, opened: for a department's system, and for comparing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sync.platform.keys import PlatformKeys
from sync.platform.opened import open_attachment, open_case, open_message
from sync.platform.parts import values_of
from sync.platform.routing import department_views
from sync.platform.storage import AbsentObjectError, Storage
from sync.platform.store import (
    CaseRow,
    CheckRow,
    Database,
    PartRow,
    Transaction,
    UploadRow,
    VerdictRow,
)
from sync.protocol.body import AttachmentBody, PrintOutcomeBody
from sync.protocol.envelope import MessageKind
from sync.protocol.rating import RatingBody

KeepFile = Callable[[str, str, bytes], str]
"""Takes case number, sha256 and content; gives back the path it was written to."""


def export(
    database: Database, keys: PlatformKeys, storage: Storage, keep: KeepFile | None = None
) -> dict[str, Any]:
    """All cases with their opened bodies, and the quarantine with its reasons.

    Args:
        database: where the cases are.
        keys: what they are opened with.
        storage: where the sealed bytes of their files are.
        keep: called with every attachment; without it, content is left out.

    Raises:
        EnvironmentFault: the database, or a case sealed to a key that is gone.
    """
    with database.reading() as transaction:
        return {
            "cases": [
                _case(transaction, keys, storage, case, keep) for case in transaction.cases()
            ],
            "quarantine": [
                {
                    "terminal": row.terminal,
                    "message_id": row.message_id,
                    "sha256": row.sha256,
                    "code": row.code,
                    "text": row.text,
                    "first_at": row.first_at.isoformat(),
                    "last_at": row.last_at.isoformat(),
                    "attempts": row.attempts,
                }
                for row in transaction.quarantined()
            ],
        }


def _case(
    transaction: Transaction,
    keys: PlatformKeys,
    storage: Storage,
    case: CaseRow,
    keep: KeepFile | None,
) -> dict[str, Any]:
    body = open_case(transaction, case, keys)
    shown = body.model_dump(mode="json")
    uploads = transaction.uploads.of_case(case.case_id)
    for attachment, described in zip(body.attachments, shown["attachments"], strict=True):
        del described["content"], described["file"]  # the key of a file is nobody else's
        described["received"] = _is_here(attachment, uploads)
        if attachment.file is not None and attachment.file.sha256 not in uploads:
            described["problem"] = "file.missing"  # nobody knows of it any more
        if keep is not None and described["received"]:
            try:
                content = open_attachment(attachment, uploads, storage)
            except AbsentObjectError:
                described["problem"] = "file.missing"
                continue
            if content is None:
                described["problem"] = "file.unreadable"
            else:
                described["file"] = keep(case.case_number, attachment.sha256, content)
    prints = (
        PrintOutcomeBody.from_bytes(open_message(row, keys))
        for row in transaction.messages_of(case.case_id, MessageKind.PRINT_OUTCOME)
    )
    return {
        "case_id": str(case.case_id),
        "case_number": case.case_number,
        "deposit_number": case.deposit_number,
        "terminal": case.terminal,
        "item_id": case.item_id,
        "item_code": case.item_code,
        "state": case.state,
        "state_at": case.state_at.isoformat(),
        "received_at": case.received_at.isoformat(),
        "yellow_at": case.yellow_at and case.yellow_at.isoformat(),
        "red_at": case.red_at and case.red_at.isoformat(),
        "states": [
            {
                "state": event.state,
                "at": event.at.isoformat(),
                "actor": event.actor,
                "text": json.loads(event.text),
            }
            for event in transaction.history(case.case_id)
        ],
        "prints": [
            outcome.model_dump(mode="json", include={"result", "reason", "at"})
            for outcome in prints
        ],
        "rating": _rating(transaction, case, keys),
        "first_receiver": case.terminal,
        "parts": [_part(part, keys) for part in transaction.parts.of_case(case.case_id)],
        "form_check": _form_check(transaction.checks.of(case.case_id)),
        "verdict": _verdict(transaction.parts.verdict(case.case_id)),
        "departments": department_views(body),
        "body": shown,
    }


def _rating(transaction: Transaction, case: CaseRow, keys: PlatformKeys) -> dict[str, Any] | None:
    row = transaction.ratings.of(case.case_id)
    message = None if row is None else transaction.message(row.message_id)
    if message is None:
        return None
    rating = RatingBody.from_bytes(open_message(message, keys))
    return rating.model_dump(mode="json", include={"satisfaction", "reasons", "text", "at"})


def _part(part: PartRow, keys: PlatformKeys) -> dict[str, Any]:
    return {
        "department": part.department,
        "state": part.state,
        "waits_for": part.listed("waits_for"),
        "produced": values_of(part, keys),
        "started_at": part.started_at and part.started_at.isoformat(),
        "ended_at": part.ended_at and part.ended_at.isoformat(),
        "yellow_at": part.yellow_at and part.yellow_at.isoformat(),
        "red_at": part.red_at and part.red_at.isoformat(),
        "actor": part.actor,
        "text": part.text,
    }


def _verdict(verdict: VerdictRow | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {
        "rule": verdict.rule,
        "version": verdict.version,
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "at": verdict.at.isoformat(),
    }


def _form_check(check: CheckRow | None) -> dict[str, Any]:
    """What was found when a case was compared with its form; ``waiting`` if nobody did yet."""
    if check is None:
        return {"result": "waiting", "doubts": []}
    return {
        "result": check.result,
        "doubts": json.loads(check.doubts),
        "at": check.at.isoformat(),
    }


def _is_here(attachment: AttachmentBody, uploads: Mapping[str, UploadRow]) -> bool:
    if attachment.file is None:
        return True
    upload = uploads.get(attachment.file.sha256)
    return upload is not None and upload.completed_at is not None
