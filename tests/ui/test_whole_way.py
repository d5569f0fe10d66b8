from __future__ import annotations

from typing import Any


def test_a_citizen_walks_from_attract_to_done(terminal: Any) -> None:
    terminal.reaches_done()
    assert len(terminal.devices.slips) == 1
