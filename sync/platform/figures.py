"""How much there is of everything, for whoever watches the platform."""

from __future__ import annotations

from sync.platform.states import State
from sync.platform.store import Database


def figures(database: Database) -> dict[str, int]:
    """Prometheus series and their values; every state is there, also at 0.

    Raises:
        EnvironmentFault: the database does not answer.
    """
    with database.reading() as transaction:
        totals = transaction.totals()
        by_state = transaction.cases_by_state()
    cases = {f'cases{{state="{state}"}}': by_state.get(state, 0) for state in State}
    return {**totals, **cases}
