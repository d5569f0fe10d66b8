import pytest

from kiosk.cases.fakes import FakeStore
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_terminal


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(scope="session")
def terminal() -> SampleTerminal:
    return sample_terminal()


@pytest.fixture
def store(clock: SteppingClock, terminal: SampleTerminal) -> FakeStore:
    """An enrolled terminal's store in memory."""
    store = FakeStore(clock)
    with store.unit_of_work() as uow:
        uow.terminal.save(terminal.identity)
        uow.commit()
    return store
