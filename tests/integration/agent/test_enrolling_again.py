"""A terminal gets another key under its number; what it had not sent arrives all the same."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from requests.adapters import HTTPAdapter

from kiosk import bootstrap
from kiosk.cases import delivery
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.ports import CaseStore
from kiosk.cases.retirement import is_retired
from kiosk.cases.samples import sample_submission
from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.errors import EnvironmentFault
from kiosk.store import Store
from sync.agent.answers import Answered
from sync.agent.client import PlatformClient
from sync.agent.enrolment import enrol
from sync.agent.settings import AgentSettings
from sync.protocol.enrolment import EnrolmentToken
from sync.protocol.envelope import generate_platform_key
from sync.protocol.messages import (
    AcknowledgementKey,
    EnrolmentReply,
    PlatformKeyModel,
    TerminalFacts,
    TerminalSettings,
)

CLOCK = SystemClock()
Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def config(platform: Any, tmp_path: Path) -> Any:
    file = tmp_path / "terminal.toml"
    file.write_text(f'data_dir = "data"\nplatform_url = "{platform.url}"\n', encoding="utf-8")
    return load_config(file)


def opened(config: Any) -> Store:
    return bootstrap.open_store(config, CLOCK)


def saved(store: CaseStore) -> Deposit:
    return deposit(store.unit_of_work(), sample_submission(), clock=CLOCK)


def again(platform: Any, number: str) -> str:
    """A token that lets the terminal in again."""
    printed = platform.run("token", "--number", str(int(number)), "--replace")
    return str(printed).strip()


def arrived(platform: Any, number: str) -> list[str]:
    cases = platform.export()["cases"]
    mine = f"L{number}"
    return sorted(one["deposit_number"] for one in cases if one["deposit_number"].startswith(mine))


def test_what_waits_is_sent_after_it(
    platform: Any, config: Any, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    number = bootstrap.enrol(config, platform.token())
    store = opened(config)
    before = store.terminal()
    done = [saved(store) for _ in range(3)]
    assert bootstrap.enrol(config, again(platform, number), again=True) == number
    after = store.terminal()
    assert before is not None
    assert after is not None
    assert after.private_key != before.private_key
    done.append(saved(store))
    agent = start_agent(store)
    wait_for(lambda: delivery.counts(store.reading()).acknowledged == 4)
    agent.end()
    assert arrived(platform, number) == sorted(one.number for one in done)
    store.close()


def test_a_terminal_that_was_revoked_by_mistake_sends_what_it_kept(
    platform: Any, config: Any, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    number = bootstrap.enrol(config, platform.token())
    store = opened(config)
    platform.run("revoke", number)
    done = [saved(store) for _ in range(3)]
    agent = start_agent(store)

    def retired() -> bool:
        identity = store.terminal()
        return identity is not None and is_retired(identity)

    wait_for(retired)
    agent.end()
    bootstrap.enrol(config, again(platform, number), again=True)
    agent = start_agent(store)
    wait_for(lambda: delivery.counts(store.reading()).acknowledged == 3)
    agent.end()
    assert arrived(platform, number) == sorted(one.number for one in done)
    rows = json.loads(platform.run("terminals", "--json"))
    states = {(one["state"], bool(one["replaced_at"])) for one in rows if one["terminal"] == number}
    assert states == {("in_use", False), ("wiped", True)}
    store.close()


def test_a_new_disk_gets_the_number_of_the_old_one(
    platform: Any, config: Any, tmp_path: Path, start_agent: Callable[..., Any], wait_for: Wait
) -> None:
    number = bootstrap.enrol(config, platform.token())
    file = tmp_path / "new.toml"
    file.write_text(f'data_dir = "new"\nplatform_url = "{platform.url}"\n', encoding="utf-8")
    new = load_config(file)
    assert bootstrap.enrol(new, again(platform, number), again=True) == number
    store = opened(new)
    done = saved(store)
    agent = start_agent(store)
    wait_for(lambda: delivery.counts(store.reading()).acknowledged == 1)
    agent.end()
    assert arrived(platform, number) == [done.number]
    store.close()


def test_nothing_changes_while_an_agent_runs_or_with_another_s_token(
    platform: Any, config: Any
) -> None:
    number = bootstrap.enrol(config, platform.token())
    store = opened(config)
    before = store.terminal()
    held = (
        "import fcntl, os, sys; f = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT);"
        "fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    )
    lock = str(config.data_dir / bootstrap.AGENT_LOCK)
    with subprocess.Popen(
        [sys.executable, "-c", held, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as agent:
        assert agent.stdout is not None
        assert agent.stdout.readline() == b"held\n"
        assert code_of(config, again(platform, number)) == "agent.running"
        agent.communicate()
    assert code_of(config, platform.token()) == "enrolment.number"
    assert store.terminal() == before
    store.close()


def code_of(config: Any, token: str) -> str:
    with pytest.raises(EnvironmentFault) as caught:
        bootstrap.enrol(config, token, again=True)
    return caught.value.code


class OtherNumber(HTTPAdapter):
    """A platform of somebody else's making, which passes over the number a terminal has."""

    def __init__(self, reply: EnrolmentReply) -> None:
        super().__init__()
        self._content = reply.model_dump_json().encode()

    def send(self, *_: Any, **__: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code = 200
        answer.raw = BytesIO(self._content)
        return answer


def test_another_number_than_its_own_is_not_taken() -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    _, sealing = generate_platform_key("seal")
    reply = EnrolmentReply(
        terminal="0002",
        place="",
        platform_keys=(PlatformKeyModel.of(sealing),),
        acknowledgement_key=AcknowledgementKey(key_id="ack", public_key=public),
        server_time=CLOCK.now(),
        settings=TerminalSettings(),
    )
    session = requests.Session()
    session.mount("https://", OtherNumber(reply))
    token = EnrolmentToken.make(bytes(20), public).text
    facts = TerminalFacts(software_version="0.1.0")
    with pytest.raises(EnvironmentFault) as caught:
        enrol("https://platform.example", token, facts, session, again="0001")
    assert caught.value.code == "enrolment.other_number"
    assert enrol("https://platform.example", token, facts, session, again="0002").terminal == "0002"


ENROLLING = """
import os, signal, sys
from pathlib import Path
from kiosk import bootstrap
from kiosk.cases import enrolling, key_change
from kiosk.config import load_config
from sync.agent import enrolment

def killing(work, name):
    def worked(*arguments, **options):
        if sys.argv[3] == f"before it is {name}":
            os.kill(os.getpid(), signal.SIGKILL)
        done = work(*arguments, **options)
        if sys.argv[3] == f"after it is {name}":
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return worked

key_change.keep_next = killing(key_change.keep_next, "made")
enrolment.enrol = killing(enrolment.enrol, "shown")
enrolling.keep = killing(enrolling.keep, "kept")
bootstrap.enrol(load_config(Path(sys.argv[1])), sys.argv[2], again=True)
"""
STEPS = [
    f"{when} it is {what}" for what in ("made", "shown", "kept") for when in ("before", "after")
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("same_token", [True, False])
def test_killed_at_any_point_it_has_one_identity_or_the_other_whole(
    platform: Any, config: Any, tmp_path: Path, step: str, *, same_token: bool
) -> None:
    number = bootstrap.enrol(config, platform.token())
    store = opened(config)
    done = saved(store)
    before = store.terminal()
    assert before is not None
    token = again(platform, number)
    command = [sys.executable, "-c", ENROLLING, str(tmp_path / "terminal.toml"), token, step]
    killed = subprocess.run(command, check=False, capture_output=True, timeout=300)
    assert killed.returncode == -signal.SIGKILL
    after = store.terminal()
    assert after is not None
    if step == "after it is kept":
        assert (after.private_key == before.private_key, after.next_key) == (False, b"")
    else:
        assert replace(after, next_key=b"") == before
        token = token if same_token else again(platform, number)
        assert bootstrap.enrol(config, token, again=True) == number
    identity = store.terminal()
    assert identity is not None
    assert (identity.private_key == before.private_key, identity.next_key) == (False, b"")
    client = PlatformClient(identity, AgentSettings(tmp_path / "lock", connect_s=20), CLOCK)
    assert isinstance(client.get_feed(0, 0), Answered)
    client.close()
    with store.reading() as uow:
        assert uow.outbox.counts().pending == 1
        (message,) = uow.outbox.load([done.message_id])
    assert message.epoch != message.context.epoch, "it goes on in another epoch"
    store.close()
