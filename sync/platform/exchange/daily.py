"""The daily upload: what happened to cases on one day, in the names of the national exchange."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.exchange.codes import read_codes
from sync.platform.exchange.records import Event, Records
from sync.platform.exchange.writing import FORMAT, DayFolder, day_folder
from sync.platform.keys import PlatformKeys
from sync.platform.opened import open_case
from sync.platform.routing import rule_of
from sync.platform.states import State
from sync.platform.store import ActRow, Database, ItemRow, Transaction
from sync.platform.supervision.timekeeper import Timekeeper, timekeeper
from sync.protocol.body import CaseBody
from sync.protocol.numbers import LOCAL_TIME, local_day


@dataclass(frozen=True, slots=True)
class Upload:
    """What was written.

    Args:
        folder: where.
        manifest: what it holds.
        changed: whether it was not there just so already.
    """

    folder: Path
    manifest: Mapping[str, Any]
    changed: bool

    @property
    def unreadable(self) -> list[str]:
        """Numbers of accepted cases that could not be opened and are left out."""
        found: list[str] = self.manifest["unreadable"]
        return found

    @property
    def records(self) -> dict[str, int]:
        """How many records there are, by file."""
        return {name: one["records"] for name, one in self.manifest["files"].items()}


def daily_upload(
    database: Database,
    keys: PlatformKeys,
    day: date,
    out: Path,
    *,
    data: Path,
    actor: str,
    clock: Clock,
) -> Upload:
    """Write the files of one day into a folder of its own; the same day again gives the same bytes.

    Args:
        database: where the cases are.
        keys: what they are opened with.
        day: from midnight to midnight in Beijing; not one that is still to come.
        out: gets a folder named like the day.
        data: the platform's folder, for codes and working days.
        actor: who does this, for the record.
        clock: the platform's time.

    Raises:
        EnvironmentFault: ``exchange.day``, ``exchange.codes``, ``exchange.file``,
            ``exchange.busy``; database or calendar cannot be used.
    """
    today = local_day(clock.now())
    if day > today:
        raise EnvironmentFault(
            "exchange.day", f"{day} has not begun.", "Name a day that is over with --date."
        )
    records = Records(read_codes(data), day)
    keeper = timekeeper(data)
    folder = out / f"{day}"
    with day_folder(folder) as files:
        with database.reading() as transaction:
            reader = _Reader(transaction, keys, keeper)
            for event in reader.events(day):
                _add(files, records, reader, event)
        manifest = {
            "format": FORMAT,
            "day": f"{day}",
            "complete": day < today,
            "files": files.described(),
            "unreadable": reader.unreadable,
        }
        counts = " + ".join(f"{table.records}" for table in files.tables.values())
        with database.begin() as writing:  # before anybody can take the files away
            writing.record(ActRow(clock.now(), actor, "daily-upload", f"{day}: {counts} records"))
        return Upload(folder, manifest, files.publish(manifest))


def _add(files: DayFolder, records: Records, reader: _Reader, event: Event) -> None:
    """Write what an event says in each of the tables."""
    files.tables["up_pro_process"].add(records.process(event))
    if event.accepts and (body := reader.body(event)) is not None:
        files.tables["up_pro_accept"].add(records.accept(event, body, reader.promised(event)))
        for material in records.materials(event, body):
            files.tables["up_pro_material"].add(material)
    if event.ends:
        files.tables["up_pro_result"].add(records.result(event, reader.satisfaction(event)))


class _Reader:
    """What records need besides events."""

    def __init__(self, transaction: Transaction, keys: PlatformKeys, keeper: Timekeeper) -> None:
        self._transaction = transaction
        self._keys = keys
        self._keeper = keeper
        self._items: dict[tuple[str, str], ItemRow | None] = {}
        self.unreadable: list[str] = []

    def events(self, day: date) -> Iterator[Event]:
        """What happened on a day, in the order it happened."""
        start = datetime.combine(day, time(), LOCAL_TIME)
        happened = self._transaction.happenings.between(start, start + timedelta(days=1))
        for case, here, past in happened:
            yield Event(case, here, past, self._item(case.item_id, case.item_version))

    def _item(self, item_id: str, version: str) -> ItemRow | None:
        """The version of an item, if it is here."""
        key = (item_id, version)
        if key not in self._items:
            self._items[key] = self._transaction.catalogue.item(item_id, version)
        return self._items[key]

    def body(self, event: Event) -> CaseBody | None:
        """The case as it was sealed; None, and noted, if it cannot be opened."""
        try:
            return open_case(self._transaction, event.case, self._keys)
        except EnvironmentFault as fault:
            if fault.code.startswith("store.") and fault.code != "store.corrupt":
                raise
            self.unreadable.append(event.case.case_number)
            return None

    def satisfaction(self, event: Event) -> str:
        """Level of the case's rating; empty if it has none, for it may still come."""
        rating = self._transaction.ratings.of(event.case.case_id)
        return rating.satisfaction if rating else ""

    def promised(self, event: Event) -> datetime | None:
        """When a case that was accepted by this event had to be decided, as it was said then."""
        history = [(State(one.state), one.at) for one in (*event.past, event.here)]
        case = event.case
        rule = rule_of(self._transaction, case.item_id, case.item_version)
        due = self._keeper.deadline(rule.limit, history)
        return due.red if due else None
