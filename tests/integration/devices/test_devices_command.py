"""`kiosk devices list`, `status` and `watch`, on real drivers."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from drivers.api import DeviceClass, DeviceEvent, DeviceState, StatusChanged
from drivers.bulletin import FILE, Bulletin, read
from drivers.fitting import Fitting
from drivers.registry import DeviceConfig, build
from drivers.simulators.id_card_reader import IdCardReaderSimulator
from drivers.supervisor import Supervisor
from kiosk.cli.main import main
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault

WAIT_S = 60.0
CONFIG = """
data_dir = "data"

[[device]]
name = "card"
class = "id_card_reader"
url = "sdt+serial://{port}"

[[device]]
name = "gone"
class = "receipt_printer"
url = "escpos+serial:///dev/nothing-here"
"""


@pytest.fixture
def reader() -> Iterator[IdCardReaderSimulator]:
    simulator = IdCardReaderSimulator(paced=False)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def config(tmp_path: Path, reader: IdCardReaderSimulator) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text(CONFIG.format(port=reader.path), encoding="utf-8")
    return path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_list_names_what_the_file_names_and_opens_nothing(
    config: Path, reader: IdCardReaderSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["devices", "list", "--config", str(config), "--json"]) == 0
    (listed,) = lines(capsys)
    assert listed["devices"] == [
        {"device": "card", "class": "id_card_reader", "url": f"sdt+serial://{reader.path}"},
        {
            "device": "gone",
            "class": "receipt_printer",
            "url": "escpos+serial:///dev/nothing-here",
        },
    ]
    assert isinstance(listed["ports"], list)
    assert main(["devices", "list", "--config", str(config)]) == 0
    assert f"card              id_card_reader    sdt+serial://{reader.path}" in (
        capsys.readouterr().out
    )


def test_status_asks_the_devices_and_says_what_to_do(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["devices", "status", "--config", str(config), "--json"]) == 1
    card, gone = lines(capsys)
    assert (card["device"], card["state"], card["reason"]) == ("card", "online", "")
    assert card["last_ok"] >= card["since"][:10]
    assert (gone["state"], gone["reason"]) == ("offline", "print.unplugged")
    assert "cannot be opened" in gone["message"]
    assert gone["remedy"]

    assert main(["devices", "status", "--config", str(config)]) == 1
    words = capsys.readouterr().out
    assert "card              id_card_reader    online" in words
    assert "print.unplugged" in words
    assert gone["remedy"] in words


def test_status_reads_what_a_running_terminal_knows(
    config: Path, reader: IdCardReaderSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = config.parent / "data" / "devices"
    devices = build(
        [DeviceConfig("card", DeviceClass.ID_CARD_READER, f"sdt+serial://{reader.path}")],
        Fitting(SystemClock()),
    )
    supervisor = Supervisor(devices, clock=SystemClock())
    heard: Queue[DeviceEvent] = Queue()
    Bulletin(folder).follow(supervisor)
    supervisor.subscribe(heard.put)
    supervisor.start()
    try:
        until_online(heard)
        assert main(["devices", "status", "--config", str(config), "--json"]) == 0
    finally:
        supervisor.stop()
    # the port is the terminal's alone: only the terminal itself can know that all is well
    (line,) = lines(capsys)
    assert (line["device"], line["state"]) == ("card", "online")


def test_a_bulletin_of_a_terminal_that_ended_is_not_believed(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(WAIT_S)
    for pid in (ended.pid, 1):  # gone, and given to another process that began at another time
        sheet = {"pid": pid, "began": -1, "devices": [{"device": "card"}]}
        (tmp_path / FILE).write_text(json.dumps(sheet), encoding="utf-8")
        assert read(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"devices": [], "began": 1}', b"\xff"])
def test_a_broken_bulletin_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(EnvironmentFault, match="cannot be read") as caught:
        read(tmp_path)
    assert caught.value.code == "device.bulletin"


def test_a_bulletin_that_cannot_be_written_disturbs_nothing(
    tmp_path: Path, reader: IdCardReaderSimulator
) -> None:
    (tmp_path / "devices").write_bytes(b"a file where the folder should be")
    devices = build(
        [DeviceConfig("card", DeviceClass.ID_CARD_READER, f"sdt+serial://{reader.path}")],
        Fitting(SystemClock()),
    )
    supervisor = Supervisor(devices, clock=SystemClock())
    heard: Queue[DeviceEvent] = Queue()
    Bulletin(tmp_path / "devices").follow(supervisor)
    supervisor.subscribe(heard.put)
    supervisor.start()
    try:
        until_online(heard)
    finally:
        supervisor.stop()


def test_watch_tells_of_every_change(config: Path, reader: IdCardReaderSimulator) -> None:
    command = [sys.executable, "-m", "kiosk.cli.main", "devices", "watch", "--json"]
    with subprocess.Popen(
        [*command, "--config", str(config)], stdout=subprocess.PIPE, text=True
    ) as watching:
        assert watching.stdout is not None
        try:
            seen = _wait_for_line(watching.stdout, "card", "online")
            assert seen["class"] == "id_card_reader"
            reader.unplug()
            seen = _wait_for_line(watching.stdout, "card", "offline")
            assert seen["reason"] == "card.reader_unplugged"
            reader.replug()
            _wait_for_line(watching.stdout, "card", "online")
        finally:
            watching.terminate()


def _wait_for_line(lines_of: Any, device: str, state: str) -> dict[str, Any]:
    """The next line about a device in a state; the test's own time limit ends the wait."""
    for text in lines_of:
        line: dict[str, Any] = json.loads(text)
        if (line["device"], line["state"]) == (device, state):
            return line
    raise AssertionError(f"it ended without telling that {device} is {state}")


def until_online(heard: Queue[DeviceEvent]) -> None:
    while True:
        event = heard.get(timeout=WAIT_S)
        if isinstance(event, StatusChanged) and event.status.state is DeviceState.ONLINE:
            return
