"""What can be applied for here and today: the lines of lists, and what a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from kiosk import failures
from kiosk.journey.ports import CHINA

if TYPE_CHECKING:
    from kiosk.catalogue.entry import ItemEntry
    from kiosk.catalogue.search import Found
    from ui.services import Services
    from ui.worker import Worker

CASES_COUNTED = 1_000
"""The newest cases say what people come here for; this many are counted in a millisecond."""


class Offer:
    """Service items as lists show them.

    Args:
        services: the catalogue, the clock and the cases of this terminal.
        worker: prepares searching and counts cases.
    """

    def __init__(self, services: Services, worker: Worker) -> None:
        self._services = services
        self._worker = worker
        self._used: Mapping[str, int] = {}

    def prepare(self) -> None:
        """Make ready what a search needs, and count what people come here for."""
        prepare = self._services.catalogue.prepare_search
        self._worker.run(prepare, partial(_report, "prepare_search"))
        self.count()

    def count(self) -> None:
        """Count anew what people come here for."""

        def counted(done: Future[dict[str, int]]) -> None:
            _report("count_items", done)
            if done.exception() is None:
                self._used = done.result()

        self._worker.run(self._count, counted)

    def _count(self) -> dict[str, int]:
        with self._services.store.reading() as work:
            return work.cases.items_of_newest(CASES_COUNTED)

    def entries(self, ids: Iterable[str]) -> list[ItemEntry]:
        """The lines of items, in the order asked for."""
        return self._services.catalogue.entries(ids, self._today())

    def find(self, text: str) -> list[Found]:
        """What matches a text that somebody typed, best first."""
        return self._services.catalogue.search(text, self._today(), self._used)

    def _today(self) -> str:
        return self._services.clock.now().astimezone(CHINA).date().isoformat()


def _report(work: str, done: Future[Any]) -> None:
    """Nobody waits for this result; a failure must not vanish."""
    error = done.exception()
    if error is not None:
        failures.report(work, error)
