"""The platform's key file: a lost key leaves cases sealed for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.keys import FILE_NAME, open_keys, rotate
from sync.protocol.envelope import SuiteName


def test_rotations_at_the_same_time_keep_every_key(tmp_path: Path) -> None:
    clock = SystemClock()
    first = open_keys(tmp_path, clock).public_keys[0].key_id
    with ThreadPoolExecutor(8) as pool:
        made = pool.map(lambda _: rotate(tmp_path, clock, SuiteName.X25519), range(8))
        newest = {keys.public_keys[0].key_id for keys in made}
    kept = {key.key_id for key in open_keys(tmp_path, clock).public_keys}
    assert kept == newest | {first}
    assert len(kept) == 9
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_two_first_starts_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: open_keys(tmp_path, SystemClock()), range(8))
        assert len({keys.acknowledgement_public for keys in found}) == 1
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="none") as caught:
        rotate(tmp_path / "none", SystemClock(), SuiteName.X25519)
    assert caught.value.code == "keys.unreadable"
