"""Questions answered by what is drawn, photographed, said, scanned or enclosed."""

from __future__ import annotations

from state import State

STATES: dict[str, State] = {}
