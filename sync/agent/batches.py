"""What a batch of messages looks like on the wire."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable
from typing import Any

from pydantic_core import to_json

from kiosk.cases.messages import OutboxMessage


def batch_json(batch: Iterable[OutboxMessage]) -> bytes:
    """JSON of the `MessageBatch` of these messages.

    Not by way of the wire models: they would check what this terminal sealed and stored itself,
    and cost more than all else that is done with a message in memory.
    """
    return to_json({"messages": [_wire(message) for message in batch]})


def _wire(message: OutboxMessage) -> dict[str, Any]:
    context = message.context
    wire = {
        "id": message.message_id,
        "epoch": message.epoch,
        "seq": message.seq,
        "kind": context.kind.value,
        "created_at": message.created_at,
        "protocol_version": context.protocol_version,
        "item_version": context.item_version,
        "key_id": context.key_id,
        "sealed": b2a_base64(message.body, newline=False).decode(),
        "sha256": message.sha256,
        "signature": b2a_base64(message.signature, newline=False).decode(),
    }
    if message.case_id is not None:
        wire["case_id"] = message.case_id
    if message.moved:
        wire["sealed_as"] = {"epoch": context.epoch, "seq": context.seq}
    return wire
