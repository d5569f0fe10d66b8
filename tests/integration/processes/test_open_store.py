"""The store as the program's processes open it."""

from pathlib import Path

import pytest

from kiosk.bootstrap import open_store
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.errors import EnvironmentFault


def test_a_store_whose_key_is_gone_is_not_given_a_new_one(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path / "data")
    open_store(config, SystemClock()).close()
    config.key_file.unlink()
    with pytest.raises(EnvironmentFault) as caught:
        open_store(config, SystemClock())
    assert caught.value.code == "store.key_missing"
    assert not config.key_file.exists()
