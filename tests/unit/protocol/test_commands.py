"""A terminal's word on a command, and the feed that brought it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from sync.protocol.body import BodyError
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.health import DeviceReport, TerminalReport
from sync.protocol.messages import CommandEvent, FeedEvent, FeedPage, OtherEvent

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
REPORT = TerminalReport(
    software_version="0.1.0",
    messages={"queued": 2, "quarantined": 1},
    files=1,
    file_bytes=700_000,
    files_quarantined=0,
    oldest_unsent=NOW,
    clock_offset_s=-0.3,
    free_bytes=1,
    devices=(DeviceReport(device="a", device_class="lights", state="offline", reason="x.y"),),
)
WORD = CommandOutcomeBody(
    command_id=UUID(int=3), name="self-test", result="failed", code="a.b", at=NOW, report=REPORT
)


def test_a_word_comes_back_from_its_bytes() -> None:
    assert CommandOutcomeBody.from_bytes(WORD.to_bytes()) == WORD
    assert WORD.to_bytes() == WORD.to_bytes()


@pytest.mark.parametrize(
    "change",
    [
        (b'"failed"', b'"perhaps"'),
        (b'"a.b"', b'"a\\u0000b"'),
        (b'"queued":2', b'"queued":-2'),
        (b'"clock_offset_s":-0.3', b'"clock_offset_s":NaN'),
        (b'"clock_offset_s":-0.3', b'"clock_offset_s":1e999'),
    ],
)
def test_another_shape_is_no_word(change: tuple[bytes, bytes]) -> None:
    made = WORD.to_bytes()
    assert change[0] in made
    with pytest.raises(BodyError):
        CommandOutcomeBody.from_bytes(made.replace(*change))


CASE = {
    "position": 1,
    "case_id": str(UUID(int=1)),
    "deposit_number": "L1",
    "case_number": "1",
    "state": "accepted",
    "at": NOW.isoformat(),
}
COMMAND = {
    "position": 2,
    "kind": "command",
    "command_id": str(UUID(int=2)),
    "name": "what only newer terminals know",
    "at": NOW.isoformat(),
    "expires_at": NOW.isoformat(),
}


def page_of(*events: object) -> FeedPage:
    acknowledgement = {
        "purpose": "feed",
        "terminal": "0817",
        "issued_at": NOW.isoformat(),
        "content_sha256": "0" * 64,
        "key_id": "k",
        "signature": "",
    }
    return FeedPage.model_validate(
        {"terminal": "0817", "events": events, "cursor": 2, "acknowledgement": acknowledgement}
    )


def test_a_page_of_the_feed_tells_events_from_commands() -> None:
    page = page_of(CASE, {**CASE, "kind": "case_state"}, COMMAND)
    assert [type(one) for one in page.events] == [FeedEvent, FeedEvent, CommandEvent]


def test_an_event_of_an_unknown_kind_is_told_by_its_position_and_kind() -> None:
    page = page_of({"position": 1, "kind": "advice", "more": {"of": "it"}}, COMMAND)
    assert page.events[0] == OtherEvent(position=1, kind="advice")
    assert isinstance(page.events[1], CommandEvent)


@pytest.mark.parametrize(
    "event",
    [
        {**CASE, "more": 1},
        {**COMMAND, "more": 1},
        {**COMMAND, "kind": "case_state"},
        {"position": 1, "kind": 7},
        {"position": 0, "kind": "advice"},
        {"kind": "advice"},
        "advice",
    ],
)
def test_an_event_of_a_known_kind_and_another_shape_is_none(event: object) -> None:
    with pytest.raises(ValidationError):
        page_of(event)
