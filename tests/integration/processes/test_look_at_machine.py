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
from sync.protocol.commands import MAX_DEVICES, DeviceReport


@pytest.fixture
def config(tmp_path: Path) -> Config:
    file = tmp_path / "terminal.toml"
    file.write_text('data_dir = "data"\n')
    return load_config(file)


def post(config: Config, content: str) -> None:
    folder = config.data_dir / DEVICE_NOTES
    folder.mkdir(parents=True)
    (folder / bulletin.FILE).write_text(content)


def sheet(*lines: dict[str, str]) -> str:
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


def test_what_the_screen_wrote_and_nobody_can_read_is_said(config: Config) -> None:
    post(config, "half a l")
    with pytest.raises(EnvironmentFault) as caught:
        look_at_machine(config)
    assert caught.value.code == "device.bulletin"
