"""Platforms that lose or invent pieces, events or commands fail the checks that say so."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from sync.conformance.bench import Wishes
from sync.conformance.rooms import feeding
from sync.conformance.run import CHECKS
from sync.platform import feed, uploads, withdrawals
from sync.platform.api import files as files_api
from sync.platform.api import routes
from sync.platform.filing import Filing
from sync.platform.notices import post
from sync.platform.uploads import Receiving
from sync.platform.waiting import Bell, Ear

Fault = Callable[[Any, pytest.MonkeyPatch], None]


def changed(change: Callable[[Any], None]) -> Fault:
    """A platform whose answers are changed."""

    def fault(trial: Any, _: pytest.MonkeyPatch) -> None:
        trial.door.change = change

    return fault


def patched(place: Any, name: str, value: Any) -> Fault:
    """A platform with another part."""
    return lambda _, patch: patch.setattr(place, name, value)


def calls_it_otherwise(*codes: str) -> Fault:
    """A platform that refuses what it must, by another code."""

    def change(exchange: Any) -> None:
        text = exchange.answer.decode()
        if not any(f'"{code}"' in text for code in codes):
            return
        for code in codes:
            text = text.replace(f'"{code}"', '"other.code"')
        exchange.say(json.loads(text))

    return changed(change)


def header(method: str, name: str, change: Callable[[str], str]) -> Fault:
    """A platform that writes a header otherwise."""

    def answer(exchange: Any) -> None:
        if exchange.method == method and exchange.path.startswith("/v1/files"):
            found = exchange.headers.pop(name, None)
            if found is not None and change(found):
                exchange.headers[name] = change(found)

    return changed(answer)


def _one_more(text: str) -> str:
    return str(int(text) + 1)


def _pieces_in_any_order(exchange: Any) -> None:
    if exchange.status == 409:
        exchange.status = 204
        exchange.answer = b""


def _says_complete(exchange: Any) -> None:
    if exchange.method == "GET" and exchange.path.startswith("/v1/files/"):
        document = exchange.json
        if exchange.status == 200:
            exchange.say(document | {"complete": True})


def _does_not_compare(_: Any, patch: pytest.MonkeyPatch) -> None:
    def unchecked(self: Receiving, row: Any, pieces: Any) -> Any:
        del row
        for piece in pieces:
            yield from self.storage.read(piece.name)

    patch.setattr(Receiving, "_checked", unchecked)


# --- feed -----------------------------------------------------------------------------------------


def pages(change: Callable[[dict[str, Any]], None]) -> Fault:
    """A platform that tells something else; it is signed all the same."""

    def answer(exchange: Any) -> None:
        if exchange.path == "/v1/feed" and exchange.status == 200:
            document = exchange.json
            change(document)
            exchange.say(document)

    return changed(answer)


def _decides_before_all_is_there(page: dict[str, Any]) -> None:
    for event in list(page["events"]):
        if event["state"] == "delivered":
            page["events"].append(event | {"state": "accepted"})


def _tells_twice(page: dict[str, Any]) -> None:
    page["events"] = [event | {"text": {}} for event in page["events"] for _again in range(2)]


def _tells_no_number(page: dict[str, Any]) -> None:
    for event in page["events"]:
        event.pop("case_number", None)


def _approves_without_review(page: dict[str, Any]) -> None:
    for event in page["events"]:
        event["state"] = {"delivered": "delivered"}.get(event["state"], "collected")


def _goes_back(page: dict[str, Any]) -> None:
    if page["events"]:
        page["cursor"] = page["events"][0]["position"]


def _tells_once() -> Fault:
    told: dict[str, int] = {}

    def change(page: dict[str, Any]) -> None:
        last = told.get(page["terminal"], 0)
        page["events"] = [one for one in page["events"] if one["position"] > last]
        told[page["terminal"]] = max([last, *(one["position"] for one in page["events"])])

    return pages(change)


def _says_that_there_is_no_more(page: dict[str, Any]) -> None:
    page["more"] = False


def _tells_everybody() -> Fault:
    last: dict[str, str] = {}

    def answer(exchange: Any) -> None:
        if exchange.status != 200 or exchange.path not in {"/v1/messages", "/v1/feed"}:
            return
        document = exchange.json
        if exchange.path == "/v1/messages":
            cases = [one["case_id"] for one in json.loads(exchange.content)["messages"]]
            last[document["terminal"]] = cases[-1]
            return
        others = [case for number, case in last.items() if number != document["terminal"]]
        if exchange.query.startswith("after=0&") and document["events"] and others:
            document["events"][0] |= {"case_id": others[-1]}
            exchange.say(document)

    return changed(answer)


def _hears_nothing(trial: Any, patch: pytest.MonkeyPatch) -> None:
    waiting = asyncio.Event()
    wait = Ear.wait

    async def waits(self: Ear, seconds: float) -> bool:
        if self.terminal:
            waiting.set()
        return await wait(self, seconds)

    async def until_somebody_waits(path: str) -> None:
        if path == "/v1/messages":
            await waiting.wait()

    patch.setattr(Ear, "wait", waits)
    for name in ("wake", "wake_all"):
        patch.setattr(Bell, name, lambda *_: None)
    trial.door.hold = until_somebody_waits


def named(room: str, *names: str) -> set[str]:
    """Names of checks of a room."""
    return {f"{room}.{name}" for name in names}


FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "does not say what it can": (
        header("OPTIONS", "Tus-Extension", lambda _: "creation"),
        named("files", "abilities"),
    ),
    "names another place": (
        header("POST", "Location", lambda _: "/v1/files/elsewhere"),
        named("files", "create"),
    ),
    "begins anew": (header("POST", "Upload-Offset", lambda _: "0"), named("files", "create")),
    "lies about the offset of a piece": (
        header("PATCH", "Upload-Offset", _one_more),
        named("files", "pieces"),
    ),
    "lies about the offset of a file": (
        header("HEAD", "Upload-Offset", _one_more),
        named("files", "pieces", "head", "resumed", "offset", "checksum"),
    ),
    "does not say when it drops what came": (
        header("HEAD", "Upload-Expires", lambda _: ""),
        named("files", "head"),
    ),
    "says that all is there": (changed(_says_complete), named("files", "pieces")),
    "takes pieces in any order": (changed(_pieces_in_any_order), named("files", "offset")),
    "does not look at checksums": (
        patched(files_api, "_check_piece", lambda *_: None),
        named("files", "checksum", "malformed"),
    ),
    "does not compare what came with its name": (_does_not_compare, named("files", "other_bytes")),
    "has its own word for too long": (
        calls_it_otherwise("file.too_long"),
        named("files", "too_long"),
    ),
    "takes larger pieces": (
        patched(files_api, "MAX_PIECE_BYTES", 4 * 1024 * 1024),
        named("files", "large_piece"),
    ),
    "takes smaller pieces only": (
        patched(files_api, "MAX_PIECE_BYTES", 1024 * 1024 - 1),
        named("files", "large_piece"),
    ),
    "takes the smallest pieces": (
        patched(uploads, "MIN_PIECE_BYTES", 1),
        named("files", "small_piece"),
    ),
    "takes files nobody named": (
        calls_it_otherwise("file.unknown"),
        named("files", "unknown", "of_another"),
    ),
    "takes files of another size": (
        calls_it_otherwise("file.size"),
        named("files", "other_size"),
    ),
    "has its own word for what was not begun": (
        calls_it_otherwise("file.absent"),
        named("files", "not_begun", "of_another"),
    ),
    "takes every tus": (
        patched(files_api, "_check_version", lambda _: None),
        named("files", "other_tus"),
    ),
    "takes a file for two cases": (
        calls_it_otherwise("body.file_taken"),
        named("files", "named_twice"),
    ),
    "decides before all is there": (
        pages(_decides_before_all_is_there),
        named("files", "case_waits"),
    ),
    "tells everything twice": (
        pages(_tells_twice),
        named("feed", "case_state", "states", "cursor", "again", "pages"),
    ),
    "tells no number": (pages(_tells_no_number), named("feed", "case_state")),
    "leaps from state to state": (pages(_approves_without_review), named("feed", "states")),
    "goes back": (pages(_goes_back), named("feed", "cursor")),
    "tells everything once": (_tells_once(), named("feed", "again")),
    "has longer pages": (patched(feed, "MAX_FEED_EVENTS", 1000), named("feed", "pages")),
    "does not say that there is more": (
        pages(_says_that_there_is_no_more),
        named("feed", "pages"),
    ),
    "tells everybody": (_tells_everybody(), named("feed", "own_cases")),
    "goes on where it was": (
        patched(routes, "go_on_behind", lambda *_: None),
        named("feed", "ahead"),
    ),
    "has its own word for wrong parameters": (
        calls_it_otherwise("request.parameters"),
        named("feed", "parameters"),
    ),
    "forgets withdrawals": (
        patched(withdrawals, "withdraw", lambda *_, **__: None),
        {"withdrawals.ended"},
    ),
    "does not compare the number of who withdraws": (
        patched(Filing, "_require_number", lambda *_: None),
        {"withdrawals.contradiction"},
    ),
    "takes words on commands nobody gave": (
        calls_it_otherwise("command.not_given"),
        named("commands", "not_given"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_platform_that(name: str, failing: Callable[..., set[str]]) -> None:
    fault, breaks = FAULTS[name]
    assert failing(fault, breaks) == breaks


def _answers_at_once(trial: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(feeding, "_SHORT_S", 20)  # a slow answer is no answer that waited
    patch.setattr(trial.parts.bell, "closed", True)


def _has_no_end_of_commands(trial: Any, _: pytest.MonkeyPatch) -> None:
    def change(page: dict[str, Any]) -> None:
        for event in page["events"]:
            event.pop("expires_at", None)

    pages(change)(trial, _)


def _tells_notices_without_their_end(page: dict[str, Any]) -> None:
    for event in page["events"]:
        event.pop("ends_at", None)


def _tells_of_corrections_without_their_end(page: dict[str, Any]) -> None:
    for event in page["events"]:
        event.pop("until", None)


def _tells_notices_to_all(trial: Any, _: pytest.MonkeyPatch) -> None:
    def change(page: dict[str, Any]) -> None:
        for event in page["events"][:1]:
            event["kind"] = "notice"

    def answer(exchange: Any) -> None:
        if exchange.path == "/v1/feed" and "notices" not in exchange.query:
            document = exchange.json
            change(document)
            exchange.say(document)

    trial.door.change = answer


OTHERS: dict[str, tuple[Fault, set[str]]] = {
    "hears nothing while it waits": (_hears_nothing, named("feed", "answers_early")),
    "answers at once": (_answers_at_once, named("feed", "waits")),
    "tells notices without their end": (
        pages(_tells_notices_without_their_end),
        named("notices", "told"),
    ),
    "tells of corrections without their end": (
        pages(_tells_of_corrections_without_their_end),
        named("corrections", "told"),
    ),
    "tells notices to all": (_tells_notices_to_all, named("notices", "not_asked_for")),
    "has no end of commands": (_has_no_end_of_commands, named("commands", "told_until_settled")),
}


@pytest.mark.usefixtures("failing")  # puts the platform right again
@pytest.mark.parametrize("name", ["answers at once", "hears nothing while it waits"])
def test_a_platform_whose_feed(name: str, trial: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fault, breaks = OTHERS[name]
    fault(trial, monkeypatch)
    # alone: whether another check notices depends on who comes first
    results = trial.run(*breaks, wishes=Wishes(feed_wait_s=6))
    assert {one.check.name for one in results if one.verdict == "failed"} == breaks


@pytest.mark.parametrize("name", ["tells notices without their end", "tells notices to all"])
def test_a_platform_with_a_notice_that(
    name: str, failing: Callable[..., set[str]], trial: Any
) -> None:
    fault, breaks = OTHERS[name]
    now = SystemClock().now()
    post(
        trial.parts.database,
        title={"zh_CN": "停电通知"},
        text={"zh_CN": "明天上午停电。"},
        begins_at=now,
        ends_at=now + timedelta(days=1),
        actor="test",
        clock=SystemClock(),
    )
    assert failing(fault, breaks, Wishes(notice=True)) == breaks


def test_a_platform_that_has_no_end_of_commands(
    failing: Callable[..., set[str]], trial: Any, operator: Callable[..., None]
) -> None:
    fault, breaks = OTHERS["has no end of commands"]
    wishes = Wishes(commands=True, ask=partial(operator, trial))
    assert failing(fault, breaks, wishes) == breaks


def test_a_platform_that_tells_of_corrections_without_their_end(
    failing: Callable[..., set[str]], trial: Any, operator: Callable[..., None]
) -> None:
    fault, breaks = OTHERS["tells of corrections without their end"]
    wishes = Wishes(correction=True, ask=partial(operator, trial))
    assert failing(fault, breaks, wishes) == breaks


def test_every_check_has_a_platform_that_fails_it() -> None:
    broken: set[str] = set()
    for path in Path(__file__).parent.glob("test_faulty_*.py"):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name in ("FAULTS", "LIMITED", "ROTATED", "OTHERS", "OF_REVOKED", "OF_KEYS"):
            for _, breaks in getattr(module, name, {}).values():
                broken |= breaks
    assert broken == {one.name for one in CHECKS}
