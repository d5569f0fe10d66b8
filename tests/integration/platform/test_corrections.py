"""What is missing in a case: told once, whole, behind the case's new state."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.corrections import MOST_BYTES, read_request
from sync.platform.settings import Acceptance
from sync.platform.states import State
from sync.protocol.corrections import CorrectionRequest
from sync.protocol.messages import FeedPage

REQUEST: dict[str, Any] = {
    "until": "2999-12-10",
    "missing": [
        {
            "name": {"zh_CN": "户口簿首页", "en": "First page of the household book"},
            "reason": {"zh_CN": "照片看不清", "en": "The photograph is not sharp"},
            "sample": {"zh_CN": "四个角都要照到"},
            "legal_basis": {"zh_CN": "《行政许可法》第三十二条"},
        },
        {"name": {"zh_CN": "银行卡号"}, "reason": {"zh_CN": "少一位"}},
    ],
}


@pytest.fixture
def platform(start_platform: Callable[..., Any]) -> Any:
    """A platform on which a person accepts."""
    return start_platform(Acceptance.BY_OPERATOR)


def feed(terminal: Any, after: int = 0) -> FeedPage:
    path = f"/v1/feed?after={after}&wait=0&corrections=1"
    return FeedPage.model_validate_json(terminal.send(terminal.signed("GET", path)).content)


def decide(platform: Any, number: str, state: State, **request: Any) -> None:
    correction = CorrectionRequest.model_validate(REQUEST | request)
    platform.parts.decisions.decide(number, state, actor="王主任", correction=correction)


def test_everything_that_is_missing_stands_behind_the_state(platform: Any, terminal: Any) -> None:
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    decide(platform, body.deposit_number, State.CORRECTION_REQUESTED)
    events = feed(terminal).events
    assert [(one.kind, one.position) for one in events] == [
        ("case_state", 1),
        ("case_state", 2),
        ("correction", 3),
    ]
    said = events[2].model_dump(mode="json", exclude_none=True)
    assert said["missing"] == REQUEST["missing"]
    assert (said["until"], said["case_id"]) == ("2999-12-10", str(body.case_id))
    assert said["deposit_number"] == body.deposit_number
    assert feed(terminal, after=3).events == ()
    assert [one.kind for one in terminal.feed().events] == ["case_state", "case_state"]


@pytest.mark.parametrize(
    ("state", "request_"),
    [(State.ACCEPTED, {}), (State.CORRECTION_REQUESTED, {"until": "2020-01-01"})],
)
def test_nothing_is_told_that_cannot_be_done(
    platform: Any, terminal: Any, state: State, request_: dict[str, Any]
) -> None:
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    with pytest.raises(EnvironmentFault) as caught:
        decide(platform, body.deposit_number, state, **request_)
    assert caught.value.code == "correction.unusable"
    assert [one.kind for one in feed(terminal).events] == ["case_state"]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"until": "2999-12-10"}', b"\xff", b" " * (MOST_BYTES + 1), None],
)
def test_a_file_that_does_not_say_what_is_missing_is_told(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "missing.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EnvironmentFault) as caught:
        read_request(file)
    assert caught.value.code == "correction.unusable"


def test_the_command_of_the_program(platform: Any, terminal: Any, tmp_path: Path) -> None:
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    file = tmp_path / "missing.json"
    file.write_text(json.dumps(REQUEST, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sync.platform.cli", "decide", body.deposit_number),
            *("correction_requested", "--missing", str(file)),
            *("--data", str(tmp_path / "platform"), "--database", platform.settings.database_url),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith(" correction_requested\n"), done.stderr
    assert [one.kind for one in feed(terminal).events][-1] == "correction"
