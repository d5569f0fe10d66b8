"""Printers whose drivers are patient with a busy machine."""

import pytest

from drivers.receipt_printer import probing


@pytest.fixture(autouse=True)
def _quiet_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulated printers answer in one piece; only for the first byte patience is needed."""
    monkeypatch.setattr(probing, "QUIET_S", probing.QUIET_S / 3)
