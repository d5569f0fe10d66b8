"""Comparing what the storage of files holds with what the database knows.

A worker that is killed, or a storage that fails, between the two leaves pieces nobody will ask for
again: they are swept away. Whole files are never removed: one that no row knows may be the only one
there is, as after a backup of the database was restored. One that such a database still waits for,
and its terminal brought long ago, is found. And a file that is gone is told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.results import FOLDER, object_name
from sync.platform.storage import AbsentObjectError, Storage, Stored
from sync.platform.store import Database, UploadRow
from sync.platform.store.uploads import COMPARED, MISSING, UNKNOWN
from sync.platform.uploads import pieces_name, whole_name

EVERY = timedelta(days=1)
SAFE_AGE = timedelta(days=1)
"""What is younger may still be written by somebody, or be known in a moment."""
_PIECES = re.compile(r"[0-9a-f]{64}\.\d{8}T\d{12}\.pieces")
_PARTIAL = re.compile(r"\.[a-z0-9_]{8}")
"""What a folder calls a file that is being written."""

_Thing = TypeVar("_Thing")


class _StoppedError(Exception):
    """The platform is about to end."""


@dataclass(slots=True)
class Stock:
    """What was found.

    Args:
        swept: uploads nobody goes on with, and partial files, that were removed.
        missing: files that came whole and are not there as they came, or cannot be read, by case.
        found: files that are here whole, and that the database waited for.
        unknown: objects that no row knows; left alone.
        results: names of results that are not there as they were kept.
    """

    swept: int = 0
    missing: list[UploadRow] = field(default_factory=list)
    found: list[UploadRow] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)


class Stocktaking:
    """Looks through a whole storage.

    Args:
        database: what is known.
        storage: what is there.
        clock: the platform's time.
        count: what is done with a file that is found; nothing, if somebody else does it.
    """

    def __init__(
        self,
        database: Database,
        storage: Storage,
        clock: Clock,
        count: Callable[[UploadRow], object] = lambda _: None,
    ) -> None:
        self._database = database
        self._storage = storage
        self._clock = clock
        self._count = count

    def take_if_due(self, go_on: Callable[[], bool]) -> Stock | None:
        """Compare once a day, whichever worker comes first.

        Args:
            go_on: False once the platform is about to end.

        Returns:
            None if it is not time, or it was told to stop.
        """
        now = int(self._clock.now().timestamp())
        with self._database.begin() as transaction:
            last = transaction.lock_counter(COMPARED)
            if last <= now < last + EVERY.total_seconds():
                return None
            transaction.set_counter(COMPARED, now)
        try:
            return self.take(go_on)
        except _StoppedError:
            self._give_back(last)
            return None
        except EnvironmentFault:
            self._give_back(last)
            raise

    def _give_back(self, last: int) -> None:
        """Let somebody else do it."""
        with self._database.begin() as transaction:
            transaction.lock_counter(COMPARED)
            transaction.set_counter(COMPARED, last)

    def take(self, go_on: Callable[[], bool] = lambda: True) -> Stock:
        """Compare now, sweep, and remember how much is missing and unknown.

        Raises:
            EnvironmentFault: database or storage cannot be used; what was swept stays swept.
        """
        before = self._clock.now() - SAFE_AGE
        stock = Stock()
        seen: set[str] = set()
        results: list[Stored] = []
        for terminal, objects in groupby(_while(go_on, self._storage.stored()), _terminal):
            if terminal == FOLDER:
                results = list(objects)
                continue
            self._compare(terminal, list(objects), before, stock, go_on)
            seen.add(terminal)
        self._compare_results(results, stock)
        with self._database.reading() as transaction:
            terminals = transaction.uploads.terminals()
        for terminal in terminals:
            if terminal not in seen:
                self._compare(terminal, [], before, stock, go_on)
        with self._database.begin() as transaction:
            lost = len(stock.missing) + len(stock.results)
            for name, count in ((MISSING, lost), (UNKNOWN, len(stock.unknown))):
                transaction.lock_counter(name)
                transaction.set_counter(name, count)
        return stock

    def _compare(
        self,
        terminal: str,
        objects: Iterable[Stored],
        before: datetime,
        stock: Stock,
        go_on: Callable[[], bool],
    ) -> None:
        # after the listing: an upload has its row before its first object, so that one of which
        # there is an object and no row as it was begun is over for good
        with self._database.reading() as transaction:
            rows = transaction.uploads.of_terminal(terminal)
        going_on = {pieces_name(row) for row in rows.values() if _is_going_on(row)}
        sizes: dict[str, int] = {}
        left: dict[str, datetime] = {}
        for one in objects:
            parts = one.name.split("/")[1:]
            match parts:
                case [*_, last] if _PARTIAL.fullmatch(last):
                    left[one.name] = one.changed_at
                case [folder, _] if _PIECES.fullmatch(folder):
                    name = f"{terminal}/{folder}"
                    left[name] = max(one.changed_at, left.get(name, one.changed_at))
                case [name] if name in rows:
                    sizes[name] = one.size
                case _:
                    stock.unknown.append(one.name)
        old = [
            name
            for name, changed_at in left.items()
            if name not in going_on and changed_at < before
        ]
        stock.swept += sum(map(self._is_removed, _while(go_on, old)))
        doubtful = [
            row
            for row in rows.values()
            if row.completed_at is not None and sizes.get(row.sha256) != row.size
        ]
        stock.missing += [row for row in _while(go_on, doubtful) if not self._is_here(row)]
        awaited = [
            row
            for row in rows.values()
            if row.completed_at is None and sizes.get(row.sha256) == row.size
        ]
        for row in _while(go_on, awaited):
            if self._is_whole(row, go_on):
                self._count(row)
                stock.found.append(row)

    def _compare_results(self, objects: Iterable[Stored], stock: Stock) -> None:
        """Whatever a result needs was put before its row was made."""
        with self._database.reading() as transaction:
            wanted = {object_name(one): size for one, size in transaction.results.sizes().items()}
        sizes = {one.name: one.size for one in objects}
        stock.unknown += [name for name in sizes if name not in wanted]
        doubtful = [name for name, size in wanted.items() if sizes.get(name) != size]
        stock.results += [name for name in doubtful if not self._holds(name, wanted[name])]

    def _is_removed(self, name: str) -> bool:
        try:
            self._storage.remove(name)
        except EnvironmentFault:
            self._storage.answers()  # it is this one alone: the next comparison tries again
            return False
        return True

    def _is_here(self, row: UploadRow) -> bool:
        return self._holds(whole_name(row), row.size)

    def _holds(self, name: str, size: int) -> bool:
        """Look again: it may have come since the listing."""
        try:
            return sum(map(len, self._storage.read(name))) == size
        except AbsentObjectError:
            return False
        except EnvironmentFault:
            self._storage.answers()  # it is this one alone, and nobody can read it
            return False

    def _is_whole(self, row: UploadRow, go_on: Callable[[], bool]) -> bool:
        digest = hashlib.sha256()
        try:
            for chunk in _while(go_on, self._storage.read(whole_name(row))):
                digest.update(chunk)
        except EnvironmentFault:
            self._storage.answers()  # as above; the terminal will bring it
            return False
        return digest.hexdigest() == row.sha256


def _while(go_on: Callable[[], bool], things: Iterable[_Thing]) -> Iterator[_Thing]:
    for one in things:
        if not go_on():
            raise _StoppedError
        yield one


def _terminal(one: Stored) -> str:
    return one.name.partition("/")[0]


def _is_going_on(row: UploadRow) -> bool:
    return row.begun_at is not None and row.completed_at is None
