"""Questions with choices: lists, searches, tables, ranks."""

from __future__ import annotations

from state import State

STATES: dict[str, State] = {}
