from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cases.samples import SteppingClock, sample_terminal
from kiosk.store import Store

KEY = bytes(range(32))


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.db"


@pytest.fixture
def store(path: Path, clock: SteppingClock) -> Iterator[Store]:
    """An enrolled terminal's store."""
    store = Store.open(path, KEY, clock=clock)
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    yield store
    store.close()
