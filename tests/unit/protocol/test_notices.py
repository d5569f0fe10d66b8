"""What a notice may be on the wire."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from sync.protocol.messages import FeedPage
from sync.protocol.notices import MAX_TEXT, MAX_TITLE, NoticeEvent, NoticeWithdrawnEvent

NOTICE = {
    "position": 3,
    "kind": "notice",
    "notice_id": str(UUID(int=1)),
    "at": "2026-11-21T00:00:00Z",
    "begins_at": "2026-11-22T00:00:00Z",
    "ends_at": "2026-11-23T00:00:00Z",
    "title": {"zh_CN": "停电通知", "en": "No electricity"},
    "text": {"zh_CN": "明天上午停电。\n下午恢复。", "en": "Tomorrow morning.\nBack later."},
}


def read(**changes: Any) -> NoticeEvent:
    return NoticeEvent.model_validate(NOTICE | changes)


def test_a_notice_of_several_lines_in_two_languages_is_one() -> None:
    notice = read()
    assert notice.text["zh_CN"].splitlines() == ["明天上午停电。", "下午恢复。"]
    assert NoticeEvent.model_validate_json(notice.model_dump_json()) == notice


@pytest.mark.parametrize(
    "bad", ["\0", "\t", "\r", "\x1b[31m", "\x7f", "\x9b", "\u2028", "\u202e", "\u2066"]
)
def test_no_control_character_gets_onto_the_glass(bad: str) -> None:
    for field in ("title", "text"):
        with pytest.raises(ValidationError):
            read(**{field: {"zh_CN": f"通{bad}知", "en": "Words"}})


def test_a_title_is_one_line() -> None:
    with pytest.raises(ValidationError):
        read(title={"zh_CN": "停电\n通知", "en": "No electricity"})


@pytest.mark.parametrize(("field", "most"), [("title", MAX_TITLE), ("text", MAX_TEXT)])
def test_titles_and_texts_are_short_and_not_empty(field: str, most: int) -> None:
    assert read(**{field: {"zh_CN": "通" * most, "en": "x"}})
    for words in ("", "通" * (most + 1)):
        with pytest.raises(ValidationError):
            read(**{field: {"zh_CN": words, "en": "x"}})


@pytest.mark.parametrize(
    "changes",
    [
        {"title": {"zh_CN": "停电通知"}},
        {"title": {}, "text": {}},
        {"title": {"Chinese!": "x"}, "text": {"Chinese!": "x"}},
        {"ends_at": "2026-11-22T00:00:00Z"},
        {"ends_at": "2026-11-23T00:00:00"},
        {"position": 0},
        {"colour": "red"},
    ],
)
def test_what_is_not_whole_is_no_notice(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(**changes)


def test_a_page_of_the_feed_has_notices_and_their_withdrawal_among_its_events() -> None:
    page = FeedPage.model_validate(
        {
            "terminal": "0001",
            "events": [
                NOTICE,
                {
                    "position": 4,
                    "kind": "notice_withdrawn",
                    "notice_id": NOTICE["notice_id"],
                    "at": "2026-11-22T12:00:00Z",
                },
            ],
            "cursor": 4,
            "acknowledgement": {
                "purpose": "feed",
                "terminal": "0001",
                "issued_at": "2026-11-22T12:00:00Z",
                "content_sha256": "0" * 64,
                "key_id": "a",
                "signature": "AA==",
            },
        }
    )
    assert [type(one) for one in page.events] == [NoticeEvent, NoticeWithdrawnEvent]
