"""Our own platform does what docs/protocol.md demands of any, on either database."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.conformance.bench import Wishes
from sync.conformance.checks import Verdict
from sync.conformance.line import Line
from sync.conformance.run import CHECKS, run, select
from sync.platform import admission
from sync.platform.api import reading
from sync.platform.keys import rotate
from sync.platform.notices import post
from sync.platform.settings import Settings
from sync.protocol.enrolment import EnrolmentToken
from sync.protocol.envelope import SuiteName

LIMIT, SLOW, GUESSING = "errors.rate", "errors.slow", "enrolment.guessed"


def test_our_platform_passes_every_check(
    start_trial: Callable[..., Any],
    new_database: Callable[..., str],
    tmp_path: Path,
    verdicts: Callable[..., Any],
    operator: Callable[..., None],
) -> None:
    folder = tmp_path / "platform"
    folder.mkdir(mode=0o700)
    rotate(folder, SystemClock(), SuiteName.MLKEM768_X25519)
    trial = start_trial(Settings(folder, new_database(), rate=1000))

    post(
        trial.parts.database,
        title={"zh_CN": "停电通知"},
        text={"zh_CN": "明天上午停电。"},
        begins_at=SystemClock().now(),
        ends_at=SystemClock().now() + timedelta(days=1),
        actor="test",
        clock=SystemClock(),
    )
    wishes = Wishes(
        rotated=True,
        commands=True,
        notice=True,
        correction=True,
        result=True,
        revocation=True,
        signer=True,
        requests=20,
        ask=partial(operator, trial),
    )
    found = verdicts(trial.run(wishes=wishes))
    trial.stop()
    assert found[Verdict.FAILED] == {}
    assert found[Verdict.NOT_RUN].keys() == {LIMIT, SLOW, GUESSING}


def test_its_limit_is_found(
    start_trial: Callable[..., Any], tmp_path: Path, verdicts: Callable[..., Any]
) -> None:
    trial = start_trial(Settings(tmp_path, rate=1))
    found = verdicts(trial.run(LIMIT, wishes=Wishes(requests=1000)))
    assert found[Verdict.PASSED].keys() == {LIMIT}, found


def test_what_takes_long_is_run_if_asked_for(
    start_trial: Callable[..., Any],
    tmp_path: Path,
    verdicts: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "READ_GAP_S", 5.0)
    monkeypatch.setattr(admission, "AT_ONCE", 10)
    trial = start_trial(Settings(tmp_path, rate=1000))
    found = verdicts(trial.run(SLOW, GUESSING, wishes=Wishes(slow=True)))
    assert found[Verdict.PASSED].keys() == {SLOW, GUESSING}, found


def test_what_needs_more_than_is_given_is_not_run(
    start_trial: Callable[..., Any], tmp_path: Path, verdicts: Callable[..., Any]
) -> None:
    trial = start_trial(Settings(tmp_path, rate=1000))
    checks = (
        "signature.other_terminal",
        "envelope.rotation",
        "commands.told_until_settled",
        "messages.accepted",
    )
    found = verdicts(trial.run(*checks, tokens=1))
    assert found[Verdict.PASSED].keys() == {"messages.accepted"}
    left = found[Verdict.NOT_RUN]
    assert "--token" in left["signature.other_terminal"]
    assert "--expect-rotation" in left["envelope.rotation"]
    assert "--expect-command" in left["commands.told_until_settled"]


def test_a_used_token_is_told_once_and_never_repeated(
    start_trial: Callable[..., Any], tmp_path: Path, verdicts: Callable[..., Any]
) -> None:
    trial = start_trial(Settings(tmp_path, rate=1000))
    (token,) = trial.tokens(1)
    trial_run = lambda: run(Line(trial.url), [token], Wishes(), checks=select(["enrolment"]))  # noqa: E731
    trial_run()
    found = verdicts(trial_run())
    assert "enrolment.answer" in found[Verdict.FAILED]
    assert "not let in" in found[Verdict.NOT_RUN]["enrolment.repeated"]
    assert token.secret not in json.dumps(found)


def test_an_address_where_nobody_answers_is_said() -> None:
    token = EnrolmentToken.make(bytes(20), b"key")
    with pytest.raises(EnvironmentFault, match="Nobody answers") as caught:
        run(Line("http://127.0.0.1:1"), [token], Wishes())
    assert caught.value.code == "conformance.unreachable"


@pytest.mark.parametrize("url", ["http://platform.example", "platform.example", "ftp://x"])
def test_an_address_that_is_not_protected_is_refused(url: str) -> None:
    with pytest.raises(EnvironmentFault, match="no address of a platform"):
        Line(url)


def test_checks_are_chosen_by_name_or_room() -> None:
    assert [one.name for one in select(["health", "messages.poison"])] == [
        "health.healthz",
        "health.metrics",
        "messages.poison",
    ]
    assert select([]) == CHECKS
    with pytest.raises(EnvironmentFault, match=r"no check 'nonsense'"):
        select(["nonsense"])


def test_every_check_says_what_the_document_demands_and_where(project_root: Path) -> None:
    document = (project_root / "docs" / "protocol.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"(?m)^## (.+)$", document))
    assert {one.section for one in CHECKS} <= headings
    assert len({one.name for one in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.demand.endswith("."), check.name
        assert "\n" not in check.demand


COMMAND = (sys.executable, "-m", "sync.platform.cli", "conformance")


def command(*words: str, code: int, given: str = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *words], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_the_command_tells_what_it_found(start_trial: Callable[..., Any], tmp_path: Path) -> None:
    trial = start_trial(Settings(tmp_path, rate=1000))
    one, two, three = (token.text for token in trial.tokens(3))
    shown = command(trial.url, "--token", one, "--only", "health", code=0).stdout
    assert shown.splitlines()[0].startswith("PASSED  health.healthz  `GET /healthz`")
    assert shown.splitlines()[-1] == "2 passed, 0 failed, 0 not_run"
    found = json.loads(
        command(
            *(trial.url, "--token", "-", "--json", "--only", "signature.missing"),
            code=0,
            given=f"{two}\n{three}\n",
        ).stdout
    )
    assert found["counts"] == {"passed": 1, "failed": 0, "not_run": 0}
    assert found["checks"][0]["section"] == "Signed requests"


def test_the_command_says_that_something_failed(
    start_trial: Callable[..., Any], tmp_path: Path
) -> None:
    trial = start_trial(Settings(tmp_path, rate=1000))
    made_up = EnrolmentToken.make(bytes(20), b"key").text
    done = command(trial.url, "--token", made_up, "--only", "enrolment.answer", code=1)
    assert "came: HTTP 403" in done.stdout
    assert made_up.split("-")[1] not in done.stdout
    command(trial.url, "--token", made_up, "--only", "messages.accepted", code=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("http://127.0.0.1:1",), "there is no token"),
        (("http://127.0.0.1:1", "--token", "BM1-x"), "not an enrolment token"),
        (("http://127.0.0.1:1", "--only", "nonsense"), "no check 'nonsense'"),
    ],
)
def test_the_command_says_why_it_cannot_try(words: tuple[str, ...], said: str) -> None:
    assert said in command(*words, code=2).stderr


def test_the_command_lists_the_checks_and_the_page_does_too(project_root: Path) -> None:
    listed = command("https://platform.example", "--list", code=0).stdout.splitlines()
    assert [line.partition("  ")[0] for line in listed] == [one.name for one in CHECKS]
    page = (project_root / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^\| `([a-z_.]+)` \| (.+) \| (.+) \|$", page) == [
        (one.name, one.demand, one.section) for one in CHECKS
    ]


def test_every_code_of_the_document_is_tried_or_named_as_not_to_be_seen(
    project_root: Path,
) -> None:
    protocol = (project_root / "docs" / "protocol.md").read_text(encoding="utf-8")
    rooms = (project_root / "sync" / "conformance" / "rooms").glob("*.py")
    tried = set(re.findall(r'"([a-z]+\.[a-z_]+|fork)"', "".join(map(Path.read_text, rooms))))
    page = (project_root / "docs" / "conformance.md").read_text(encoding="utf-8")
    left = set(re.findall(r"`([a-z]+\.[a-z_]+)`", page.partition("\n## What cannot")[2]))
    parts = {part.partition("\n")[0]: part for part in re.split(r"(?m)^## ", protocol)}
    asked = "".join(parts[name] for name in {one.section for one in CHECKS})
    rows = re.findall(r"(?m)^\|(?: (?:`?[a-z]*`?|[0-9]{3}) \|)* (`[a-z]+\.[a-z_]+`[^|]*) \|", asked)
    codes = {code for row in rows for code in re.findall(r"`([a-z]+\.[a-z_]+)`", row)}
    assert len(codes) > 40
    # the other words on commands are terminals' own
    assert {one for one in codes if not one.startswith("command.")} <= tried | left
    assert "command.not_given" in tried
