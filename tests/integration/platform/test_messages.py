"""POST /v1/messages: every message counts once, whatever happens to it on its way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
import requests

from kiosk.errors import EnvironmentFault
from sync.platform.export import export
from sync.platform.states import State
from sync.platform.storage import open_storage
from sync.platform.store import CollisionError, Database, Transaction
from sync.platform.store.tables import counters, metadata
from sync.protocol.body import ItemBody, PlaceBody, PrintOutcomeBody
from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import MessageKind
from sync.protocol.messages import (
    MAX_MESSAGE_BYTES,
    HeldUpTo,
    MessageIn,
    Outcome,
    Position,
)
from sync.protocol.signatures import SignatureFault, verify_answer


def exported(platform: Any) -> dict[str, Any]:
    storage = open_storage(platform.settings.files_url)
    return export(platform.parts.database, platform.parts.keys, storage)


def only(reply: Any) -> Any:
    (result,) = reply.results
    return result


def test_a_case_arrives_as_it_was_entered(platform: Any, terminal: Any) -> None:
    body = terminal.case()
    result = only(terminal.deliver(terminal.message(body)))
    assert result.outcome is Outcome.ACCEPTED
    (case,) = exported(platform)["cases"]
    assert case["deposit_number"] == body.deposit_number
    assert case["case_number"] == result.case_number
    assert case["state"] == "accepted"
    assert [event["state"] for event in case["states"]] == ["delivered", "accepted"]
    assert case["body"]["answers"] == body.answers
    assert case["body"]["instance"] == body.instance
    assert case["body"]["applicant"]["name"] == "王秀花"
    assert case["departments"] == {"civil_affairs": {"phone": "13812345678"}}
    (attachment,) = case["body"]["attachments"]
    assert attachment["sha256"] == sha256_hex(b"\x89PNG picture")
    assert attachment["size"] == 12
    assert "content" not in attachment


def test_the_database_holds_no_word_of_the_applicant(platform: Any, terminal: Any) -> None:
    terminal.deliver(terminal.message())
    with platform.parts.database.engine.connect() as connection:
        rows = [
            str(row)
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
    assert any(terminal.number in row for row in rows)
    files = [path.read_bytes() for path in platform.settings.data.glob("*.*")]
    for content in ("\n".join(rows).encode(), *files):
        for secret in ("王秀花", "370982195308150022", "13812345678", "6228480402564890018"):
            assert secret.encode() not in content


def test_case_numbers_are_code_day_and_a_sequence_of_the_item(terminal: Any) -> None:
    other = ItemBody(id="904", code="11370982MB2857374A4371014000904", version="1", name={})
    messages = [
        terminal.message(),
        terminal.message(terminal.case(item=other)),
        terminal.message(),
    ]
    numbers = [result.case_number for result in terminal.deliver(*messages).results]
    assert [number[-4:] for number in numbers] == ["0001", "0001", "0002"]
    assert numbers[1].startswith(other.code)
    assert len({len(number) for number in numbers}) == 1


def test_a_message_sent_again_is_a_duplicate_with_the_same_number(
    platform: Any, terminal: Any
) -> None:
    message = terminal.message()
    first, again = only(terminal.deliver(message)), only(terminal.deliver(message))
    assert again.outcome is Outcome.DUPLICATE
    assert again.case_number == first.case_number
    assert again.sha256 == message.sha256
    assert len(exported(platform)["cases"]) == 1


def test_the_same_message_twice_in_one_batch_is_one_case(platform: Any, terminal: Any) -> None:
    message = terminal.message()
    outcomes = [result.outcome for result in terminal.deliver(message, message).results]
    assert outcomes == [Outcome.ACCEPTED, Outcome.DUPLICATE]
    assert len(exported(platform)["cases"]) == 1


def test_five_parallel_posts_of_one_message_give_one_case(platform: Any, terminal: Any) -> None:
    messages = [terminal.message() for _ in range(8)]
    items = ",".join(message.model_dump_json() for message in messages)
    body = f'{{"messages":[{items}]}}'.encode()
    attempts = [terminal.signed("POST", "/v1/messages", body) for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        responses = list(pool.map(terminal.send, attempts))
    assert [response.status_code for response in responses] == [200] * 5
    outcomes = [
        tuple(result["outcome"] for result in response.json()["results"]) for response in responses
    ]
    assert outcomes.count(("accepted",) * 8) == 1
    assert outcomes.count(("duplicate",) * 8) == 4
    numbers = {
        tuple(result["case_number"] for result in response.json()["results"])
        for response in responses
    }
    assert len(numbers) == 1
    assert len(exported(platform)["cases"]) == 8


def test_many_terminals_at_once_get_different_case_numbers(
    platform: Any, new_terminal: Callable[..., Any]
) -> None:
    terminals = [new_terminal() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda one: one.deliver(one.message(), one.message()), terminals))
    numbers = [result.case_number for reply in replies for result in reply.results]
    assert len(set(numbers)) == 12
    assert len(exported(platform)["cases"]) == 12


def test_the_same_id_with_other_bytes_is_a_fork_and_the_first_stays(
    platform: Any, terminal: Any
) -> None:
    first = terminal.message()
    terminal.deliver(first)
    other = terminal.message(message_id=first.id, seq=first.seq)
    result = only(terminal.deliver(other))
    assert (result.outcome, result.status, result.code) == (Outcome.REFUSED, 409, "fork")
    found = exported(platform)
    assert len(found["cases"]) == 1
    assert found["quarantine"][0]["sha256"] == other.sha256
    assert only(terminal.deliver(first)).outcome is Outcome.DUPLICATE


def test_another_message_at_a_taken_position_is_a_fork(platform: Any, terminal: Any) -> None:
    terminal.deliver(terminal.message(seq=1))
    copied = terminal.message(seq=1)
    result = only(terminal.deliver(copied))
    assert (result.outcome, result.status, result.code) == (Outcome.REFUSED, 409, "fork")
    assert len(exported(platform)["cases"]) == 1


def test_after_a_fork_the_sealed_message_is_taken_under_a_new_epoch(
    platform: Any, terminal: Any
) -> None:
    terminal.deliver(terminal.message(seq=1))
    copied = terminal.message(seq=1)
    terminal.deliver(copied)
    moved = copied.model_copy(
        update={
            "epoch": uuid4(),
            "seq": 1,
            "sealed_as": Position(epoch=copied.epoch, seq=copied.seq),
        }
    )
    reply = terminal.deliver(moved)
    assert only(reply).outcome is Outcome.ACCEPTED
    assert reply.held == (HeldUpTo(epoch=moved.epoch, seq=1),)
    found = exported(platform)
    assert len(found["cases"]) == 2
    assert found["quarantine"] == []


def test_what_had_arrived_before_a_fork_leaves_no_gap_behind_it(terminal: Any) -> None:
    arrived = terminal.message(seq=1)
    terminal.deliver(arrived)
    epoch = uuid4()
    moved = arrived.model_copy(
        update={
            "epoch": epoch,
            "seq": 1,
            "sealed_as": Position(epoch=arrived.epoch, seq=arrived.seq),
        }
    )
    behind = terminal.message(seq=2)
    at = Position(epoch=behind.epoch, seq=2)
    behind = behind.model_copy(update={"epoch": epoch, "sealed_as": at})
    for _ in range(2):
        reply = terminal.deliver(moved)
        assert only(reply).outcome is Outcome.DUPLICATE
        assert reply.held == (HeldUpTo(epoch=epoch, seq=1),)
    assert terminal.deliver(behind).held == (HeldUpTo(epoch=epoch, seq=2),)


def test_the_place_of_what_had_arrived_before_a_fork_is_taken(terminal: Any) -> None:
    arrived = terminal.message(seq=1)
    terminal.deliver(arrived)
    at = Position(epoch=arrived.epoch, seq=arrived.seq)
    moved = arrived.model_copy(update={"epoch": uuid4(), "sealed_as": at})
    terminal.deliver(moved)
    other = terminal.message(seq=2)
    other = other.model_copy(
        update={
            "epoch": moved.epoch,
            "seq": moved.seq,
            "sealed_as": Position(epoch=other.epoch, seq=other.seq),
        }
    )
    result = only(terminal.deliver(other))
    assert (result.outcome, result.status, result.code) == (Outcome.REFUSED, 409, "fork")


def test_a_deposit_number_given_twice_loses_neither_case(platform: Any, terminal: Any) -> None:
    first = terminal.case()
    terminal.deliver(terminal.message(first))
    second = terminal.case(deposit_number=first.deposit_number)
    result = only(terminal.deliver(terminal.message(second)))
    assert (result.outcome, result.code) == (Outcome.ACCEPTED, "")
    found = exported(platform)
    assert {case["case_id"] for case in found["cases"]} == {
        str(first.case_id),
        str(second.case_id),
    }
    assert len({case["case_number"] for case in found["cases"]}) == 2
    assert {case["deposit_number"] for case in found["cases"]} == {first.deposit_number}
    assert found["quarantine"] == []
    told = {event.case_id: event.case_number for event in terminal.feed().events}
    assert set(told) == {first.case_id, second.case_id}


def test_who_decides_by_a_number_that_was_given_twice_is_asked_which(
    platform: Any, terminal: Any
) -> None:
    first = terminal.case()
    second = terminal.case(deposit_number=first.deposit_number)
    results = terminal.deliver(terminal.message(first), terminal.message(second)).results
    numbers = [result.case_number for result in results]
    decisions = platform.parts.decisions
    with pytest.raises(EnvironmentFault) as caught:
        decisions.decide(first.deposit_number, State.APPROVED, actor="a")
    assert caught.value.code == "case.ambiguous"
    assert all(number in caught.value.message for number in numbers)
    assert decisions.decide(numbers[1], State.APPROVED, actor="a").case_id == second.case_id
    with platform.parts.database.reading() as transaction:
        assert transaction.case_by_number(numbers[0]).state == "accepted"


def test_another_case_of_the_same_id_is_kept_in_quarantine(platform: Any, terminal: Any) -> None:
    first = terminal.case()
    terminal.deliver(terminal.message(first))
    result = only(terminal.deliver(terminal.message(terminal.case(case_id=first.case_id))))
    assert (result.status, result.code) == (409, "fork.case")
    found = exported(platform)
    assert len(found["cases"]) == 1
    assert [one["code"] for one in found["quarantine"]] == ["fork.case"]


def test_what_is_held_is_told_without_gaps(terminal: Any) -> None:
    one, two, three = terminal.message(), terminal.message(), terminal.message()

    def held(message: MessageIn) -> int:
        (mark,) = terminal.deliver(message).held
        assert mark.epoch == terminal.epoch
        return int(mark.seq)

    assert held(one) == 1
    assert held(three) == 1
    assert held(two) == 3
    assert held(two) == 3


def test_a_gap_of_a_thousand_closes(terminal: Any) -> None:
    later = [terminal.message(plaintext=b"{}", kind=MessageKind.HEALTH) for _ in range(601)]
    first, *rest = later
    for start in range(0, len(rest), 100):
        assert terminal.deliver(*rest[start : start + 100]).held[0].seq == 0
    assert terminal.deliver(first).held[0].seq == 601


SPOILED: dict[str, tuple[dict[str, Any], int, str]] = {
    "hash": ({"sha256": "0" * 64}, 400, "message.hash"),
    "signature": ({"signature": bytes(64)}, 422, "envelope.signature"),
    "item_version": ({"item_version": "9"}, 422, "envelope.signature"),
    "position": ({"seq": 99}, 422, "envelope.signature"),
    "key": ({"key_id": "gone"}, 422, "envelope.signature"),
    "version": ({"protocol_version": 2}, 422, "message.version"),
    "case": ({"case_id": uuid4()}, 422, "body.contradiction"),
    "no_case": ({"case_id": None}, 422, "body.contradiction"),
    "sealed": ({"sealed": b"x" * 99, "sha256": sha256_hex(b"x" * 99)}, 422, "envelope.signature"),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_spoiled_message_is_refused_and_its_neighbours_are_not(
    platform: Any, terminal: Any, spoiled: str
) -> None:
    changes, status, code = SPOILED[spoiled]
    good, good_too = terminal.message(), terminal.message()
    bad = terminal.message().model_copy(update=changes)
    results = terminal.deliver(good, bad, good_too).results
    assert [result.outcome for result in results] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
        Outcome.ACCEPTED,
    ]
    assert (results[1].status, results[1].code) == (status, code)
    assert results[1].text
    found = exported(platform)
    assert len(found["cases"]) == 2
    assert [row["code"] for row in found["quarantine"]] == [code]


def test_a_message_sealed_to_a_key_that_is_not_ours_is_refused(
    start_platform: Callable[..., Any], terminal: Any
) -> None:
    stranger = start_platform(folder="other")
    theirs = stranger.parts.keys.public_keys[0]
    ours = terminal.enrolment.platform_keys[0]
    for key_id, code in ((theirs.key_id, "envelope.key"), (ours.key_id, "envelope.unreadable")):
        model = ours.model_copy(update={"key_id": key_id, "public_key": theirs.public_key})
        terminal.enrolment = terminal.enrolment.model_copy(update={"platform_keys": (model,)})
        result = only(terminal.deliver(terminal.message()))
        assert (result.status, result.code) == (422, code)


@pytest.mark.parametrize(
    ("kind", "plaintext", "code"),
    [
        (MessageKind.CASE, b"not json", "body.invalid"),
        (MessageKind.CASE, b"{}", "body.invalid"),
        (MessageKind.PRINT_OUTCOME, b"{}", "body.invalid"),
        (MessageKind.RATING, b"{}", "body.invalid"),
        (MessageKind.WITHDRAWAL, b"{}", "body.invalid"),
        (MessageKind.AUDIT, b"[]", "body.invalid"),
        (MessageKind.AUDIT, b"\xff", "body.invalid"),
    ],
)
def test_a_body_that_is_none_is_refused(
    terminal: Any, kind: MessageKind, plaintext: bytes, code: str
) -> None:
    message = terminal.message(plaintext=plaintext, kind=kind, case_id=uuid4())
    result = only(terminal.deliver(message))
    assert (result.outcome, result.code) == (Outcome.REFUSED, code)


def test_a_case_of_another_terminal_s_number_is_refused(
    terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    other = new_terminal()
    wrong_place = terminal.case(place=PlaceBody(terminal=other.number, name="elsewhere"))
    wrong_number = terminal.case(deposit_number=other.case().deposit_number)
    results = terminal.deliver(
        terminal.message(wrong_place), terminal.message(wrong_number)
    ).results
    assert [result.code for result in results] == ["body.contradiction"] * 2


def test_one_terminal_cannot_claim_another_s_message(
    terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    message = terminal.message()
    terminal.deliver(message)
    other = new_terminal()
    result = only(other.deliver(message))
    assert (result.outcome, result.code, result.case_number) == (Outcome.REFUSED, "fork", None)


def test_what_was_refused_is_taken_when_it_can_be(platform: Any, terminal: Any) -> None:
    case = terminal.case()
    outcome = PrintOutcomeBody(
        case_id=case.case_id,
        deposit_number=case.deposit_number,
        result="printed",
        at=terminal.clock.now(),
    )
    early = terminal.message(
        plaintext=outcome.to_bytes(), kind=MessageKind.PRINT_OUTCOME, case_id=case.case_id
    )
    refused = only(terminal.deliver(early))
    assert (refused.status, refused.code) == (422, "case.unknown")
    assert only(terminal.deliver(early)).outcome is Outcome.REFUSED
    (row,) = exported(platform)["quarantine"]
    assert row["attempts"] == 2
    terminal.deliver(terminal.message(case))
    taken = only(terminal.deliver(early))
    assert taken.outcome is Outcome.ACCEPTED
    found = exported(platform)
    assert taken.case_number == found["cases"][0]["case_number"]
    assert found["quarantine"] == []
    assert found["cases"][0]["prints"][0]["result"] == "printed"


def test_messages_about_the_terminal_need_no_case(terminal: Any) -> None:
    result = only(terminal.deliver(terminal.message(plaintext=b"{}", kind=MessageKind.HEALTH)))
    assert (result.outcome, result.case_number) == (Outcome.ACCEPTED, None)


def test_an_oversize_message_is_refused_alone(terminal: Any) -> None:
    answers = {"/data/text": "x" * MAX_MESSAGE_BYTES}
    good, bad = terminal.message(), terminal.message(terminal.case(answers=answers))
    results = terminal.deliver(good, bad).results
    assert [(result.outcome, result.status) for result in results] == [
        (Outcome.ACCEPTED, 200),
        (Outcome.REFUSED, 413),
    ]


def test_a_malformed_entry_is_refused_alone_and_named(platform: Any, terminal: Any) -> None:
    good = json.loads(terminal.message().model_dump_json())
    bad = {"id": str(uuid4()), "sealed": "!!!", "surprise": 1}
    body = json.dumps({"messages": [good, bad]}).encode()
    response = terminal.send(terminal.signed("POST", "/v1/messages", body))
    first, second = response.json()["results"]
    assert first["outcome"] == "accepted"
    assert (second["outcome"], second["status"]) == ("refused", 400)
    assert second["code"] == "message.malformed"
    assert "surprise" in second["text"]
    assert exported(platform)["quarantine"][0]["message_id"] == bad["id"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "request.json"),
        (b"garbage", 400, "request.json"),
        (b"\xff\xfe", 400, "request.json"),
        (b"[" * 100_000, 400, "request.json"),
        (b"[]", 400, "batch.malformed"),
        (b"{}", 400, "batch.malformed"),
        (b'{"messages":[]}', 400, "batch.malformed"),
        (b'{"messages":{}}', 400, "batch.malformed"),
        (b'{"messages":[1]}', 400, "batch.malformed"),
        (b'{"messages":[{"id":7}]}', 400, "batch.malformed"),
        (b'{"messages":[{"id":"7"}]}', 400, "batch.malformed"),
        (b'{"messages":[{}],"more":1}', 400, "batch.malformed"),
        (b'{"messages":[' + b"1," * 100 + b"1]}", 413, "batch.too_many"),
    ],
)
def test_a_body_that_is_no_batch_is_a_problem(
    terminal: Any,
    problem: Callable[[requests.Response], dict[str, Any]],
    body: bytes,
    status: int,
    code: str,
) -> None:
    response = terminal.send(terminal.signed("POST", "/v1/messages", body))
    assert (response.status_code, problem(response)["code"]) == (status, code)


def test_the_acknowledgement_covers_every_word_of_the_answer(terminal: Any) -> None:
    answer = terminal.post(terminal.message()).json()
    wishes = {"purpose": "messages", "terminal": terminal.number, "keys": terminal.platform_keys}
    verify_answer(answer, **wishes)
    changed = json.loads(json.dumps(answer))
    changed["results"][0]["case_number"] = "another"
    spoiled: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (changed, wishes),
        (answer | {"extra": 1}, wishes),
        ({**answer, "acknowledgement": None}, wishes),
        (answer, wishes | {"purpose": "feed"}),
        (answer, wishes | {"terminal": "9999"}),
        (answer, wishes | {"keys": {}}),
    ]
    for document, expected in spoiled:
        with pytest.raises(SignatureFault) as caught:
            verify_answer(document, **expected)
        assert caught.value.code == "acknowledgement.invalid"


class _CollidesOnce:
    """A database in which another worker is faster, once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.collisions = 0

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        with self._database.begin() as transaction:
            yield transaction
            if not self.collisions:
                self.collisions += 1
                raise CollisionError("somebody was faster")


def test_a_batch_that_collides_with_another_worker_is_judged_again(
    platform: Any, terminal: Any
) -> None:
    database = _CollidesOnce(platform.parts.database)
    platform.parts.receiver._database = database
    (result,) = terminal.deliver(terminal.message()).results
    assert (result.outcome, database.collisions) == (Outcome.ACCEPTED, 1)
    assert int(result.case_number[-4:]) in {1, 2}  # PostgreSQL does not take the first number back
    assert len(exported(platform)["cases"]) == 1
    assert len(exported(platform)["cases"]) == 1


def test_the_ten_thousandth_case_of_a_day_gets_a_longer_number(
    platform: Any, terminal: Any
) -> None:
    (first,) = terminal.deliver(terminal.message()).results
    with platform.parts.database.engine.begin() as connection:
        connection.execute(counters.update().values(last=9998))
    results = terminal.deliver(terminal.message(), terminal.message()).results
    assert [result.case_number for result in results] == [
        first.case_number[:-4] + "9999",
        first.case_number[:-4] + "10000",
    ]


def test_two_cases_with_one_deposit_number_in_one_batch_are_two_cases(
    platform: Any, terminal: Any
) -> None:
    first = terminal.case()
    second = terminal.case(deposit_number=first.deposit_number)
    results = terminal.deliver(terminal.message(first), terminal.message(second)).results
    assert [result.code for result in results] == ["", ""]
    assert len(exported(platform)["cases"]) == 2


def test_a_case_and_what_became_of_its_receipt_come_in_one_batch(terminal: Any) -> None:
    case = terminal.case()
    outcome = PrintOutcomeBody(
        case_id=case.case_id,
        deposit_number=case.deposit_number,
        result="unknown",
        at=terminal.clock.now(),
    )
    results = terminal.deliver(
        terminal.message(case),
        terminal.message(
            plaintext=outcome.to_bytes(), kind=MessageKind.PRINT_OUTCOME, case_id=case.case_id
        ),
    ).results
    assert [result.outcome for result in results] == [Outcome.ACCEPTED] * 2
    assert results[0].case_number == results[1].case_number
