"""Code after code before a camera while things go wrong. SOAK_SEED=… for another course."""

import os

from drivers.simulators.camera_soak import MISHAPS, soak_camera

SCANS = int(os.environ.get("SOAK_SCANS", "1000"))
SEED = int(os.environ.get("SOAK_SEED", "20261122"))
MOST_GROWTH = 0.05


def test_no_code_is_read_that_was_not_shown_and_memory_stays_flat() -> None:
    report = soak_camera(SCANS, SEED)
    assert report.wrong == []
    assert report.lost == []
    assert report.found == SCANS
    assert set(report.mishaps) == set(MISHAPS)
    assert {"code.camera_unplugged", "code.no_camera"} <= set(report.faults)
    assert report.growth <= MOST_GROWTH
