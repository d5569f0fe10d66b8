"""What an operator far away is told of the machine, as the agent's process finds it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from drivers import bulletin
from kiosk.bootstrap import DEVICE_NOTES, look_at_machine
from kiosk.config import Config, load_config
from kiosk.errors import EnvironmentFault
from sync.protocol.health import MAX_DEVICES, DeviceReport

WELL = {"device": "id_card", "class": "id_card_reader", "state": "online", "reason": ""}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    file = tmp_path / "terminal.toml"
    file.write_text('data_dir = "data"\n')
    return load_config(file)


def post(config: Config, content: str) -> None:
    folder = config.data_dir / DEVICE_NOTES
    folder.mkdir(parents=True)
    (folder / bulletin.FILE).write_text(content)


def sheet(*lines: object) -> str:
    pid = os.getpid()
    return json.dumps({"pid": pid, "began": bulletin._began(pid), "devices": lines})


def test_without_a_screen_nothing_is_known_of_devices(config: Config) -> None:
    assert look_at_machine(config).free_bytes is None
    config.data_dir.mkdir()
    machine = look_at_machine(config)
    assert machine.devices is None
    assert machine.free_bytes is not None
    assert machine.software_version


def test_devices_are_told_as_the_screen_knows_them_and_no_more_of_them(config: Config) -> None:
    line = {
        "device": "receipt" * 40,
        "class": "receipt_printer",
        "state": "offline",
        "reason": "print.unplugged",
        "message": "It is not there.",
        "since": "2026-11-21T04:00:00+00:00",
    }
    post(config, sheet(*[line] * (MAX_DEVICES + 1)))
    devices = look_at_machine(config).devices
    assert devices is not None
    assert len(devices) == MAX_DEVICES
    assert devices[0] == DeviceReport(
        device=line["device"][:200],
        device_class="receipt_printer",
        state="offline",
        reason="print.unplugged",
    )


@pytest.mark.parametrize(
    "line",
    [{"device": "a"}, ["a"], "a", {**WELL, "device": 7}, {**WELL, "state": "s" * 201}],
    ids=["less", "a-list", "a-text", "a-number", "too-long"],
)
def test_what_a_screen_of_another_version_wrote_is_said(config: Config, line: object) -> None:
    post(config, sheet(WELL, line))
    with pytest.raises(EnvironmentFault) as caught:
        look_at_machine(config)
    assert caught.value.code == "device.bulletin_shape"


def test_a_sheet_without_lines_is_said(config: Config) -> None:
    post(config, sheet().replace("[]", "{}"))
    with pytest.raises(EnvironmentFault) as caught:
        look_at_machine(config)
    assert caught.value.code == "device.bulletin_shape"


def test_what_the_screen_wrote_and_nobody_can_read_is_said(config: Config) -> None:
    post(config, "half a l")
    with pytest.raises(EnvironmentFault) as caught:
        look_at_machine(config)
    assert caught.value.code == "device.bulletin"
