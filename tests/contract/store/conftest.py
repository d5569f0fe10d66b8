from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cases.fakes import FakeStore
from kiosk.cases.ports import CaseStore
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_terminal
from kiosk.store import Store


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(scope="session")
def terminal() -> SampleTerminal:
    return sample_terminal()


@pytest.fixture(params=["fake", "real"])
def empty_store(
    request: pytest.FixtureRequest, clock: SteppingClock, tmp_path: Path
) -> Iterator[CaseStore]:
    """Each store as it is before enrolment."""
    if request.param == "fake":
        yield FakeStore(clock)
        return
    store = Store.open(tmp_path / "kiosk.db", bytes(range(32)), clock=clock)
    yield store
    store.close()


@pytest.fixture
def store(empty_store: CaseStore, terminal: SampleTerminal) -> CaseStore:
    with empty_store.unit_of_work() as uow:
        uow.terminal.save(terminal.identity)
        uow.commit()
    return empty_store
