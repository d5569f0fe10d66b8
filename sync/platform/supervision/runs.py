"""In which states a limit runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sync.platform.states import State
from sync.platform.supervision.limits import Run

SILENCE = frozenset({State.DELIVERED})
"""Until somebody says whether a case is accepted (Administrative Licensing Law, article 32)."""
PROMISED = frozenset({State.ACCEPTED, State.AUTO_ACCEPTED, State.IN_REVIEW})
"""Until it is decided; a request for corrections lets the limit stand still."""


def runs_of(history: Iterable[tuple[State, datetime]], states: frozenset[State]) -> list[Run]:
    """The times a case was in one of some states.

    Args:
        history: the states of a case and when it came into them, oldest first.
        states: those in which the limit runs.
    """
    runs: list[Run] = []
    running = False
    for state, at in history:
        if state in states and not running:
            runs.append(Run(at))
        elif state not in states and running:
            runs[-1] = Run(runs[-1].start, at)
        running = state in states
    return runs
