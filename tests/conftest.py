"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

# before any test imports Qt: no display, and the renderer terminals without a GPU use
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import pytest
from hypothesis import HealthCheck, settings

# two cores are shared by two workers: how long one example takes says nothing about the code
settings.register_profile("bianmin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bianmin")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT
