"""Platforms that count, keep or name messages otherwise fail the checks that say so."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sync.conformance.bench import Wishes
from sync.platform import filing, opening
from sync.platform.api import routes
from sync.platform.filing import Filing
from sync.platform.opening import Opener
from sync.platform.receipt import Receiver
from sync.platform.store import Transaction
from sync.protocol.messages import Outcome

Fault = Callable[[Any, pytest.MonkeyPatch], None]
Results = list[dict[str, Any]]


def results(change: Callable[[Results, list[Any]], Results | None]) -> Fault:
    """A platform whose results are others; they are signed all the same."""

    def answer(exchange: Any) -> None:
        if exchange.path == "/v1/messages" and exchange.status == 200:
            document = exchange.json
            found = change(document["results"], json.loads(exchange.content)["messages"])
            exchange.say(document | {"results": document["results"] if found is None else found})

    def fault(trial: Any, _: pytest.MonkeyPatch) -> None:
        trial.door.change = answer

    return fault


def each(change: Callable[[dict[str, Any]], None]) -> Fault:
    """A platform that says something else of each message."""

    def change_all(found: Results, _: list[Any]) -> None:
        for one in found:
            change(one)

    return results(change_all)


def calls_it_otherwise(*codes: str) -> Fault:
    """A platform that refuses what it must, by another code."""

    def change(exchange: Any) -> None:
        if exchange.path != "/v1/messages":
            return
        text = exchange.answer.decode()
        for code in codes:
            text = text.replace(f'"{code}"', '"other.code"')
        exchange.say(json.loads(text))

    def fault(trial: Any, _: pytest.MonkeyPatch) -> None:
        trial.door.change = change

    return fault


def patched(place: Any, name: str, value: Any) -> Fault:
    """A platform with another part."""
    return lambda _, patch: patch.setattr(place, name, value)


def takes(code: str) -> Fault:
    """A platform that accepts what it must refuse so."""

    def change(result: dict[str, Any]) -> None:
        if result["code"] == code:
            result.update(outcome="accepted", status=200, code="")

    return each(change)


def _drops_its_own_words(one: dict[str, Any]) -> None:
    if one["outcome"] == "accepted":
        one["outcome"] = "stored"


def _numbers_without_a_day(one: dict[str, Any]) -> None:
    if one["case_number"]:
        one["case_number"] = one["case_number"][:31] + one["case_number"][-4:]


def _gives_every_case_one_number(one: dict[str, Any]) -> None:
    if one["case_number"]:
        one["case_number"] = one["case_number"][:-4] + "0001"


def _accepts_duplicates(one: dict[str, Any]) -> None:
    if one["outcome"] == "duplicate":
        one["outcome"] = "accepted"


def _numbers_duplicates_anew(one: dict[str, Any]) -> None:
    if one["outcome"] == "duplicate" and one["case_number"]:
        one["case_number"] = one["case_number"][:-4] + "9999"


def _takes_a_deposit_number_once(_: Any, patch: pytest.MonkeyPatch) -> None:
    take = Filing._take_case
    seen: set[str] = set()

    def once(self: Filing, message: Any, body: Any) -> None:
        if body.deposit_number in seen:
            raise opening.Refusal(409, "fork.case", "Another case has this deposit number.")
        take(self, message, body)
        seen.add(body.deposit_number)

    patch.setattr(Filing, "_take_case", once)


def _refuses_all_for_one(found: Results, _: list[Any]) -> None:
    if any(one["outcome"] == "refused" for one in found):
        for one in found:
            one.update(outcome="refused", status=400, code="batch.refused")


def _never_judges_anew() -> Fault:
    seen: set[str] = set()

    def change(one: dict[str, Any]) -> None:
        if one["id"] in seen:
            one.update(outcome="refused", status=422, code="case.unknown")
        elif one["code"] == "case.unknown":
            seen.add(one["id"])

    return each(change)


def _tells_of_another_terminal_s_case(one: dict[str, Any]) -> None:
    if one["code"] == "fork":
        one["case_number"] = "11370982MB2857374A4371014000602202611220001"


def _takes_another_message_at_its_place(one: dict[str, Any]) -> None:
    if one["code"] == "fork" and one["text"].startswith("Another message"):
        one.update(outcome="accepted", status=200, code="")


def _forgets_where_it_was_sealed(_: Any, patch: pytest.MonkeyPatch) -> None:
    opened = Opener._open

    def elsewhere(self: Opener, message: Any, sha256: str) -> Any:
        return opened(self, message.model_copy(update={"sealed_as": None}), sha256)

    patch.setattr(Opener, "_open", elsewhere)


def _works_backwards(_: Any, patch: pytest.MonkeyPatch) -> None:
    filed = Receiver._file

    def backwards(self: Receiver, terminal: str, judged: Sequence[Any], authored: Any) -> Any:
        done = filed(self, terminal, judged[::-1], authored)
        return type(done)(done.results[::-1], done.held, done.told)

    patch.setattr(Receiver, "_file", backwards)


def _held(change: Callable[[int, list[int]], int]) -> Fault:
    def answer(exchange: Any) -> None:
        if exchange.path == "/v1/messages" and exchange.status == 200:
            document = exchange.json
            sent = [one.get("seq", 0) for one in json.loads(exchange.content)["messages"]]
            for mark in document["held"]:
                mark["seq"] = change(mark["seq"], sent)
            exchange.say(document)

    def fault(trial: Any, _: pytest.MonkeyPatch) -> None:
        trial.door.change = answer

    return fault


def _repeats_whatever_comes(self: Filing, judged: Any, known: Any) -> Any:
    self._repeats.add((judged.message.epoch, judged.message.seq))
    return filing._Decided(judged, Outcome.DUPLICATE, known.case_id)


def _refuses_ratings(found: Results, sent: list[Any]) -> None:
    for one, message in zip(found, sent, strict=True):
        if message.get("kind") == "rating" and one["outcome"] == "accepted":
            one.update(outcome="refused", status=422, code="body.invalid")


def _names_a_key_it_lost(trial: Any, _: pytest.MonkeyPatch) -> None:
    def change(exchange: Any) -> None:
        if exchange.path == "/v1/enrolments" and exchange.status == 200:
            reply = exchange.json
            lost = reply["platform_keys"][0] | {"key_id": "lost"}
            exchange.say(reply | {"platform_keys": [*reply["platform_keys"], lost]})

    trial.door.change = change


def named(*names: str) -> set[str]:
    """Names of checks of messages."""
    return {f"messages.{name}" for name in names}


FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "has its own word for accepted": (
        each(_drops_its_own_words),
        named(
            "accepted",
            "duplicate_in_a_batch",
            "deposit_number_twice",
            "new_epoch",
            "five_at_once",
            "whole_batch",
            "heavy_batch",
            "too_large",
            "poison",
            "malformed",
            "case_unknown",
            "order",
            "held_with_repeats",
            "kinds",
        ),
    ),
    "answers in another order": (
        results(lambda found, _: found[::-1]),
        named("named", "duplicate_in_a_batch", "malformed", "held_with_repeats"),
    ),
    "numbers cases without a day": (each(_numbers_without_a_day), named("case_number")),
    "gives every case one number": (
        each(_gives_every_case_one_number),
        named("case_numbers_differ", "deposit_number_twice"),
    ),
    "accepts duplicates": (
        each(_accepts_duplicates),
        named("duplicate", "duplicate_in_a_batch", "five_at_once", "held_with_repeats"),
    ),
    "gives duplicates another number": (
        each(_numbers_duplicates_anew),
        named("duplicate", "five_at_once"),
    ),
    "takes other bytes for a duplicate": (
        patched(Filing, "_repeat", _repeats_whatever_comes),
        named("fork_by_id", "fork_of_another_terminal"),
    ),
    "tells of another terminal's case": (
        each(_tells_of_another_terminal_s_case),
        named("fork_of_another_terminal"),
    ),
    "takes two messages at one place": (
        each(_takes_another_message_at_its_place),
        named("fork_by_position"),
    ),
    "takes two cases of one id": (takes("fork.case"), named("fork_by_case")),
    "takes a deposit number once": (_takes_a_deposit_number_once, named("deposit_number_twice")),
    "forgets where a message was sealed": (_forgets_where_it_was_sealed, named("new_epoch")),
    "takes larger batches": (
        patched(routes, "MAX_BATCH_MESSAGES", 1000),
        named("whole_batch"),
    ),
    "takes smaller batches only": (patched(routes, "MAX_BATCH_MESSAGES", 50), named("whole_batch")),
    "takes heavier batches": (
        patched(routes, "MAX_BATCH_BYTES", 64 * 1024 * 1024),
        named("heavy_batch"),
    ),
    "takes lighter batches only": (
        patched(routes, "MAX_BATCH_BYTES", 3 * 1024 * 1024),
        named("heavy_batch"),
    ),
    "takes larger messages": (
        patched(opening, "MAX_MESSAGE_BYTES", 2 * 1024 * 1024),
        named("too_large"),
    ),
    "takes smaller messages only": (
        patched(opening, "MAX_MESSAGE_BYTES", 1024 * 1024 - 1),
        named("too_large"),
    ),
    "refuses all for one": (
        results(_refuses_all_for_one),
        named(
            "fork_by_id",
            "fork_by_position",
            "fork_of_another_terminal",
            "fork_by_case",
            "too_large",
            "poison",
            "malformed",
            "other_hash",
            "version",
            "no_body",
            "contradiction",
            "case_unknown",
            "case_of_another",
        ),
    ),
    "takes what lacks a member": (takes("message.malformed"), named("malformed")),
    "does not compare hashes": (takes("message.hash"), named("other_hash")),
    "takes every version": (takes("message.version"), named("version")),
    "takes every body": (takes("body.invalid"), named("no_body")),
    "does not compare envelope and body": (takes("body.contradiction"), named("contradiction")),
    "takes what has no case": (
        takes("case.unknown"),
        named("case_unknown", "case_of_another"),
    ),
    "never judges anew": (_never_judges_anew(), named("case_unknown")),
    "works backwards": (
        _works_backwards,
        named("duplicate_in_a_batch", "case_unknown", "order"),
    ),
    "overlooks a gap": (
        _held(lambda seq, sent: max(seq, *sent)),
        named("held_without_a_gap"),
    ),
    "goes back in what it holds": (
        _held(lambda seq, sent: min(seq, *sent)),
        named("held_without_a_gap", "held_with_quarantine", "new_epoch", "held_with_repeats"),
    ),
    "drops what it refuses": (
        patched(Transaction, "put_into_quarantine", lambda *_: None),
        named("held_with_quarantine"),
    ),
    "does not fill the places of repeats": (
        patched(Transaction, "add_repeats", lambda *_: None),
        named("held_with_repeats"),
    ),
    "knows no ratings": (results(_refuses_ratings), named("kinds")),
    "has its own word for no batch": (
        calls_it_otherwise("batch.malformed"),
        named("batch_malformed"),
    ),
    "names a key it lost": (_names_a_key_it_lost, {"envelope.keys"}),
    "takes an unknown key": (takes("envelope.key"), {"envelope.unknown_key"}),
    "takes what it cannot open": (
        takes("envelope.unreadable"),
        {"envelope.truncated", "envelope.context"},
    ),
    "does not look who signed": (
        patched(opening, "verify_envelope", lambda *_: None),
        {"envelope.signature"},
    ),
    "does not look who signed a message": (
        patched(opening, "verify_envelope", lambda *_: None),
        named("poison"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_platform_that(name: str, failing: Callable[..., set[str]]) -> None:
    fault, breaks = FAULTS[name]
    assert failing(fault, breaks) == breaks


ROTATED: dict[str, tuple[Fault, set[str]]] = {
    "names one key after a rotation": (lambda *_: None, {"envelope.rotation"})
}


def test_a_platform_that_names_one_key_after_a_rotation(failing: Callable[..., set[str]]) -> None:
    ((fault, breaks),) = ROTATED.values()
    assert failing(fault, breaks, Wishes(rotated=True)) == breaks
