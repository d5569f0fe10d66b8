"""Envelopes: opened by the platform alone, and only where they belong."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.conformance.bench import Bench
from sync.conformance.checks import Room, need
from sync.conformance.rooms.delivering import ACCEPTED, expect, refusal
from sync.conformance.terminal import Queue
from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import MessageKind, SuiteName, seal, sign_envelope
from sync.protocol.messages import MessageIn

ROOM = Room("envelope", "Messages")
_PLAIN = b'{"n": 1}'


def _sealed_for(queue: Queue, elsewhere: dict[str, Any]) -> MessageIn:
    """A message whose signature is right, and whose sealed bytes belong elsewhere."""
    message = queue.message(plain=_PLAIN, kind=MessageKind.HEALTH)
    context = message.context(queue.terminal.number)
    other = type(context)(
        **{name: getattr(context, name) for name in context.__slots__} | elsewhere
    )
    return _resealed(queue, message, seal(_PLAIN, other, queue.terminal.platform_key))


def _resealed(queue: Queue, message: MessageIn, sealed: bytes) -> MessageIn:
    context = message.context(queue.terminal.number)
    signature = sign_envelope(sealed, context, queue.terminal.key)
    return message.model_copy(
        update={"sealed": sealed, "sha256": sha256_hex(sealed), "signature": signature}
    )


@ROOM.check
def keys(bench: Bench) -> None:
    """What is sealed to any of the keys the platform named is opened."""
    queue = bench.terminal.queue()
    suites = {str(suite) for suite in SuiteName}
    known = [one.key() for one in bench.terminal.reply.platform_keys if one.suite in suites]
    first = bench.terminal.platform_key
    need(first in known, f"the first key is of a suite the document does not name: {first.suite}")
    sent = [queue.message(plain=_PLAIN, kind=MessageKind.HEALTH, key=key) for key in known]
    for result, key in zip(bench.terminal.deliver(*sent), known, strict=True):
        expect(result, ACCEPTED, f"message sealed to {key.key_id}")


@ROOM.check
def unknown_key(bench: Bench) -> None:
    """What is sealed to a key the platform does not have is refused."""
    queue = bench.terminal.queue()
    message = queue.message(plain=_PLAIN, kind=MessageKind.HEALTH, key_id="nobody-s")
    expect(bench.terminal.deliver(message)[0], refusal(422, "envelope.key"))


@ROOM.check
def truncated(bench: Bench) -> None:
    """Sealed bytes whose end is missing, or of which nothing is left, are refused."""
    queue = bench.terminal.queue()
    for left in (-1, 40, 8):
        message = queue.message(plain=_PLAIN, kind=MessageKind.HEALTH)
        cut = _resealed(queue, message, message.sealed[:left])
        expect(bench.terminal.deliver(cut)[0], refusal(422, "envelope.unreadable"))


@ROOM.check
def context(bench: Bench) -> None:
    """What was sealed for another terminal, epoch, position, kind or item is not opened here."""
    number = bench.terminal.number
    queue = bench.terminal.queue()
    for name, other in (
        ("terminal", "0001" if number != "0001" else "0002"),
        ("epoch", uuid4()),
        ("seq", 77),
        ("kind", MessageKind.RATING),
        ("item_version", "2"),
    ):
        (result,) = bench.terminal.deliver(_sealed_for(queue, {name: other}))
        expect(result, refusal(422, "envelope.unreadable"), f"message of another {name}")


@ROOM.check
def signature(bench: Bench) -> None:
    """What another key signed, or this one for another position, is refused."""
    queue = bench.terminal.queue()
    message = queue.message(plain=_PLAIN, kind=MessageKind.HEALTH)
    place = message.context(bench.terminal.number)
    foreign = sign_envelope(message.sealed, place, Ed25519PrivateKey.generate())
    moved = queue.message(plain=_PLAIN, kind=MessageKind.HEALTH)
    results = bench.terminal.deliver(
        message.model_copy(update={"signature": foreign}),
        moved.model_copy(update={"seq": moved.seq + 5}),
    )
    expect(results[0], refusal(422, "envelope.signature"), "message of another key")
    expect(results[1], refusal(422, "envelope.signature"), "message moved to another position")


@ROOM.check
def rotation(bench: Bench) -> None:
    """After a rotation the platform names the new key first and goes on naming the old one."""
    if not bench.wishes.rotated:
        bench.not_run("nobody said that there was a rotation: --expect-rotation")
    names = [one.key_id for one in bench.terminal.reply.platform_keys]
    need(len(set(names)) > 1, f"the keys are {names}")
