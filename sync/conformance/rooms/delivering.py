"""Messages: counted once, never dropped, each answered for itself."""

from __future__ import annotations

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sync.conformance.bench import Bench
from sync.conformance.checks import Room, need, same
from sync.conformance.terminal import Queue
from sync.protocol.body import ForkBody, PrintOutcomeBody
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.envelope import MessageKind
from sync.protocol.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_MESSAGES,
    MAX_MESSAGE_BYTES,
    MessageIn,
    Position,
)
from sync.protocol.rating import RatingBody
from sync.protocol.satisfaction import Satisfaction
from sync.protocol.withdrawal import WithdrawalBody, WithdrawerBody

ROOM = Room("messages", "Messages")
_AT_ONCE = 5
_DAY_AND_SEQUENCE = re.compile(r"20[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])[0-9]{4,}")


def outcome(result: dict[str, Any]) -> tuple[str, int, str]:
    """What became of a message: outcome, status and code."""
    return str(result.get("outcome")), result.get("status", 200), str(result.get("code", ""))


ACCEPTED = ("accepted", 200, "")
DUPLICATE = ("duplicate", 200, "")


def expect(result: dict[str, Any], wanted: tuple[str, int, str], what: str = "message") -> None:
    """Demand an outcome.

    Raises:
        FailedError: it is another.
    """
    same(outcome(result), wanted, f"outcome of the {what} ({result.get('text', '')})")


def refusal(status: int, code: str) -> tuple[str, int, str]:
    """The outcome of a message that is refused so."""
    return ("refused", status, code)


def about(case_id: Any, deposit_number: str, queue: Queue) -> MessageIn:
    """A message about a case: its receipt was printed."""
    body = PrintOutcomeBody(
        case_id=case_id,
        deposit_number=deposit_number,
        result="done",
        at=queue.terminal.clock.now(),
    )
    return queue.message(plain=body.to_bytes(), kind=MessageKind.PRINT_OUTCOME, case_id=case_id)


def held(content: dict[str, Any], queue: Queue) -> int | None:
    """Up to where the platform says that it has everything of this epoch."""
    marks = content.get("held")
    for mark in marks if isinstance(marks, list) else []:
        if isinstance(mark, dict) and mark.get("epoch") == str(queue.epoch):
            return mark.get("seq")
    return None


@ROOM.check
def accepted(bench: Bench) -> None:
    """A case that is sealed and signed as the document says is accepted."""
    (result,) = bench.terminal.deliver(bench.terminal.queue().message())
    expect(result, ACCEPTED)


@ROOM.check
def named(bench: Bench) -> None:
    """Each result names its message by id and hash, in the order of the batch."""
    queue = bench.terminal.queue()
    sent = [queue.note() for _ in range(3)]
    results = bench.terminal.deliver(*sent)
    found = [(one.get("id"), one.get("sha256")) for one in results]
    same(found, [(str(one.id), one.sha256) for one in sent], "ids and hashes")


@ROOM.check
def case_number(bench: Bench) -> None:
    """A case gets a number: its implementation code, the day, and four or more digits."""
    body = bench.terminal.case()
    (result,) = bench.terminal.deliver(bench.terminal.queue().message(body))
    number = str(result.get("case_number"))
    need(
        number.startswith(body.item.code)
        and _DAY_AND_SEQUENCE.fullmatch(number[len(body.item.code) :]),
        f"case number {number!r}",
    )


@ROOM.check
def case_numbers_differ(bench: Bench) -> None:
    """No two cases get the same number."""
    queue = bench.terminal.queue()
    results = bench.terminal.deliver(*[queue.message() for _ in range(5)])
    numbers = [one.get("case_number") for one in results]
    need(all(numbers) and len(set(numbers)) == len(numbers), f"the case numbers are {numbers}")


@ROOM.check
def duplicate(bench: Bench) -> None:
    """The same id with the same bytes again is a duplicate, with the same case number."""
    message = bench.terminal.queue().message()
    (first,) = bench.terminal.deliver(message)
    (again,) = bench.terminal.deliver(message)
    expect(again, DUPLICATE)
    same(again.get("case_number"), first.get("case_number"), "case number")


@ROOM.check
def duplicate_in_a_batch(bench: Bench) -> None:
    """A message that stands in a batch twice counts once."""
    message = bench.terminal.queue().message()
    first, again = bench.terminal.deliver(message, message)
    expect(first, ACCEPTED)
    expect(again, DUPLICATE, "repeat")


@ROOM.check
def fork_by_id(bench: Bench) -> None:
    """The same id with other bytes is a fork."""
    queue = bench.terminal.queue()
    message = queue.note()
    bench.terminal.deliver(message)
    other = queue.note().model_copy(update={"id": message.id})
    expect(bench.terminal.deliver(other)[0], refusal(409, "fork"))


@ROOM.check
def fork_by_position(bench: Bench) -> None:
    """Another message at a position that is taken is a fork."""
    queue = bench.terminal.queue()
    bench.terminal.deliver(queue.note())
    queue.seq = 0
    expect(bench.terminal.deliver(queue.note())[0], refusal(409, "fork"))


@ROOM.check
def fork_of_another_terminal(bench: Bench) -> None:
    """The id of another terminal's message is a fork, and tells nothing of that message."""
    message = bench.terminal.queue().message()
    bench.terminal.deliver(message)
    other = bench.other.queue().message().model_copy(update={"id": message.id})
    (result,) = bench.other.deliver(other)
    expect(result, refusal(409, "fork"))
    same(result.get("case_number"), None, "case number")


@ROOM.check
def fork_by_case(bench: Bench) -> None:
    """Another case with the id of one that is here is a fork."""
    terminal = bench.terminal
    queue = terminal.queue()
    body = terminal.case()
    terminal.deliver(queue.message(body))
    same_id = terminal.case(case_id=body.case_id)
    expect(terminal.deliver(queue.message(same_id))[0], refusal(409, "fork.case"), "same id")


@ROOM.check
def deposit_number_twice(bench: Bench) -> None:
    """Another case with the deposit number of one that is here is a case of its own."""
    terminal = bench.terminal
    queue = terminal.queue()
    body = terminal.case()
    twin = terminal.case(deposit_number=body.deposit_number)
    first, second = (terminal.deliver(queue.message(one))[0] for one in (body, twin))
    for result in (first, second):
        expect(result, ACCEPTED)
    need(first["case_number"] != second["case_number"], "both have one case number")


@ROOM.check
def new_epoch(bench: Bench) -> None:
    """After a fork, what was sealed for a place in the old epoch is taken at one in the new."""
    terminal = bench.terminal
    old, new = terminal.queue(), terminal.queue()
    tells = ForkBody(left=old.epoch, begun=new.epoch, moved=1, at=terminal.clock.now())
    first = new.message(plain=tells.to_bytes(), kind=MessageKind.AUDIT)
    new.seq += 1
    moved = old.message()
    moved = moved.model_copy(
        update={
            "epoch": new.epoch,
            "seq": new.seq,
            "sealed_as": Position(epoch=old.epoch, seq=moved.seq),
        }
    )
    answer = terminal.post([first, moved]).ok().object()
    for result in answer["results"]:
        expect(result, ACCEPTED)
    same(held(answer, new), 2, "held of the new epoch")


@ROOM.check
def five_at_once(bench: Bench) -> None:
    """One message posted five times at the same moment gives one case."""
    message = bench.terminal.queue().message()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = [one for (one,) in pool.map(bench.terminal.deliver, [message] * _AT_ONCE)]
    found = sorted(map(outcome, results))
    same(found, sorted([ACCEPTED, *[DUPLICATE] * (_AT_ONCE - 1)]), "outcomes")
    numbers = {one.get("case_number") for one in results}
    need(len(numbers) == 1 and all(numbers), f"the case numbers are {numbers}")


@ROOM.check
def whole_batch(bench: Bench) -> None:
    """A batch of 100 messages is taken, and one of 101 refused."""
    queue = bench.terminal.queue()
    sent = [queue.note() for _ in range(MAX_BATCH_MESSAGES + 1)]
    bench.terminal.post(sent).refused(413, "batch.too_many")
    for result in bench.terminal.deliver(*sent[:-1]):
        expect(result, ACCEPTED)


@ROOM.check
def heavy_batch(bench: Bench) -> None:
    """A request of more than 4 MiB is refused, and one of nearly so much is taken."""
    queue = bench.terminal.queue()
    sent = [queue.note(size=1_000_000) for _ in range(3)]
    for result in bench.terminal.deliver(*sent):
        expect(result, ACCEPTED)
    content = b'{"messages": [' + b" " * MAX_BATCH_BYTES + b"]}"
    bench.terminal.ask("POST", "/v1/messages", content).refused(413, "request.too_large")


@ROOM.check
def too_large(bench: Bench) -> None:
    """A message of 1 MiB is taken; one byte more is refused, and the rest of its batch taken."""
    queue = bench.terminal.queue()
    most, beyond = queue.note(size=MAX_MESSAGE_BYTES), queue.note(size=MAX_MESSAGE_BYTES + 1)
    results = bench.terminal.deliver(most, beyond, queue.note())
    expect(results[0], ACCEPTED, "message of 1 MiB")
    expect(results[1], refusal(413, "message.too_large"), "larger message")
    expect(results[2], ACCEPTED, "message behind it")


@ROOM.check
def poison(bench: Bench) -> None:
    """A message that cannot be accepted is refused and stops no other, before or behind it."""
    queue = bench.terminal.queue()
    before, poisoned, behind = queue.message(), queue.message(), queue.message()
    poisoned = poisoned.model_copy(update={"signature": secrets.token_bytes(64)})
    results = bench.terminal.deliver(before, poisoned, behind)
    expect(results[0], ACCEPTED, "message before it")
    expect(results[1], refusal(422, "envelope.signature"), "poisoned message")
    expect(results[2], ACCEPTED, "message behind it")


@ROOM.check
def malformed(bench: Bench) -> None:
    """A message without a member it must have is refused, and the rest of its batch taken."""
    queue = bench.terminal.queue()
    broken = queue.note().model_dump(mode="json")
    del broken["signature"]
    results = bench.terminal.deliver(broken, queue.note())
    expect(results[0], refusal(400, "message.malformed"))
    expect(results[1], ACCEPTED, "message behind it")


@ROOM.check
def other_hash(bench: Bench) -> None:
    """A message that does not fit its hash is refused, and named by the hash of what came."""
    message = bench.terminal.queue().note().model_copy(update={"sha256": "0" * 64})
    (result,) = bench.terminal.deliver(message)
    expect(result, refusal(400, "message.hash"))
    same(result.get("sha256"), sha256_hex(message.sealed), "sha256")


@ROOM.check
def version(bench: Bench) -> None:
    """A message of a protocol version nobody knows is refused."""
    queue = bench.terminal.queue()
    plain = canonical({})
    message = queue.message(plain=plain, kind=MessageKind.HEALTH, protocol_version=99)
    expect(bench.terminal.deliver(message)[0], refusal(422, "message.version"))


@ROOM.check
def no_body(bench: Bench) -> None:
    """What was sealed must be what its kind asks for: a case body, or a JSON object."""
    queue = bench.terminal.queue()
    no_case = queue.message(plain=b'{"format": "bianmin-case/1"}', case_id=queue.epoch)
    no_object = queue.message(plain=b"[]", kind=MessageKind.RATING)
    for result in bench.terminal.deliver(no_case, no_object):
        expect(result, refusal(422, "body.invalid"))


@ROOM.check
def contradiction(bench: Bench) -> None:
    """Envelope and body must name the same case, item version and terminal."""
    terminal = bench.terminal
    queue = terminal.queue()
    elsewhere = "0001" if terminal.number != "0001" else "0002"
    body = terminal.case()
    place = body.place.model_copy(update={"terminal": elsewhere})
    results = terminal.deliver(
        queue.message(body, case_id=terminal.clock.uuid7()),
        queue.message(terminal.case(), item_version="2").model_copy(update={"item_version": "2"}),
        queue.message(terminal.case(place=place)),
    )
    for result, what in zip(results, ("case", "item version", "terminal"), strict=True):
        expect(result, refusal(422, "body.contradiction"), f"message of another {what}")


@ROOM.check
def case_unknown(bench: Bench) -> None:
    """What comes before its case is refused, and taken once the case is here."""
    terminal = bench.terminal
    queue = terminal.queue()
    body = terminal.case()
    early = about(body.case_id, body.deposit_number, queue)
    expect(terminal.deliver(early)[0], refusal(422, "case.unknown"), "early message")
    results = terminal.deliver(queue.message(body), early)
    expect(results[0], ACCEPTED, "case")
    expect(results[1], ACCEPTED, "same message again")


@ROOM.check
def case_of_another(bench: Bench) -> None:
    """A case of another terminal is as unknown as none."""
    body = bench.terminal.case()
    bench.terminal.deliver(bench.terminal.queue().message(body))
    foreign = about(body.case_id, body.deposit_number, bench.other.queue())
    expect(bench.other.deliver(foreign)[0], refusal(422, "case.unknown"))


@ROOM.check
def order(bench: Bench) -> None:
    """A batch is taken in its order: what is about a case may stand right behind it."""
    terminal = bench.terminal
    queue = terminal.queue()
    body = terminal.case()
    results = terminal.deliver(queue.message(body), about(body.case_id, body.deposit_number, queue))
    expect(results[0], ACCEPTED, "case")
    expect(results[1], ACCEPTED, "message about it")


@ROOM.check
def held_without_a_gap(bench: Bench) -> None:
    """`held` stops before a gap, and passes it when it is filled."""
    terminal = bench.terminal
    queue = terminal.queue()
    one, two, three, four = (queue.note() for _ in range(4))
    same(held(terminal.post([one, two, four]).ok().object(), queue), 2, "held before the gap")
    same(held(terminal.post([three]).ok().object(), queue), 4, "held once it is filled")


@ROOM.check
def held_with_quarantine(bench: Bench) -> None:
    """What was refused is kept, and therefore counts for `held`."""
    terminal = bench.terminal
    queue = terminal.queue()
    refused = queue.note().model_copy(update={"signature": secrets.token_bytes(64)})
    answer = terminal.post([refused, queue.note()]).ok().object()
    same(held(answer, queue), 2, "held")


@ROOM.check
def held_with_repeats(bench: Bench) -> None:
    """A message that had arrived before it was moved to a new epoch fills its place there."""
    terminal = bench.terminal
    old, new = terminal.queue(), terminal.queue()
    message = old.note()
    terminal.deliver(message)
    new.seq = 1
    place = Position(epoch=old.epoch, seq=message.seq)
    moved = message.model_copy(update={"epoch": new.epoch, "seq": 1, "sealed_as": place})
    answer = terminal.post([moved, new.note()]).ok().object()
    expect(answer["results"][0], DUPLICATE, "moved message")
    expect(answer["results"][1], ACCEPTED, "message behind it")
    same(held(answer, new), 2, "held of the new epoch")


@ROOM.check
def kinds(bench: Bench) -> None:
    """Messages of every kind are taken, a case's rating and withdrawal among them."""
    terminal, queue = bench.terminal, bench.terminal.queue()
    free = (MessageKind.AUDIT, MessageKind.HEALTH)
    case = terminal.case()
    terminal.deliver(queue.message(case))
    rating = RatingBody(
        case_id=case.case_id,
        deposit_number=case.deposit_number,
        satisfaction=Satisfaction.SATISFIED,
        reasons=("406",),
        at=terminal.clock.now(),
    ).to_bytes()
    withdrawal = WithdrawalBody(
        case_id=case.case_id,
        deposit_number=case.deposit_number,
        by=WithdrawerBody(read_at=terminal.clock.now()),
        at=terminal.clock.now(),
    ).to_bytes()
    sent = [
        *(queue.message(plain=b'{"n": 1}', kind=kind) for kind in free),
        queue.message(plain=rating, kind=MessageKind.RATING, case_id=case.case_id),
        queue.message(plain=withdrawal, kind=MessageKind.WITHDRAWAL, case_id=case.case_id),
    ]
    wanted = (*free, MessageKind.RATING, MessageKind.WITHDRAWAL)
    for result, kind in zip(terminal.deliver(*sent), wanted, strict=True):
        expect(result, ACCEPTED, f"message of the kind {kind}")


@ROOM.check
def batch_malformed(bench: Bench) -> None:
    """A request that holds no list of messages is refused as a whole."""
    for content in (b"{}", b'{"messages": []}', b'{"messages": [{"n": 1}]}'):
        answer = bench.terminal.ask("POST", "/v1/messages", content)
        answer.refused(400, "batch.malformed")
