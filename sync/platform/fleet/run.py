"""A whole county's terminals that come back at once after an outage."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.enrolment import issue_token
from sync.platform.fleet.terminal import Delivery, SimulatedTerminal
from sync.platform.keys import PlatformKeys
from sync.platform.store import Database

PLACE = "模拟终端"
"""How the places of simulated terminals begin; a platform with others is not played with."""
_LETTING_IN = 4


@dataclass(frozen=True, slots=True)
class FleetReport:
    """What came of it.

    Args:
        terminals: how many.
        cases: how many they had together.
        acknowledged: how many the platform signed for.
        held: how many of these terminals' cases the platform has.
        total_s: from the moment all returned until the last acknowledgement, seconds.
        longest_wait_s: of one terminal.
        median_wait_s: of all.
        requests: how many batches were posted, repeats among them.
    """

    terminals: int
    cases: int
    acknowledged: int
    held: int
    total_s: float
    longest_wait_s: float
    median_wait_s: float
    requests: int

    @property
    def exactly_once(self) -> bool:
        """Whether every case is there, and none twice."""
        return self.cases == self.acknowledged == self.held


def simulate(
    database: Database,
    keys: PlatformKeys,
    url: str,
    *,
    terminals: int,
    cases: int,
    clock: Clock,
    actor: str = "operator",
) -> FleetReport:
    """Let terminals in, let each deposit cases without a network, and let all return at once.

    Args:
        database: the platform's, for tokens and for counting what arrived.
        keys: the platform's.
        url: where it serves.
        terminals: how many.
        cases: of each.
        clock: time and randomness.
        actor: who lets them in, for the record.

    Raises:
        EnvironmentFault: ``fleet.in_use``, the platform has terminals that are not simulated;
            ``fleet.unreachable``, ``fleet.refused``.
    """
    _require_playground(database)
    with tempfile.TemporaryDirectory(prefix="bianmin-fleet-") as folder:

        def enrolled(number: int) -> SimulatedTerminal:
            place = f"{PLACE} {number + 1}"
            token = issue_token(database, keys, place=place, clock=clock, actor=actor)
            return SimulatedTerminal.enrolled(url, token, place=place, folder=Path(folder))

        with ThreadPoolExecutor(_LETTING_IN) as pool:
            fleet = list(pool.map(enrolled, range(terminals)))
        # a fork would take along what threads hold
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as processes:
            for filled in [one.fill(cases, processes) for one in fleet]:
                filled.result()
        deliveries, total_s = _return_at_once(fleet, clock)
    waits = [one.wait_s for one in deliveries]
    numbers = {number for one in deliveries for number in one.case_numbers.values()}
    with database.reading() as transaction:
        held = transaction.cases_of({one.number for one in fleet})
    return FleetReport(
        terminals=terminals,
        cases=terminals * cases,
        acknowledged=len(numbers),
        held=held,
        total_s=round(total_s, 3),
        longest_wait_s=round(max(waits), 3),
        median_wait_s=round(statistics.median(waits), 3),
        requests=sum(one.requests for one in deliveries),
    )


def _return_at_once(fleet: list[SimulatedTerminal], clock: Clock) -> tuple[list[Delivery], float]:
    ready = Barrier(len(fleet))

    def comes_back(terminal: SimulatedTerminal) -> tuple[Delivery, float, float]:
        ready.wait()
        begin = time.perf_counter()
        return terminal.deliver(clock), begin, time.perf_counter()

    with ThreadPoolExecutor(len(fleet)) as pool:
        done = list(pool.map(comes_back, fleet))
    total_s = max(end for *_, end in done) - min(begin for _, begin, _ in done)
    return [delivery for delivery, *_ in done], total_s


def _require_playground(database: Database) -> None:
    with database.reading() as transaction:
        real = [one for one in transaction.terminals() if not one.place.startswith(PLACE)]
    if real:
        raise EnvironmentFault(
            "fleet.in_use",
            f"This platform has a terminal of its own: {real[0].number}, {real[0].place}.",
            "Play with another: give --data and --database of an empty one.",
        )
