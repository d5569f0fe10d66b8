"""What is missing in a case, told at once."""

from __future__ import annotations

import time
from typing import Any

from sync.conformance.bench import Bench
from sync.conformance.checks import Room, need, same
from sync.conformance.rooms.delivering import ACCEPTED, expect
from sync.conformance.rooms.feeding import refine
from sync.protocol.corrections import CorrectionEvent

ROOM = Room("corrections", "Corrections")
_OPERATOR_S = 600.0
_ASK_S = 20


def _corrections(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in page["events"] if one.get("kind") == "correction"]


@ROOM.check
def told(bench: Bench) -> None:
    """What is missing is told right behind `correction_requested`, to who asks for corrections."""
    if not bench.wishes.correction:
        bench.not_run("it needs an operator who asks for a correction: --expect-correction")
    terminal = bench.terminal
    end = terminal.end_of_feed()
    body = terminal.case()
    (result,) = terminal.deliver(terminal.queue().message(body))
    expect(result, ACCEPTED)
    number = result.get("case_number")
    bench.wishes.ask(f"Request a correction of case {number} now, and say what is missing.")
    deadline = time.monotonic() + _OPERATOR_S
    after, events = end, list[dict[str, Any]]()
    while not any(one.get("kind") == "correction" for one in events):
        need(time.monotonic() < deadline, "nobody asked for a correction, or it was not told")
        page = terminal.feed(after, _ASK_S, corrections=True)
        after, events = page["cursor"], events + page["events"]
    place = next(at for at, one in enumerate(events) if one.get("kind") == "correction")
    refine(events[place], CorrectionEvent)
    same(events[place]["case_id"], str(body.case_id), "case")
    before = events[place - 1] if place else {}
    found = (before.get("case_id"), before.get("state"))
    same(found, (str(body.case_id), "correction_requested"), "event before it")
    again = _corrections(terminal.feed(end, corrections=True))
    same(again, [events[place]], "the same question again")
    same(_corrections(terminal.feed(end)), [], "corrections told to who does not ask for them")
