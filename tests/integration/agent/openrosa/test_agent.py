"""The whole way: configuration, `kiosk openrosa`, a real store, the agent, a strict server."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from kiosk import bootstrap
from kiosk.cases.deposit import deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.messages import MessageState
from kiosk.cases.samples import SampleTerminal, SteppingClock
from kiosk.cli.main import main
from kiosk.clock import SystemClock
from kiosk.config import OpenRosaServer, load_config
from kiosk.errors import EnvironmentFault
from sync.agent.openrosa.client import OpenRosaClient, read_password
from sync.agent.openrosa.joining import join, load_key
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings


@pytest.fixture
def config_file(central: Any, tmp_path: Path, password_file: Path) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text(
        f'data_dir = "data"\n[openrosa]\nurl = "{central.url}"\n'
        f'user = "terminal@example.org"\npassword_file = "{password_file}"\n'
    )
    return path


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(EnvironmentFault) as caught:
        work()
    return caught.value.code


def test_a_terminal_joins_and_its_cases_arrive(  # noqa: PLR0917 # what a whole way needs
    central: Any,
    config_file: Path,
    settings: AgentSettings,
    start_agent: Callable[[Any], Any],
    wait_for: Callable[[Callable[[], object]], None],
    make_submission: Callable[..., Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    central.auth = "basic"
    assert main(["openrosa", "check", "--config", str(config_file)]) == 0
    assert "100000000 bytes" in capsys.readouterr().out
    assert main(["openrosa", "join", "817", "--config", str(config_file)]) == 0
    config = load_config(config_file)
    key_file = config.data_dir / bootstrap.OPENROSA_KEY
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert main(["openrosa", "join", "818", "--config", str(config_file)]) == 2
    assert "enrolment.done" in capsys.readouterr().err

    store = bootstrap.open_store(config, SystemClock())
    for name, value in (("openrosa", config.openrosa), ("openrosa_key", key_file)):
        object.__setattr__(settings, name, value)
    central.faults = ["lost", "portal"]
    made = [
        deposit(store.unit_of_work(), make_submission(number, 30_000), clock=SystemClock())
        for number in range(5)
    ]
    agent = start_agent(store)
    wait_for(lambda: sum(one.complete for one in list(central.kept.values())) == 5)

    def all_told() -> bool:
        with store.reading() as uow:
            return len(uow.outbox.in_state(MessageState.ACKNOWLEDGED)) == 5

    wait_for(all_told)
    agent.end()
    with store.reading() as uow:
        messages = uow.outbox.load([one.message_id for one in made])
        assert [message.body for message in messages] == [b""] * 5
    store.close()
    assert central.complaints == []


def test_the_size_of_requests_may_be_unlimited(
    central: Any, config_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    central.limit = None
    assert main(["openrosa", "check", "--config", str(config_file)]) == 0
    assert "any size" in capsys.readouterr().out


def test_a_server_that_is_none_is_told_before_anything_is_made(
    central: Any, config_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    central.head_faults = ["portal"]
    assert main(["openrosa", "join", "817", "--config", str(config_file)]) == 2
    assert "openrosa.not_the_server" in capsys.readouterr().err
    assert not load_config(config_file).data_dir.exists()


def test_a_configuration_without_a_server_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text('data_dir = "data"\n')
    assert main(["openrosa", "check", "--config", str(path)]) == 2
    assert "config.unusable" in capsys.readouterr().err


def test_a_terminal_of_a_platform_is_not_taken_away_from_it(
    terminal: SampleTerminal, settings: AgentSettings, tmp_path: Path
) -> None:
    store = FakeStore(SteppingClock())
    with store.unit_of_work() as uow:
        uow.terminal.save(terminal.identity)
        uow.commit()
    for name, value in (
        ("openrosa", OpenRosaServer("https://central.example/")),
        ("openrosa_key", tmp_path / "key"),
    ):
        object.__setattr__(settings, name, value)

    def run() -> None:
        run_agent(settings, store, clock=SystemClock(), stop_event=Event())

    assert code_of(run) == "openrosa.enrolled"


def test_a_terminal_without_its_server_says_so(settings: AgentSettings, tmp_path: Path) -> None:
    store = FakeStore(SteppingClock())
    with store.unit_of_work() as uow:
        uow.terminal.save(join(817, "https://central.example/", "", tmp_path / "key"))
        uow.commit()

    def run() -> None:
        run_agent(settings, store, clock=SystemClock(), stop_event=Event())

    assert code_of(run) == "openrosa.missing"


@pytest.mark.parametrize("number", [0, 10_000, -1])
def test_a_number_that_is_none_is_told(tmp_path: Path, number: int) -> None:
    assert code_of(lambda: join(number, "", "", tmp_path / "key")) == "openrosa.number"
    assert not (tmp_path / "key").exists()


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"of another time")
    assert code_of(lambda: join(1, "", "", path)) == "openrosa.key"
    assert path.read_bytes() == b"of another time"


def test_a_key_that_is_gone_damaged_or_open_to_others_is_told(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert code_of(lambda: load_key(path)) == "openrosa.key"
    path.write_bytes(bytes(31))
    path.chmod(0o600)
    assert code_of(lambda: load_key(path)) == "openrosa.key"
    path.write_bytes(bytes(32))
    path.chmod(0o640)
    assert code_of(lambda: load_key(path)) == "openrosa.key"


@pytest.mark.parametrize(("content", "mode"), [(b"", 0o600), (b"\xff", 0o600), (b"secret", 0o644)])
def test_a_password_file_that_cannot_be_used_is_told(
    tmp_path: Path, content: bytes, mode: int
) -> None:
    path = tmp_path / "password"
    path.write_bytes(content)
    path.chmod(mode)
    server = OpenRosaServer("https://x", "a", path)
    assert code_of(lambda: read_password(server)) == "openrosa.password"


def test_no_password_file_is_no_password() -> None:
    assert read_password(OpenRosaServer("https://x", "a")) == ""


@pytest.mark.parametrize("user", ["终端", 'a"b', "a\nb"])
def test_a_user_that_digest_cannot_write_is_told(
    settings: AgentSettings, password_file: Path, user: str
) -> None:
    server = OpenRosaServer("https://x", user, password_file, "digest")
    made = lambda: OpenRosaClient(server, settings, SystemClock())  # noqa: E731 # one word for it
    assert code_of(made) == "openrosa.user"


def test_an_address_without_tls_is_for_this_machine_only(settings: AgentSettings) -> None:
    server = OpenRosaServer("http://central.example/submission")
    assert code_of(lambda: OpenRosaClient(server, settings, SystemClock())) == "platform.url"
