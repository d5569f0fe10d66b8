"""Which limit runs for a case, and when it ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kiosk.errors import EnvironmentFault
from sync.platform.states import PartState, State
from sync.platform.store import PartRow
from sync.platform.supervision.limits import Deadline, Limit, Run, Unit, deadline
from sync.platform.supervision.runs import PROMISED, SILENCE, runs_of
from sync.platform.supervision.working_days import WorkingDays

SAYING_SOMETHING = Limit(5, Unit.WORKING_DAY)
"""A case nobody says anything about counts as accepted (Administrative Licensing Law, art. 32)."""
CALENDAR_NAME = "working-days.json"


class Timekeeper:
    """Knows when a case is due.

    Args:
        calendar: the working days.
    """

    def __init__(self, calendar: WorkingDays) -> None:
        self._calendar = calendar

    def deadline(
        self, promised: Limit | None, history: Iterable[tuple[State, datetime]]
    ) -> Deadline | None:
        """When the case turns yellow and red; None if no limit runs.

        Args:
            promised: within which its item promises a decision.
            history: its states and when it came into them, oldest first; at least one.
        """
        history = list(history)
        state, _ = history[-1]
        if state in SILENCE:
            return deadline(SAYING_SOMETHING, runs_of(history, SILENCE), self._calendar)
        if promised is None or state not in PROMISED:
            return None
        return deadline(promised, runs_of(history, PROMISED), self._calendar)

    def timed_part(self, part: PartRow, history: Sequence[tuple[State, datetime]]) -> PartRow:
        """A part of a bundle with its deadline.

        Its limit runs while the part is open and the promised one of the whole case runs: not
        before the case was accepted, and not while the applicant is asked for something.

        Args:
            part: one of the case's.
            history: states of the case and when it came into them, oldest first; at least one.
        """
        due = None
        state, _ = history[-1]
        if (
            part.limit_number is not None
            and part.limit_unit is not None
            and part.started_at is not None
            and part.state == PartState.OPEN
            and state in PROMISED
        ):
            runs = [
                Run(max(run.start, part.started_at), run.end)
                for run in runs_of(history, PROMISED)
                if run.end is None or run.end > part.started_at
            ]
            due = deadline(Limit(part.limit_number, Unit(part.limit_unit)), runs, self._calendar)
        return replace(part, yellow_at=due.yellow if due else None, red_at=due.red if due else None)


def timekeeper(folder: Path) -> Timekeeper:
    """One by the calendar of the country, and by the days a region moves, if it does.

    Args:
        folder: may hold ``working-days.json``: ``{"off": ["2027-04-09"], "on": []}``.

    Raises:
        EnvironmentFault: ``platform.calendar``.
    """
    path = folder / CALENDAR_NAME
    try:
        moved = _days_moved(json.loads(path.read_bytes()))
    except FileNotFoundError:
        moved = {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise EnvironmentFault(
            "platform.calendar",
            f"The working days in {path} cannot be read: {error}.",
            'Write {"off": ["2027-04-09"], "on": []}, or remove the file.',
        ) from error
    return Timekeeper(WorkingDays(**moved))


def _days_moved(found: Any) -> dict[str, frozenset[date]]:
    strange = set(found) - {"off", "on"}
    if strange:
        raise ValueError(f"nobody knows the word {min(strange)}")
    return {name: frozenset(map(date.fromisoformat, days)) for name, days in found.items()}
