"""The feed: what a terminal is told, from the position it keeps."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from sync.conformance.bench import Bench
from sync.conformance.checks import Room, fail, need, same
from sync.protocol.messages import MAX_FEED_EVENTS, FeedEvent
from sync.protocol.notices import NoticeEvent, NoticeWithdrawnEvent
from sync.protocol.wire import WireModel

ROOM = Room("feed", "Feed")
NOTICES = Room("notices", "Notices")
_SHORT_S = 3
_FAR = 50
_NEXT = {
    "delivered": {
        "accepted",
        "auto_accepted",
        "correction_requested",
        "not_accepted",
        "withdrawn",
    },
    "correction_requested": {"accepted", "not_accepted", "lapsed", "withdrawn"},
    "accepted": {"in_review", "approved", "refused", "withdrawn"},
    "auto_accepted": {"in_review", "approved", "refused", "withdrawn"},
    "in_review": {"approved", "refused", "correction_requested", "withdrawn"},
    "approved": {"result_ready"},
    "result_ready": {"collected"},
    "collected": {"result_ready"},
}
"""Which state may follow which."""


def states_of(events: list[dict[str, Any]], case_id: object) -> list[str]:
    """The states a case went through, as these events tell."""
    return [
        str(one.get("state"))
        for one in events
        if one.get("kind", "case_state") == "case_state" and one.get("case_id") == str(case_id)
    ]


@ROOM.check
def case_state(bench: Bench) -> None:
    """Every case that is taken is told once as `delivered`, with its numbers."""
    terminal = bench.terminal
    after = terminal.end_of_feed()
    body = terminal.case()
    message = terminal.queue().message(body)
    (result,) = terminal.deliver(message)
    terminal.deliver(message)
    events = terminal.feed(after)["events"]
    mine = [one for one in events if one.get("case_id") == str(body.case_id)]
    same(states_of(mine, body.case_id).count("delivered"), 1, "events that say delivered")
    for one in mine:
        refine(one, FeedEvent)
        same(one["case_number"], result.get("case_number"), "case number")
        same(one["deposit_number"], body.deposit_number, "deposit number")


@ROOM.check
def states(bench: Bench) -> None:
    """A case begins with `delivered` and goes only the ways the document shows."""
    events = _all(bench)
    for case_id in {one.get("case_id") for one in events if one.get("case_id")}:
        found = states_of(events, case_id)
        right = found[:1] == ["delivered"] and all(
            later in _NEXT.get(earlier, set()) for earlier, later in pairwise(found)
        )
        need(right, f"a case went {' → '.join(found)}")


@ROOM.check
def cursor(bench: Bench) -> None:
    """The cursor is the position of the last event, positions go up, and behind it is nothing."""
    terminal = bench.terminal
    terminal.deliver(terminal.queue().message())
    page = terminal.feed()
    positions = [one["position"] for one in page["events"]]
    need(
        positions == sorted(set(positions)) and min(positions, default=1) > 0,
        f"the positions are {positions[:20]}",
    )
    same(page["cursor"], positions[-1] if positions else 0, "cursor")
    end = terminal.end_of_feed()
    last = terminal.feed(end)
    same(([*last["events"]], last["cursor"]), ([], end), "events and cursor behind the last")


@ROOM.check
def again(bench: Bench) -> None:
    """An old position gives the same events again."""
    terminal = bench.terminal
    queue = terminal.queue()
    after = terminal.end_of_feed()
    terminal.deliver(queue.message(), queue.message())
    first = terminal.feed(after)["events"]
    need(first, "no events of two new cases")
    terminal.feed(terminal.end_of_feed())
    same(terminal.feed(after)["events"][: len(first)], first, "events")
    middle = first[0]["position"]
    same(terminal.feed(middle)["events"][: len(first) - 1], first[1:], "events behind the first")


@ROOM.check
def pages(bench: Bench) -> None:
    """A page has at most 200 events and says whether there are more; none is left out between."""
    terminal = bench.terminal
    after = terminal.end_of_feed()
    queue = terminal.queue()
    cases = [terminal.case() for _ in range(MAX_FEED_EVENTS + 1)]
    for first in range(0, len(cases), 67):
        terminal.deliver(*map(queue.message, cases[first : first + 67]))
    page = terminal.feed(after)
    need(len(page["events"]) <= MAX_FEED_EVENTS, f"{len(page['events'])} events on a page")
    same(page.get("more"), True, "more")
    told = list(page["events"])
    while page.get("more") and page["events"]:
        page = terminal.feed(page["cursor"])
        told += page["events"]
    found = {one.get("case_id") for one in told}
    missing = sum(str(one.case_id) not in found for one in cases)
    same(missing, 0, "cases that no page tells of")


@ROOM.check
def ahead(bench: Bench) -> None:
    """To who has heard more than the platform knows, the next event is told behind that."""
    terminal = bench.terminal
    far = terminal.end_of_feed() + _FAR
    same(terminal.feed(far)["events"], [], "events behind a position that was not reached")
    body = terminal.case()
    terminal.deliver(terminal.queue().message(body))
    told = terminal.feed(far)["events"]
    need(states_of(told, body.case_id), "a new case is not told behind what was asked for")


@ROOM.check
def own_cases(bench: Bench) -> None:
    """A terminal hears of its own cases and of nobody else's."""
    body = bench.other.case()
    bench.other.deliver(bench.other.queue().message(body))
    need(states_of(_all(bench), body.case_id) == [], "an event of another terminal's case")


@ROOM.check
def waits(bench: Bench) -> None:
    """With nothing to tell, the answer waits as long as it was asked to."""
    terminal = bench.terminal
    end = terminal.end_of_feed()
    begun = time.monotonic()
    page = terminal.feed(end, _SHORT_S)
    waited = time.monotonic() - begun
    if page["events"]:
        bench.not_run("something happened meanwhile")
    need(waited > _SHORT_S - 1, f"an answer after {waited:.1f} s instead of {_SHORT_S}")


@ROOM.check
def answers_early(bench: Bench) -> None:
    """What happens while a terminal waits is told at once."""
    terminal = bench.terminal
    end = terminal.end_of_feed()
    body = terminal.case()
    asked = bench.wishes.feed_wait_s
    with ThreadPoolExecutor(1) as pool:
        begun = time.monotonic()
        waiting = pool.submit(terminal.feed, end, asked)
        time.sleep(1)  # let the question be there first; if it comes later it is answered at once
        terminal.deliver(terminal.queue().message(body))
        page = waiting.result()
        waited = time.monotonic() - begun
    need(states_of(page["events"], body.case_id), "the answer does not tell of the new case")
    need(waited < asked / 2, f"an answer after {waited:.0f} s of {asked}")


@ROOM.check
def parameters(bench: Bench) -> None:
    """A position that is none, and a wait of more than 60 seconds, are refused."""
    for query in ("after=-1", "after=x", "wait=61", "wait=-1"):
        bench.terminal.ask("GET", f"/v1/feed?{query}").refused(400, "request.parameters")


def _all(bench: Bench) -> list[dict[str, Any]]:
    """Every event of the first terminal."""
    told: list[dict[str, Any]] = []
    page = bench.terminal.feed()
    told += page["events"]
    while page.get("more") and page["events"]:
        before = page["cursor"]
        page = bench.terminal.feed(before)
        need(page["cursor"] > before or not page["events"], "the cursor does not move on")
        told += page["events"]
    return told


def refine(event: dict[str, Any], model: type[WireModel]) -> None:
    """Demand that an event has the members of its kind.

    Raises:
        FailedError: it has not.
    """
    try:
        model.model_validate(event)
    except ValidationError as error:
        fields = sorted({".".join(map(str, one["loc"])) or "(whole)" for one in error.errors()})
        fail(f"these members of the event are missing or wrong: {', '.join(fields)}")


def _notices(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in page["events"] if one.get("kind") in {"notice", "notice_withdrawn"}]


@NOTICES.check
def told(bench: Bench) -> None:
    """A public notice is told to who asks for notices, whole, and again to who asks again."""
    if not bench.wishes.notice:
        bench.not_run("it needs a public notice that was posted before: --expect-notice")
    terminal = bench.terminal
    end = terminal.end_of_feed()
    found = _notices(terminal.feed(end, notices=True))
    need(any(one["kind"] == "notice" for one in found), "no notice is told")
    for one in found:
        refine(one, NoticeEvent if one["kind"] == "notice" else NoticeWithdrawnEvent)
    same(_notices(terminal.feed(end, notices=True)), found, "the same question again")


@NOTICES.check
def not_asked_for(bench: Bench) -> None:
    """Who does not ask for notices is told of none."""
    if not bench.wishes.notice:
        bench.not_run("it needs a public notice that was posted before: --expect-notice")
    terminal = bench.terminal
    terminal.deliver(terminal.queue().message())
    terminal.feed(0, notices=True)  # gives them their places
    page = terminal.feed()
    while page["events"]:
        need(not _notices(page), "a notice is told to who did not ask")
        page = terminal.feed(page["cursor"])
