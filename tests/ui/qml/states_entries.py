"""Questions that are written, dialled, turned or ticked."""

from __future__ import annotations

from state import State

STATES: dict[str, State] = {}
