"""`kiosk config check` and `schema`."""

import json
from pathlib import Path

import pytest

from kiosk.cli.main import main


def file(folder: Path, devices: str = "") -> Path:
    path = folder / "terminal.toml"
    path.write_text(f'data_dir = "data"\n{devices}', encoding="utf-8")
    return path


def device(name: str, url: str, device_class: str = "code_reader") -> str:
    return f'[[device]]\nname = "{name}"\nclass = "{device_class}"\nurl = "{url}"\n'


def test_a_right_file_is_said_to_be_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, device("camera", "camera+device://0"))
    assert main(["config", "check", "--config", str(path)]) == 0
    assert capsys.readouterr().out == f"{path} is right: 1 device.\n"
    assert main(["config", "check", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(path), "ok": True, "findings": []}


def test_everything_wrong_with_the_devices_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(
        tmp_path,
        device("a", "camera+device://0")
        + device("b", "camera+device://0")
        + device("c", "smoke+signal://hill")
        + device("d", "sdt+serial:///dev/ttyS0?speed=3", "id_card_reader"),
    )
    assert main(["config", "check", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    for line, said in zip(lines, ("is that of «a»", "no way to reach", "«speed»"), strict=True):
        assert line.startswith("kiosk config: Device «")
        assert said in line
        assert line.endswith("[config.device_url]")
    assert main(["config", "check", str(path), "--json"]) == 2
    sheet = json.loads(capsys.readouterr().out)
    assert sheet["ok"] is False
    assert [finding["code"] for finding in sheet["findings"]] == ["config.device_url"] * 3


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["required"] == ["data_dir"]
