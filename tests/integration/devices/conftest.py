"""Commands run in the test's own process."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def log_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A command sends the log of its process to stderr for good, which here is the test's."""
    silent = structlog.make_filtering_bound_logger("critical")
    monkeypatch.setattr("kiosk.log.configure", lambda: structlog.configure(wrapper_class=silent))
    yield
    structlog.reset_defaults()
