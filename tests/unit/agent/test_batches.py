"""A batch is written without the wire models; they must read in it what was stored."""

import json
from dataclasses import replace
from uuid import UUID

from kiosk.cases.deposit import deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.messages import OutboxMessage
from kiosk.cases.samples import SteppingClock, sample_submission, sample_terminal
from sync.agent.batches import batch_json
from sync.protocol.canonical import sha256_hex
from sync.protocol.messages import MessageBatch, MessageIn, Position


def stored() -> OutboxMessage:
    """A message as a deposit leaves it."""
    clock = SteppingClock()
    store = FakeStore(clock)
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    done = deposit(store.unit_of_work(), sample_submission(strokes=1, png_bytes=10), clock=clock)
    return store.data.messages[done.message_id]


def expected(message: OutboxMessage) -> MessageIn:
    """The same on the wire."""
    context = message.context
    return MessageIn(
        id=message.message_id,
        epoch=message.epoch,
        seq=message.seq,
        kind=context.kind,
        case_id=message.case_id,
        created_at=message.created_at,
        protocol_version=context.protocol_version,
        item_version=context.item_version,
        key_id=context.key_id,
        sealed=message.body,
        sha256=message.sha256,
        signature=message.signature,
        sealed_as=Position(epoch=context.epoch, seq=context.seq) if message.moved else None,
    )


def test_the_wire_models_read_what_was_stored_from_a_batch() -> None:
    first = stored()
    about_itself = replace(first, message_id=UUID(int=1), case_id=None, seq=first.seq + 1)
    moved = replace(first, message_id=UUID(int=2), epoch=UUID(int=3), seq=7)
    strange = bytes(range(256))
    other = replace(first, message_id=UUID(int=4), body=strange, sha256=sha256_hex(strange))
    batch = [first, about_itself, moved, other]
    read = MessageBatch.model_validate_json(batch_json(batch))
    assert read.messages == tuple(expected(message) for message in batch)
    assert read.messages[2].context(first.context.terminal) == first.context


def test_what_is_not_there_is_not_said() -> None:
    (message,) = json.loads(batch_json([stored()]))["messages"]
    assert "sealed_as" not in message
    (about_itself,) = json.loads(batch_json([replace(stored(), case_id=None)]))["messages"]
    assert "case_id" not in about_itself
