"""The example of docs/writing-a-driver.md is taken out of the page and run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from drivers.api import (
    CodeFound,
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    StatusChanged,
)
from drivers.supervisor import Supervisor
from kiosk.clock import SystemClock

WAIT_S = 10.0


@pytest.fixture(scope="module")
def driver(project_root: Path) -> Callable[[str, Path], Any]:
    page = (project_root / "docs" / "writing-a-driver.md").read_text(encoding="utf-8")
    [example] = re.findall(r"(?ms)^```python\n(.*?)^```", page)
    names: dict[str, Any] = {}
    exec(compile(example, "docs/writing-a-driver.md", "exec"), names)  # noqa: S102 — our own page is what is tested
    made: Callable[[str, Path], Any] = names["TextFileCodeReader"]
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "codes.txt"
    path.write_bytes(b"held up yesterday\n")
    return path


@pytest.fixture
def events(
    driver: Callable[[str, Path], Any], file: Path
) -> Iterator[tuple[Supervisor, Queue[DeviceEvent]]]:
    heard: Queue[DeviceEvent] = Queue()
    supervisor = Supervisor([driver("file", file)], clock=SystemClock())
    supervisor.subscribe(heard.put)
    supervisor.start()
    yield supervisor, heard
    supervisor.stop()


def until(heard: Queue[DeviceEvent], wanted: Callable[[DeviceEvent], bool]) -> DeviceEvent:
    while True:
        event = heard.get(timeout=WAIT_S)
        if wanted(event):
            return event


def is_now(state: DeviceState) -> Callable[[DeviceEvent], bool]:
    return lambda event: isinstance(event, StatusChanged) and event.status.state is state


def add(file: Path, line: bytes) -> None:
    with file.open("ab") as end:
        end.write(line)


def test_it_is_a_code_reader(driver: Callable[[str, Path], Any], file: Path) -> None:
    assert driver("file", file).device_class is DeviceClass.CODE_READER


def test_it_gives_each_new_line_once(driver: Callable[[str, Path], Any], file: Path) -> None:
    reader = driver("file", file)
    reader.open()
    assert reader.scan() is None
    add(file, "BM1:L0817\r\n第二\nhalf a li".encode())
    assert reader.scan().text == "BM1:L0817"
    assert reader.scan().text == "第二"
    assert reader.scan() is None
    add(file, b"ne\n\xff\xfe\n")
    assert reader.scan().text == "half a line"
    odd = reader.scan()
    assert (odd.text, odd.content) == ("", b"\xff\xfe")
    reader.close()
    reader.close()


def test_a_file_that_is_not_there_is_told(
    driver: Callable[[str, Path], Any], tmp_path: Path
) -> None:
    with pytest.raises(DeviceFault, match=r"cannot be read: No such file.*Put the file back"):
        driver("file", tmp_path / "none.txt").open()


def test_under_the_supervisor_codes_become_events_and_a_lost_file_comes_back(
    events: tuple[Supervisor, Queue[DeviceEvent]], file: Path
) -> None:
    supervisor, heard = events
    until(heard, is_now(DeviceState.ONLINE))
    supervisor.enable(DeviceClass.CODE_READER)
    add(file, b"BM1:one\n")
    found = until(heard, lambda event: isinstance(event, CodeFound))
    assert isinstance(found, CodeFound)
    assert found.code.text == "BM1:one"

    file.rename(file.with_suffix(".away"))
    until(heard, is_now(DeviceState.OFFLINE))
    assert supervisor.status(DeviceClass.CODE_READER).reason == "code.camera_unplugged"
    file.with_suffix(".away").rename(file)
    until(heard, is_now(DeviceState.ONLINE))
    add(file, b"BM1:two\n")
    found = until(heard, lambda event: isinstance(event, CodeFound))
    assert isinstance(found, CodeFound)
    assert found.code.text == "BM1:two"
