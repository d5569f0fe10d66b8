"""Code after code while things go wrong. SOAK_SEED=… for another course."""

import os

from drivers.simulators.scan_soak import soak_scans

SCANS = int(os.environ.get("SOAK_SCANS", "1000"))
SEED = int(os.environ.get("SOAK_SEED", "20261122"))
MOST_GROWTH = 0.05


def test_no_code_is_told_that_was_not_shown_and_memory_stays_flat() -> None:
    report = soak_scans(SCANS, SEED)
    assert report.wrong == []
    assert report.lost == []
    assert report.found == SCANS
    assert set(report.mishaps) == {"none", "replugged", "pulled", "garbled", "too long"}
    assert report.growth <= MOST_GROWTH
