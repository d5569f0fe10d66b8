"""Rows to records and back."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from kiosk.cases.files import OutboxFile
from kiosk.cases.messages import Lease, MessageState, OutboxMessage
from kiosk.cases.records import (
    CaseEvent,
    CaseRecord,
    CaseState,
    LinkState,
    PrintRecord,
    ReceiptFacts,
)
from kiosk.cases.terminal import TerminalIdentity
from kiosk.store.tables import moment
from sync.protocol.envelope import EnvelopeContext, MessageKind, PlatformKey

Values = dict[str, Any]


TERMINAL_COLUMNS = (
    "terminal",
    "platform_url",
    "private_key",
    "platform_keys",
    "acknowledgement_keys",
    "place",
    "feed_wait_s",
    "batch_messages",
    "revoked_at",
    "next_key",
)


def terminal_values(identity: TerminalIdentity) -> Values:
    """Columns of `terminal`."""
    return {
        "id": 1,
        "terminal": identity.terminal,
        "platform_url": identity.platform_url,
        "private_key": identity.private_key,
        "platform_keys": [
            [key.key_id, key.suite, key.public_key.hex()] for key in identity.platform_keys
        ],
        "acknowledgement_keys": {
            key_id: key.hex() for key_id, key in identity.acknowledgement_keys.items()
        },
        "place": identity.place,
        "feed_wait_s": identity.feed_wait_s,
        "batch_messages": identity.batch_messages,
        "revoked_at": identity.revoked_at,
        "next_key": identity.next_key or None,
    }


@lru_cache(maxsize=4)
def terminal_identity(row: tuple[Any, ...]) -> TerminalIdentity:
    """A row of `TERMINAL_COLUMNS` as the driver gives it; the same at every deposit."""
    number, url, private_key, platform_keys, acknowledgement_keys, *others = row
    place, wait, batch, revoked, next_key = others
    return TerminalIdentity(
        terminal=number,
        platform_url=url,
        private_key=private_key,
        platform_keys=tuple(
            PlatformKey(key_id, suite, bytes.fromhex(key))
            for key_id, suite, key in json.loads(platform_keys)
        ),
        acknowledgement_keys={
            key_id: bytes.fromhex(key) for key_id, key in json.loads(acknowledgement_keys).items()
        },
        place=place,
        feed_wait_s=wait,
        batch_messages=batch,
        revoked_at=None if revoked is None else moment(revoked),
        next_key=next_key or b"",
    )


def case_values(case: CaseRecord) -> Values:
    """Columns of `cases`."""
    return {
        "case_id": case.case_id,
        "number": case.number,
        "person": case.person,
        "item_id": case.item_id,
        "item_version": case.item_version,
        "state": case.state.value,
        "deposited_at": case.deposited_at,
        "receipt": _receipt_json(case.receipt),
        "platform_number": case.platform_number,
        "acknowledged_at": case.acknowledged_at,
    }


def case_record(row: RowMapping) -> CaseRecord:
    """A row of `cases`."""
    return CaseRecord(
        case_id=row["case_id"],
        number=row["number"],
        person=row["person"],
        item_id=row["item_id"],
        item_version=row["item_version"],
        state=CaseState(row["state"]),
        deposited_at=row["deposited_at"],
        receipt=_receipt_facts(row["receipt"]),
        platform_number=row["platform_number"],
        acknowledged_at=row["acknowledged_at"],
    )


def _receipt_json(receipt: ReceiptFacts) -> Values:
    return {
        "number": receipt.number,
        "item_name": dict(receipt.item_name),
        "masked_name": receipt.masked_name,
        "masked_id_no": receipt.masked_id_no,
        "deposited_at": receipt.deposited_at.isoformat(),
        "terminal": receipt.terminal,
        "place_name": receipt.place_name,
        "materials": [list(material) for material in receipt.materials],
        "expected": dict(receipt.expected),
        "hotline": receipt.hotline,
        "adds_text": receipt.adds_text,
    }


def _receipt_facts(stored: Values) -> ReceiptFacts:
    return ReceiptFacts(
        number=stored["number"],
        item_name=stored["item_name"],
        masked_name=stored["masked_name"],
        masked_id_no=stored["masked_id_no"],
        deposited_at=datetime.fromisoformat(stored["deposited_at"]),
        terminal=stored["terminal"],
        place_name=stored["place_name"],
        materials=tuple((name, kind, count) for name, kind, count in stored["materials"]),
        expected=stored["expected"],
        hotline=stored["hotline"],
        adds_text=stored.get("adds_text", False),  # older receipts had none
    )


def event_values(event: CaseEvent) -> Values:
    """Columns of `case_events`."""
    return {
        "position": event.position,
        "case_id": event.case_id,
        "state": event.state,
        "at": event.at,
        "text": dict(event.text),
    }


def case_event(row: RowMapping) -> CaseEvent:
    """A row of `case_events`."""
    return CaseEvent(
        case_id=row["case_id"],
        position=row["position"],
        state=row["state"],
        at=row["at"],
        text=row["text"],
    )


def print_values(record: PrintRecord) -> Values:
    """Columns of `prints`."""
    return {
        "case_id": record.case_id,
        "at": record.at,
        "result": record.result,
        "reason": record.reason,
    }


def print_record(row: RowMapping) -> PrintRecord:
    """A row of `prints`."""
    return PrintRecord(
        case_id=row["case_id"], at=row["at"], result=row["result"], reason=row["reason"]
    )


def message_values(message: OutboxMessage) -> Values:
    """Columns of `outbox`, frozen and delivery."""
    context = message.context
    return {
        "message_id": message.message_id,
        "terminal": context.terminal,
        "sealed_epoch": context.epoch,
        "sealed_seq": context.seq,
        "kind": context.kind.value,
        "item_version": context.item_version,
        "key_id": context.key_id,
        "protocol_version": context.protocol_version,
        "case_id": message.case_id,
        "created_at": message.created_at,
        "created_monotonic": message.created_monotonic,
        "size": len(message.body),
        "signature": message.signature,
        "sha256": message.sha256,
        **delivery_values(message),
    }


def delivery_values(message: OutboxMessage) -> Values:
    """The columns of `outbox` that change."""
    lease = message.lease
    return {
        "epoch": message.epoch,
        "seq": message.seq,
        "state": message.state.value,
        "attempt": message.attempt,
        "due_at": message.due_at,
        "lease_owner": None if lease is None else lease.owner,
        "lease_until": None if lease is None else lease.until,
        "reason": message.reason,
        "detail": message.detail,
        "acknowledgement": message.acknowledgement,
    }


MESSAGE_COLUMNS = (
    "message_id",
    "terminal",
    "sealed_epoch",
    "sealed_seq",
    "kind",
    "item_version",
    "key_id",
    "protocol_version",
    "epoch",
    "seq",
    "case_id",
    "created_at",
    "created_monotonic",
    "body",
    "signature",
    "sha256",
    "state",
    "attempt",
    "due_at",
    "lease_owner",
    "lease_until",
    "reason",
    "detail",
    "acknowledgement",
)


def outbox_message(row: tuple[Any, ...]) -> OutboxMessage:
    """A row of `MESSAGE_COLUMNS` as the driver gives it; a long queue has many of them."""
    (
        message_id,
        terminal,
        sealed_epoch,
        sealed_seq,
        kind,
        item_version,
        key_id,
        protocol_version,
        epoch,
        seq,
        case_id,
        created_at,
        created_monotonic,
        body,
        signature,
        sha256,
        state,
        attempt,
        due_at,
        lease_owner,
        lease_until,
        reason,
        detail,
        acknowledgement,
    ) = row
    return OutboxMessage(
        UUID(bytes=message_id),
        EnvelopeContext(
            terminal,
            _epoch(sealed_epoch),
            sealed_seq,
            MessageKind(kind),
            item_version,
            key_id,
            protocol_version,
        ),
        _epoch(epoch),
        seq,
        None if case_id is None else UUID(bytes=case_id),
        moment(created_at),
        created_monotonic,
        body,
        signature,
        sha256,
        MessageState(state),
        attempt,
        None if due_at is None else moment(due_at),
        None if lease_owner is None else Lease(lease_owner, moment(lease_until)),
        reason,
        detail,
        acknowledgement,
    )


@lru_cache(maxsize=4)
def _epoch(stored: bytes) -> UUID:
    """An epoch; nearly always the same one."""
    return UUID(bytes=stored)


def file_values(file: OutboxFile) -> Values:
    """Columns of `files`, frozen and delivery."""
    return {
        "sha256": file.sha256,
        "case_id": file.case_id,
        "size": file.size,
        "created_at": file.created_at,
        **file_delivery_values(file),
    }


FILE_DELIVERY_COLUMNS = (
    "sent",
    "state",
    "attempt",
    "due_at",
    "lease_owner",
    "lease_until",
    "reason",
    "detail",
    "acknowledgement",
)


def file_delivery_values(file: OutboxFile) -> Values:
    """The columns of `files` that change."""
    lease = file.lease
    return {
        "sent": file.sent,
        "state": file.state.value,
        "attempt": file.attempt,
        "due_at": file.due_at,
        "lease_owner": None if lease is None else lease.owner,
        "lease_until": None if lease is None else lease.until,
        "reason": file.reason,
        "detail": file.detail,
        "acknowledgement": file.acknowledgement,
    }


def outbox_file(row: RowMapping) -> OutboxFile:
    """A row of `files`."""
    owner = row["lease_owner"]
    return OutboxFile(
        sha256=row["sha256"],
        case_id=row["case_id"],
        size=row["size"],
        created_at=row["created_at"],
        sent=row["sent"],
        state=MessageState(row["state"]),
        attempt=row["attempt"],
        due_at=row["due_at"],
        lease=None if owner is None else Lease(owner, row["lease_until"]),
        reason=row["reason"],
        detail=row["detail"],
        acknowledgement=row["acknowledgement"],
    )


def link_values(link: LinkState) -> Values:
    """Columns of `link` but the cursor."""
    return {
        "online": int(link.online),
        "last_contact": link.last_contact,
        "problem": link.problem,
        "detail": link.detail,
        "clock_offset_s": link.clock_offset_s,
    }


def link_state(row: RowMapping) -> LinkState:
    """A row of `link`."""
    return LinkState(
        online=bool(row["online"]),
        last_contact=row["last_contact"],
        problem=row["problem"],
        detail=row["detail"],
        clock_offset_s=row["clock_offset_s"],
    )
