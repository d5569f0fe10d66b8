"""A terminal's word on a command, and the feed that brought it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from sync.protocol.body import BodyError
from sync.protocol.commands import CommandOutcomeBody, DeviceReport, TerminalReport
from sync.protocol.messages import CommandEvent, FeedEvent, FeedPage

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
    [(b'"failed"', b'"perhaps"'), (b'"a.b"', b'"a\\u0000b"'), (b'"queued":2', b'"queued":-2')],
)
def test_another_shape_is_no_word(change: tuple[bytes, bytes]) -> None:
    made = WORD.to_bytes()
    assert change[0] in made
    with pytest.raises(BodyError):
        CommandOutcomeBody.from_bytes(made.replace(*change))


def test_a_page_of_the_feed_tells_events_from_commands() -> None:
    case = {
        "position": 1,
        "case_id": str(UUID(int=1)),
        "deposit_number": "L1",
        "case_number": "1",
        "state": "accepted",
        "at": NOW.isoformat(),
    }
    command = {
        "position": 2,
        "kind": "command",
        "command_id": str(UUID(int=2)),
        "name": "what only newer terminals know",
        "at": NOW.isoformat(),
        "expires_at": NOW.isoformat(),
    }
    acknowledgement = {
        "purpose": "feed",
        "terminal": "0817",
        "issued_at": NOW.isoformat(),
        "content_sha256": "0" * 64,
        "key_id": "k",
        "signature": "",
    }
    page = FeedPage.model_validate(
        {
            "terminal": "0817",
            "events": [case, command],
            "cursor": 2,
            "acknowledgement": acknowledgement,
        }
    )
    assert [type(one) for one in page.events] == [FeedEvent, CommandEvent]
