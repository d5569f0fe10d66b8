"""What the platform signs, and for whom."""

from __future__ import annotations

from typing import Any

from kiosk.errors import EnvironmentFault
from sync.conformance.bench import Bench
from sync.conformance.checks import Room, fail, need, same
from sync.conformance.rooms.uploading import Upload
from sync.protocol.messages import Acknowledgement
from sync.protocol.signatures import verify_answer

ROOM = Room("acknowledgement", "Acknowledgement")


def _verified(bench: Bench, answer: dict[str, Any], purpose: str) -> Acknowledgement:
    terminal = bench.terminal
    need("acknowledgement" in answer, "no acknowledgement")
    same(answer.get("terminal"), terminal.number, "terminal of the answer")
    try:
        return verify_answer(
            answer, purpose=purpose, terminal=terminal.number, keys=terminal.acknowledgement_keys
        )
    except EnvironmentFault:
        found = answer["acknowledgement"]
        shown = {name: found.get(name) for name in ("purpose", "terminal", "key_id", "issued_at")}
        fail(f"an acknowledgement that does not fit this answer, or no time as agreed: {shown}")


@ROOM.check
def messages(bench: Bench) -> None:
    """The answer to messages is signed for this terminal, this purpose and this content."""
    answer = bench.terminal.post([bench.terminal.queue().message()]).ok()
    _verified(bench, answer.object(), "messages")


@ROOM.check
def refusals(bench: Bench) -> None:
    """The answer to messages that are refused is signed no less."""
    broken = bench.terminal.queue().note().model_copy(update={"sha256": "0" * 64})
    _verified(bench, bench.terminal.post([broken]).ok().object(), "messages")


@ROOM.check
def feed(bench: Bench) -> None:
    """A page of the feed is signed, an empty one too."""
    bench.terminal.deliver(bench.terminal.queue().message())
    _verified(bench, bench.terminal.feed(), "feed")
    _verified(bench, bench.terminal.feed(bench.terminal.end_of_feed()), "feed")


@ROOM.check
def files(bench: Bench) -> None:
    """What the platform says of a file is signed, before and after it is complete."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    _verified(bench, upload.state(), "files")
    upload.whole()
    _verified(bench, upload.state(), "files")
