"""Importing a catalogue: all of it in one transaction, or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.catalogue.reading import ReadCatalogue, ReadFile, ReadItem, read_catalogue
from sync.platform.catalogue.unpacking import unpacked
from sync.platform.store import ActRow, Database, ItemRow, Transaction
from sync.protocol.canonical import sha256_hex

_BYTES_AT_ONCE = 4 * 1024 * 1024
"""Of contents in memory while they are written."""


@dataclass(frozen=True, slots=True)
class Import:
    """What an import did, or would do.

    Args:
        added: items that were not here, with their versions, by id.
        changed: items of which another version was here.
        unchanged: how many are here as they are.
        home: whether ``home.json`` is another one now.
        warnings: how many things the form check warned of.
        size: bytes of all files.
        problems: why nothing was imported; empty if nothing speaks against it.
        untold: how many more problems there are.
    """

    added: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    unchanged: int = 0
    home: bool = False
    warnings: int = 0
    size: int = 0
    problems: tuple[str, ...] = ()
    untold: int = 0

    def as_json(self) -> dict[str, Any]:
        """It as a JSON object."""
        return {
            "ok": not self.problems,
            "added": dict(self.added),
            "changed": dict(self.changed),
            "unchanged": self.unchanged,
            "home": self.home,
            "warnings": self.warnings,
            "size": self.size,
            "problems": list(self.problems),
            "untold": self.untold,
        }


def import_catalogue(
    database: Database, source: Path, *, actor: str, clock: Clock, dry_run: bool = False
) -> Import:
    """Check a catalogue and keep what is new in it.

    A version of an item is never changed: the same one with another content is refused. What is
    not in `source` stays as it is.

    Args:
        database: where it is kept.
        source: its folder, or a zip file of it.
        actor: who does this, for the record.
        clock: the platform's time.
        dry_run: only say what would be done.

    Returns:
        What was done; with problems, nothing was.

    Raises:
        EnvironmentFault: the source cannot be read, is too large, or changed meanwhile; the
            database is unusable.
    """
    with database.reading() as transaction:
        known = transaction.catalogue.versions()
    with (
        unpacked(source) as folder,
        tempfile.TemporaryDirectory(prefix="bianmin-forms-") as scratch,
    ):
        found = read_catalogue(folder, Path(scratch), known)
        if dry_run or found.problems:
            with database.reading() as transaction:
                return _compared(transaction, found)
        with database.begin() as transaction:
            number = transaction.catalogue.begin_import()
            done = _compared(transaction, found)
            if not done.problems:
                _write(transaction, found, done, number, clock)
                transaction.record(
                    ActRow(
                        clock.now(),
                        actor,
                        "import-catalogue",
                        f"{len(done.added)} items added, {len(done.changed)} changed, "
                        f"{done.unchanged} unchanged",
                    )
                )
        return done


def _compared(transaction: Transaction, found: ReadCatalogue) -> Import:
    """What an import would do, by what is here now."""
    here = transaction.catalogue.versions()
    ids = {item_id for item_id, _ in here}
    added: dict[str, str] = {}
    changed: dict[str, str] = {}
    unchanged = 0
    for item_id, item in found.items.items():
        version = item.facts.version
        kept = here.get((item_id, version))
        if kept is None:
            (changed if item_id in ids else added)[item_id] = version
        elif kept == item.sha256:
            unchanged += 1
        else:
            found.tell(
                f"{item_id}: version {version} was imported before with another content. "
                "Raise the version in item.json."
            )
    home = found.home is not None and found.home.sha256 != transaction.catalogue.home()
    return Import(
        added=added,
        changed=changed,
        unchanged=unchanged,
        home=home,
        warnings=found.warnings,
        size=found.size,
        problems=tuple(found.problems),
        untold=found.untold,
    )


def _write(
    transaction: Transaction, found: ReadCatalogue, done: Import, number: int, clock: Clock
) -> None:
    new = [found.items[item_id] for item_id in (*done.added, *done.changed)]
    files = {one.sha256: one for item in new for one in item.files.values()}
    if found.home is not None and done.home:
        files[found.home.sha256] = found.home
    absent = list(transaction.catalogue.absent(files))
    for contents in _contents(files[sha256] for sha256 in absent):
        transaction.catalogue.add_objects(contents)
    now = clock.now()
    for item in new:
        transaction.catalogue.add_item(
            _row(item, number, clock), {name: one.sha256 for name, one in item.files.items()}
        )
    if found.home is not None and done.home:
        transaction.catalogue.add_home(number, found.home.sha256, now)


def _contents(files: Iterator[ReadFile]) -> Iterator[dict[str, bytes]]:
    """Contents by their SHA-256, some MiB at a time.

    Raises:
        EnvironmentFault: ``catalogue.changed``, a file is not what was checked.
    """
    some: dict[str, bytes] = {}
    size = 0
    for file in files:
        content = file.path.read_bytes()
        if sha256_hex(content) != file.sha256:
            raise EnvironmentFault(
                "catalogue.changed",
                f"{file.path} was changed while the catalogue was imported.",
                "Import it again when nobody works on it.",
            )
        some[file.sha256] = content
        size += len(content)
        if size >= _BYTES_AT_ONCE:
            yield some
            some, size = {}, 0
    if some:
        yield some


def _row(item: ReadItem, number: int, clock: Clock) -> ItemRow:
    facts = item.facts
    return ItemRow(
        item_id=facts.id,
        version=facts.version,
        sha256=item.sha256,
        position=number,
        item_code=facts.item_code,
        name=item.name,
        form_id=facts.form_id,
        form_version=facts.form_version,
        handling=facts.handling,
        limit_number=facts.promised_limit.number,
        limit_unit=facts.promised_limit.unit,
        authority=facts.authority.name.in_language("zh_CN"),
        authority_code=facts.authority.uscc,
        added_at=clock.now(),
    )
