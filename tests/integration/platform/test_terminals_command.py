"""``kiosk-platform terminals`` and ``revoke``, as an operator meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sync.platform.cli.main import main
from sync.protocol.revocation import WipedBody

Run = Callable[..., str]


@pytest.fixture
def run(platform: Any, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command on the platform's data; gives what it printed."""

    def call(*words: str, code: int = 0) -> str:
        where = ("--data", str(platform.settings.data), "--database", platform.settings.database)
        capsys.readouterr()  # what the platform logged until now
        assert main([words[0], *where, "--actor", "li", *words[1:]]) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return call


def test_they_are_listed_with_what_became_of_them(
    terminal: Any, new_terminal: Callable[..., Any], run: Run
) -> None:
    unseen = new_terminal()
    terminal.feed()
    assert run("revoke", terminal.number, "--reason", "stolen").startswith("0001 revoked")
    first, second = run("terminals").splitlines()
    assert "0001  revoked  " in first
    assert first.endswith("汶南镇便民服务中心  stolen")
    assert second == f"{unseen.number}  in_use  never seen  汶南镇便民服务中心"
    said = WipedBody(at=terminal.clock.now(), kept=2).model_dump_json().encode()
    assert terminal.send(terminal.signed("POST", "/v1/wiped", said)).status_code == 200
    assert run("terminals").splitlines()[0].endswith("stolen  2 kept sealed")
    shown, other = json.loads(run("terminals", "--json"))
    assert (shown["terminal"], shown["state"], shown["kept_sealed"]) == ("0001", "wiped", 2)
    assert shown["wiped_at"] >= shown["revoked_at"] >= shown["enrolled_at"]
    assert (other["state"], other["reason"], other["wiped_at"]) == ("in_use", "", None)


def test_what_cannot_be_revoked_is_told_in_a_sentence(terminal: Any, run: Run) -> None:
    assert "[terminal.unknown]" in run("revoke", "4711", code=2)
    run("revoke", terminal.number)
    assert "[terminal.revoked]" in run("revoke", terminal.number, code=2)
