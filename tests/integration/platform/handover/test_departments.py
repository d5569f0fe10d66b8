"""Letting departments in and turning them away, by the command and with a record of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from alembic import command

from kiosk.errors import EnvironmentFault
from sync.platform.store.database import alembic_configuration

NAME = "civil_affairs"
COMMAND = (sys.executable, "-m", "sync.platform.cli")


def options(platform: Any) -> tuple[str, ...]:
    settings = platform.settings
    return ("--data", str(settings.data), "--database", settings.database_url, "--actor", "王主任")


def run(platform: Any, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [*COMMAND, *words, *options(platform)], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr if code else done.stdout


def test_the_command_lets_in_shows_and_turns_away(
    platform: Any, terminal: Any, department: Any, fetch: Any
) -> None:
    made = json.loads(
        run(platform, "department", "add", NAME, "--webhook", department.url, "--json")
    )
    assert made["key_id"] in department.keys
    terminal.deliver(terminal.message())
    assert run(platform, "hand-over", "--once") == "sorted 1, delivered 1, failed 0\n"
    assert len(department.cases) == 1
    assert fetch(made["token"], "cases").status_code == 200
    (shown,) = json.loads(run(platform, "department", "list", "--json"))
    assert shown["delivered"] == 1
    assert shown["how"] == department.url
    assert "delivered 1" in run(platform, "department", "list")
    assert run(platform, "department", "retry", NAME) == "0\n"
    run(platform, "department", "remove", NAME)
    assert "department.unknown" in run(platform, "department", "remove", NAME, code=2)
    assert "token  BMD1-" in run(platform, "department", "add", NAME)
    acts = json.loads(run(platform, "acts", "--json"))
    assert [(one["actor"], one["act"], one["of"]) for one in acts[1:]] == [
        ("王主任", f"department:{act}", NAME) for act in ("add", "retry", "remove", "add")
    ]
    assert made["token"] not in str(acts)


def test_hand_over_runs_until_it_is_told_to_end(
    platform: Any, terminal: Any, department: Any, departments: Any
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    process = subprocess.Popen(
        [*COMMAND, "hand-over", *options(platform)], stderr=subprocess.PIPE, text=True
    )
    try:
        department.wait_for(1)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, said
    events = [json.loads(line)["event"] for line in said.splitlines()]
    assert events[0] == "handover.ready"
    assert events[-1] == "handover.stopped"


@pytest.mark.parametrize("name", ["", "a b", "a/b", "x" * 65, "\x00", "民\n政"])
def test_what_is_no_name_is_refused(departments: Any, name: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        departments.add(name, "", actor="a")
    assert caught.value.code == "department.name"


@pytest.mark.parametrize(
    "url",
    [
        "http://civil-affairs.example/cases",
        "http://127.0.0.1.example/cases",
        "http://localhost.example/",
        "ftp://127.0.0.1/",
        "https://",
        "https://user:secret@host/",
        "https://:secret@host/",
        "https://@host/",
        "https://host/#part",
        "https://host:0/",
        "https://host:99999/",
        "https://[::1/",
        "https://民政.example/",
        "https://host/a b",
        "https://host/\r\nX: y",
        "https://host/" + "x" * 2000,
    ],
)
def test_a_webhook_that_is_none_or_not_safe_is_refused(departments: Any, url: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        departments.add(NAME, url, actor="a")
    assert caught.value.code == "department.webhook"
    assert departments.list() == []


@pytest.mark.parametrize(
    "url", ["https://host/", "http://localhost:8600", "http://[::1]:1/x", "http://127.1.2.3/"]
)
def test_a_safe_webhook_is_taken(departments: Any, url: str) -> None:
    assert departments.add(NAME, url, actor="a").department.webhook == url


def test_a_department_is_added_once(departments: Any) -> None:
    departments.add("民政局", "", actor="a")
    with pytest.raises(EnvironmentFault) as caught:
        departments.add("民政局", "", actor="a")
    assert caught.value.code == "department.exists"


def test_only_a_department_that_was_added_is_tried_again(departments: Any) -> None:
    departments.add(NAME, "", actor="a")
    departments.remove(NAME, actor="a")
    for name in (NAME, "nobody"):
        with pytest.raises(EnvironmentFault) as caught:
            departments.retry(name, actor="a")
        assert caught.value.code == "department.unknown"


def test_no_older_version_forgets_what_departments_have(platform: Any, departments: Any) -> None:
    departments.add(NAME, "", actor="a")
    configuration = alembic_configuration()
    with platform.parts.database.altering() as connection:
        configuration.attributes["connection"] = connection
        with pytest.raises(EnvironmentFault) as caught:
            command.downgrade(configuration, "0007")
    assert caught.value.code == "store.downgrade"


def test_cases_of_an_older_version_are_sorted_after_the_update(
    platform: Any, terminal: Any, hand_over: Callable[..., Any]
) -> None:
    terminal.deliver(terminal.message(), terminal.message())
    configuration = alembic_configuration()
    database = platform.parts.database
    with database.altering() as connection:
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "0007")
    assert database.migrate()
    assert hand_over().once().cases == 2
