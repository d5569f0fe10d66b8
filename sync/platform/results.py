"""Documents that came of cases: kept sealed until the citizen collects them.

A document is sealed with a key of its own, as files of cases are, and lies in the same storage. Its
key and what it is called are sealed to the platform's key: who reads the database or the storage
learns that there is a document, of which case and how large, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.decisions import Decisions, held_case
from sync.platform.keys import PlatformKeys
from sync.platform.states import State
from sync.platform.storage import FullStorageError, Storage
from sync.platform.store import ActRow, CaseRow, Database, ResultRow, Transaction
from sync.platform.uploads import RESERVE_BYTES
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.envelope import open_sealed, seal
from sync.protocol.result_kinds import ResultKind
from sync.protocol.sealed_files import MAX_FILE_BYTES, new_file_key, seal_file, sealed_size

FOLDER = "results"
"""What the objects of all documents are below."""
MOST_CHARACTERS = 100
"""Of a document's name."""
_PDF = b"%PDF-"
_BEFORE = frozenset({State.APPROVED, State.COLLECTED})
_TAKEN_IN = _BEFORE | {State.RESULT_READY}
_TAG = b"bianmin-result-v1\x00"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What may tell of people: a document's name, and the key it is opened with."""

    name: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What came of bringing a document.

    Args:
        case: as it is now.
        result: the document.
        news: whether it was brought for the first time.
    """

    case: CaseRow
    result: ResultRow
    news: bool


@dataclass(frozen=True, slots=True)
class _Bound:
    """What sealed particulars are bound to."""

    result_id: UUID
    key_id: str

    def info(self) -> bytes:
        return _TAG + canonical([str(self.result_id), self.key_id])


class Results:
    """The use-cases of results, as far as they concern who brings them.

    Args:
        database: where they are known.
        storage: where their bytes are.
        keys: what their particulars are sealed to.
        decisions: moves cases on.
        clock: the platform's time.
    """

    def __init__(
        self,
        database: Database,
        storage: Storage,
        keys: PlatformKeys,
        decisions: Decisions,
        clock: Clock,
    ) -> None:
        self._database = database
        self._storage = storage
        self._keys = keys
        self._decisions = decisions
        self._clock = clock

    def add(self, number: str, content: bytes, *, kind: ResultKind, name: str, actor: str) -> Added:
        """Keep a document and tell the case's terminal that it is ready; once, if brought again.

        Args:
            number: case number or deposit number, grouped or not.
            content: a PDF.
            kind: what it is.
            name: what the citizen reads it is called, one line.
            actor: who brings it, for the record.

        Raises:
            EnvironmentFault: ``case.unknown``; ``case.state``, the case is not approved;
                ``result.unusable``, no PDF or no name; ``files.full`` and ``files.storage``.
        """
        _require_usable(content, name)
        sha256 = sha256_hex(content)
        with self._database.begin() as transaction:
            case = held_case(transaction, number)
            before = _kept(transaction, case, sha256)
        if before is not None:
            return Added(case, before, news=False)
        free = self._storage.free_bytes()
        if free is not None and free - len(content) < RESERVE_BYTES:
            raise FullStorageError
        result_id, key, digest = self._clock.uuid7(), new_file_key(), hashlib.sha256()

        def sealed() -> Iterator[bytes]:
            for segment in seal_file(content, key):
                digest.update(segment)
                yield segment

        self._storage.put(object_name(result_id), sealed())
        sealing = self._keys.latest().public_keys[0]
        told = canonical({"name": name, "key": key.hex()})
        row = ResultRow(
            result_id=result_id,
            case_id=case.case_id,
            kind=kind,
            size=len(content),
            sha256=sha256,
            sealed_size=sealed_size(len(content)),
            sealed_sha256=digest.hexdigest(),
            key_id=sealing.key_id,
            particulars=seal(told, _Bound(result_id, sealing.key_id), sealing),
            actor=actor,
            at=self._clock.now(),
        )
        try:
            return self._file(case.case_number, row)
        finally:
            # asked anew: a line that broke may have broken behind the commit
            if not self._has(row):
                self._storage.remove(object_name(result_id))  # nobody will ever ask for it

    def _has(self, row: ResultRow) -> bool:
        with self._database.reading() as transaction:
            kept = transaction.results.of_case(row.case_id)
        return any(one.result_id == row.result_id for one in kept)

    def _file(self, number: str, row: ResultRow) -> Added:
        with self._database.begin() as transaction:
            case = held_case(transaction, number)
            before = _kept(transaction, case, row.sha256)
            if before is not None:  # brought twice at the same moment
                return Added(case, before, news=False)
            transaction.results.add(row)
            if case.state in _BEFORE:
                ready, now, actor = State.RESULT_READY, row.at, row.actor
                case = self._decisions.move(transaction, case, ready, now, actor=actor) or case
            transaction.record(ActRow(row.at, row.actor, f"result:add:{row.kind}", number))
        return Added(case, row, news=True)


def object_name(result_id: UUID) -> str:
    """The object with the sealed bytes of a document."""
    return f"{FOLDER}/{result_id}"


def result_id_of(name: str) -> UUID:
    """Which document an object is of."""
    return UUID(name.removeprefix(f"{FOLDER}/"))


def particulars_of(row: ResultRow, keys: PlatformKeys) -> Particulars:
    """What a document is called and opened with.

    Raises:
        EnvelopeError: they were sealed to a key that is gone.
    """
    context = _Bound(row.result_id, row.key_id)
    told = json.loads(open_sealed(row.particulars, context, keys.private_key(row.key_id)))
    return Particulars(told["name"], bytes.fromhex(told["key"]))


def _require_usable(content: bytes, name: str) -> None:
    said = ""
    if not content.startswith(_PDF):
        said = "The document is no PDF."
    elif len(content) > MAX_FILE_BYTES:
        said = f"The document has {len(content)} bytes; it may have {MAX_FILE_BYTES}."
    elif not name.strip() or len(name) > MOST_CHARACTERS or not name.isprintable():
        said = f"A document's name is one line of 1 to {MOST_CHARACTERS} characters."
    if said:
        raise EnvironmentFault("result.unusable", said, "Bring a PDF of at most 50 MiB.")


def _kept(transaction: Transaction, case: CaseRow, sha256: str) -> ResultRow | None:
    """The same document, if it was brought before to a case that may have results.

    Raises:
        EnvironmentFault: ``case.state``; it was not, and the case may have none.
    """
    rows = transaction.results.of_case(case.case_id)
    found = next((row for row in rows if row.sha256 == sha256), None)
    if found is None and case.state not in _TAKEN_IN:
        raise EnvironmentFault(
            "case.state",
            f"Case {case.case_number} is {case.state}: no result can be added.",
            f"Possible once it is {State.APPROVED}.",
        )
    return found
