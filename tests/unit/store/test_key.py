import os
import stat
from pathlib import Path

import pytest

from kiosk.cases.samples import SteppingClock
from kiosk.errors import EnvironmentFault
from kiosk.store.key import load_key, load_or_create_key


def code_of(path: Path) -> str:
    with pytest.raises(EnvironmentFault) as caught:
        load_key(path)
    assert caught.value.remedy
    return caught.value.code


def test_a_key_is_made_once_for_this_user_alone(tmp_path: Path, clock: SteppingClock) -> None:
    path = tmp_path / "kiosk.key"
    key = load_or_create_key(path, clock)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create_key(path, clock) == key
    assert load_key(path) == key
    assert os.listdir(tmp_path) == ["kiosk.key"]  # noqa: PTH208 # names alone


def test_a_key_others_can_read_is_refused(tmp_path: Path, clock: SteppingClock) -> None:
    path = tmp_path / "kiosk.key"
    load_or_create_key(path, clock)
    path.chmod(0o640)
    assert code_of(path) == "store.key_open_to_others"


def test_a_key_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.key"
    path.touch(mode=0o600)
    assert code_of(path) == "store.key_damaged"


def test_a_key_that_is_not_there_is_told(tmp_path: Path, clock: SteppingClock) -> None:
    assert code_of(tmp_path / "kiosk.key") == "store.key_missing"
    with pytest.raises(EnvironmentFault) as caught:
        load_or_create_key(tmp_path / "missing" / "kiosk.key", clock)
    assert caught.value.code == "store.key_unreadable"


def test_a_link_laid_in_the_way_leads_nowhere(tmp_path: Path, clock: SteppingClock) -> None:
    precious = tmp_path / "precious"
    precious.write_text("untouched")
    path = tmp_path / "kiosk.key"
    (tmp_path / f".{path.name}.{os.getpid()}").symlink_to(precious)
    load_or_create_key(path, clock)
    assert precious.read_text() == "untouched"


def test_a_key_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.key"
    path.touch(mode=0o600)
    os.truncate(path, 1 << 40)
    assert code_of(path) == "store.key_damaged"


def test_a_key_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        load_key(tmp_path / "kiosk.key")
    assert caught.value.code == "store.key_missing"


def test_a_key_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.key"
    path.mkdir()
    assert code_of(path) == "store.key_unreadable"
