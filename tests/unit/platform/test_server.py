"""What a platform does once, before it answers."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from sync.platform.server import leave_the_program_alone


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector of this process, as it was before."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collector")
def test_collections_pass_over_what_stays_until_the_end() -> None:
    kept: list[list[int]] = [[] for _ in range(1000)]
    before = gc.get_threshold()

    leave_the_program_alone()

    assert gc.get_freeze_count() > len(kept)
    assert gc.isenabled()
    assert gc.get_threshold() > before
