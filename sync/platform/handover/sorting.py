"""Reading which departments a case is for, once all of it is here."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from uuid import UUID

import structlog

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.keys import PlatformKeys
from sync.platform.opened import open_case
from sync.platform.store import CaseRow, Database, PartRow, Transaction

NAME = re.compile(r"[\w.-]{1,64}")
"""What a department may be called."""
MOST_DEPARTMENTS = 64
"""Of one case; a terminal could name any number of them."""
_AT_ONCE = 100
_LOOK_AGAIN = timedelta(hours=1)
_events = structlog.get_logger()


class Sorter:
    """Makes a row for every department that a case is for.

    Also for departments nobody has added: whoever is added later finds what came before.

    Args:
        database: where the cases are.
        keys: what they are opened with.
        clock: time and ids.
    """

    def __init__(self, database: Database, keys: PlatformKeys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    def sort(self) -> int | None:
        """Sort some hundred cases; how many of them nobody else did, None if there were none.

        A case that cannot be read is left alone for an hour, and the others go on.

        Raises:
            EnvironmentFault: the database is unusable.
        """
        found, unread = self._look()
        if unread:
            with self._database.begin() as transaction:
                for case_id in sorted(unread):
                    transaction.handovers.look_again(case_id, self._clock.now() + _LOOK_AGAIN)
        return self._keep(found) if found or unread else None

    def _look(self) -> tuple[dict[UUID, list[str]], list[UUID]]:
        """Cases and their departments, and cases that cannot be read."""
        found: dict[UUID, list[str]] = {}
        unread: list[UUID] = []
        with self._database.reading() as transaction:
            for case in transaction.handovers.unsorted(self._clock.now(), _AT_ONCE):
                try:
                    found[case.case_id] = self._departments(transaction, case)
                except EnvironmentFault as fault:
                    if fault.code.startswith("store.") and fault.code != "store.corrupt":
                        raise
                    _events.error("handover.unsorted", case=case.case_number, code=fault.code)
                    unread.append(case.case_id)
                except Exception:  # noqa: BLE001 # a mistake of ours with one case stops no other
                    _events.exception(
                        "handover.unsorted", case=case.case_number, code="platform.bug"
                    )
                    unread.append(case.case_id)
        return found, unread

    def _departments(self, transaction: Transaction, case: CaseRow) -> list[str]:
        named = sorted(open_case(transaction, case, self._keys).routing)
        usable = [name for name in named if NAME.fullmatch(name)][:MOST_DEPARTMENTS]
        if len(usable) < len(named):
            left_out = len(named) - len(usable)
            _events.error("handover.strange_routing", case=case.case_number, left_out=left_out)
        return usable

    def _keep(self, found: dict[UUID, list[str]]) -> int:
        taken: list[UUID] = []
        now = self._clock.now()
        with self._database.begin() as transaction:
            given: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
            for case_id in sorted(found):  # in one order, so that two never wait for each other
                if not transaction.handovers.take_unsorted(case_id):
                    continue  # somebody else was first
                taken.append(case_id)
            bundles: dict[UUID, list[PartRow]] = defaultdict(list)
            for part in transaction.parts.of_cases(taken):
                bundles[part.case_id].append(part)
            before = transaction.handovers.given(
                bundles, {one for case_id in bundles for one in found[case_id]} | _named(bundles)
            )
            for case_id in taken:
                departments = found[case_id]
                if case_id in bundles:
                    departments = _of_bundle(departments, bundles[case_id], before[case_id])
                for department in departments:
                    given[department].append((self._clock.uuid7(), case_id))
            transaction.handovers.give(given, now)
        return len(taken)


def _named(bundles: dict[UUID, list[PartRow]]) -> set[str]:
    return {part.department for parts in bundles.values() for part in parts}


def _of_bundle(routed: list[str], parts: list[PartRow], before: set[str]) -> list[str]:
    """Who gets a bundle now: everybody it is routed to but those whose part waits or has it."""
    begun = {part.department: part.started_at is not None for part in parts}
    return sorted(one for one in {*routed, *begun} - before if begun.get(one, True))
