"""Everything the use-cases ask of the database, inside one transaction.

Statements are portable between SQLite and PostgreSQL. What decides about doubles is always a
constraint or a locked row, never a look before the write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import count, takewhile
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    Connection,
    Select,
    Table,
    case,
    delete,
    exists,
    func,
    select,
    update,
)

from sync.platform.store import batches
from sync.platform.store import tables as t
from sync.platform.store.batches import LOOK_AHEAD, among, insert_into
from sync.platform.store.catalogue import CatalogueRows
from sync.platform.store.checks import Checks
from sync.platform.store.commands import Commands
from sync.platform.store.copying import add_rows
from sync.platform.store.corrections import Corrections
from sync.platform.store.counters import lock_counter, set_counter
from sync.platform.store.credentials import Credentials
from sync.platform.store.exchange import Happenings
from sync.platform.store.handovers import Handovers
from sync.platform.store.health import Health
from sync.platform.store.listing import Listing
from sync.platform.store.notices import Notices
from sync.platform.store.openrosa import OpenRosaRows
from sync.platform.store.operators import Operators
from sync.platform.store.parts import Parts
from sync.platform.store.people import People
from sync.platform.store.ratings import Ratings
from sync.platform.store.records import (
    ActRow,
    CaseRow,
    FeedRow,
    KnownMessage,
    MessageRow,
    News,
    QuarantineRow,
    TerminalRow,
    TokenRow,
    UnsortedCase,
)
from sync.platform.store.results import Results
from sync.platform.store.tries import Tries
from sync.platform.store.uploads import Uploads

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record")
_US = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Transaction:
    """One open transaction; made by `Database.begin` and `Database.reading`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self.uploads = Uploads(connection)
        self.handovers = Handovers(connection)
        self.commands = Commands(connection)
        self.catalogue = CatalogueRows(connection)
        self.checks = Checks(connection)
        self.health = Health(connection)
        self.ratings = Ratings(connection)
        self.openrosa = OpenRosaRows(connection)
        self.happenings = Happenings(connection)
        self.notices = Notices(connection)
        self.listing = Listing(connection)
        self.corrections = Corrections(connection)
        self.operators = Operators(connection)
        self.parts = Parts(connection)
        self.tries = Tries(connection)
        self.credentials = Credentials(connection)
        self.results = Results(connection)
        self.people = People(connection)

    # --- tokens and terminals ---------------------------------------------------------------------

    def add_token(self, token: TokenRow) -> None:
        """Keep a new token."""
        self._connection.execute(t.tokens.insert().values(**_values(token)))

    def token(self, sha256: str) -> TokenRow | None:
        """A token by the hash of its secret."""
        return self._one(TokenRow, select(t.tokens).where(t.tokens.c.sha256 == sha256))

    def use_token(self, sha256: str, now: datetime) -> bool:
        """Use a token up; True for exactly one caller, and only before it expires."""
        used = self._connection.execute(
            update(t.tokens)
            .where(
                t.tokens.c.sha256 == sha256,
                t.tokens.c.used_at.is_(None),
                t.tokens.c.expires_at > now,
            )
            .values(used_at=now)
        )
        return used.rowcount == 1

    def add_terminal(self, terminal: TerminalRow) -> bool:
        """Keep a new terminal; False if its number or key is taken."""
        return self._insert(t.terminals, _values(terminal) | {"feed_position": 0})

    def terminal(self, number: str) -> TerminalRow | None:
        """A terminal by its number."""
        row = self._connection.execute(batches.terminal(), {"number": number}).mappings().first()
        return None if row is None else TerminalRow(**row)

    def terminals(self) -> list[TerminalRow]:
        """All terminals by number."""
        return self._all(TerminalRow, select(*batches.TERMINAL).order_by(t.terminals.c.number))

    def use_nonce(self, terminal: str, nonce: str, *, now: datetime, expires_at: datetime) -> bool:
        """Remember a nonce; False if it was used before."""
        # only its own: two workers that swept everything would wait for each other's rows
        self._connection.execute(batches.nonces_gone(), {"terminal": terminal, "now": now})
        return self._insert(
            t.nonces, {"terminal": terminal, "nonce": nonce, "expires_at": expires_at}
        )

    def allow(self, terminal: str, *, now: datetime, gap: timedelta, credit: timedelta) -> bool:
        """Count a request of a terminal that was seen now; False if it asks too often.

        The generic cell rate algorithm (ITU-T I.371): each request moves the moment at which the
        terminal has been quiet long enough by `gap`; it must not lie `credit` ahead of us.
        """
        at = (now - _EPOCH) // _US
        counted = self._connection.execute(
            batches.request_allowed(),
            {
                "number_": terminal,
                "now": now,
                "at": at,
                "latest": at + credit // _US,
                "gap": gap // _US,
            },
        )
        return counted.rowcount == 1

    def lock_counter(self, name: str) -> int:
        """The last number of a counter, 0 at first; nobody else counts until we are done."""
        return lock_counter(self._connection, name)

    def set_counter(self, name: str, last: int) -> None:
        """Remember how far a locked counter has come."""
        set_counter(self._connection, name, last)

    def reserve(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """Take numbers nobody else gets.

        PostgreSQL gives them in a transaction of their own that does not wait for the disk:
        otherwise every batch with a case of the same item would wait for the commit of the one
        before. They are on the disk with ours, which comes later in its log; they are lost with
        ours if that fails, and a gap stays.

        Args:
            wanted: how many, by counter.

        Returns:
            For each counter the number before the first of ours.
        """
        if not wanted:
            return {}
        if self._dialect != "postgresql":
            return self._reserve(self._connection, wanted)
        with self._connection.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            return self._reserve(connection, wanted)

    def _reserve(self, connection: Connection, wanted: Mapping[str, int]) -> dict[str, int]:
        # in one order, so that two workers never wait for each other
        rows = [{"name": name, "last": wanted[name]} for name in sorted(wanted)]
        reserved = connection.execute(batches.numbers_reserved(self._dialect), rows)
        return {row[0]: row[1] - wanted[row[0]] for row in reserved}

    # --- messages ---------------------------------------------------------------------------------

    def lock_epoch(self, terminal: str, epoch: UUID) -> int:
        """Hold back every other writer of this queue until we are done; how far it is held."""
        statement = batches.epoch_locked(self._dialect)
        held: int = self._connection.execute(
            statement, {"terminal": terminal, "epoch": epoch, "held": 0}
        ).scalar_one()
        return held

    def advance(self, terminal: str, epoch: UUID, held: int) -> int:
        """Move the mark of what is held without a gap, and return it."""
        mark, step = held, LOOK_AHEAD
        while step == LOOK_AHEAD:
            step = self._run_after(terminal, epoch, mark)
            mark += step
        if mark != held:
            self._connection.execute(
                batches.epoch_advanced(), {"whose": terminal, "which": epoch, "held": mark}
            )
        return mark

    def _run_after(self, terminal: str, epoch: UUID, mark: int) -> int:
        """How many positions right after `mark` are taken, looking at some hundreds at a time."""
        asked = {"terminal": terminal, "epoch": epoch, "mark": mark}
        found = self._connection.execute(batches.seqs_after(), asked).scalars()
        return sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(found, count(mark + 1)))
        )

    def known_messages(self, ids: Collection[UUID]) -> dict[UUID, KnownMessage]:
        """Which of these ids are here already."""
        found = self._connection.execute(batches.known_messages(self._dialect), {"ids": list(ids)})
        return {row.id: KnownMessage(*row) for row in found}

    def taken_positions(self, terminal: str, epoch: UUID, seqs: Collection[int]) -> set[int]:
        """Which of these positions of a queue are taken."""
        asked = {"terminal": terminal, "epoch": epoch, "seqs": list(seqs)}
        return set(
            self._connection.execute(batches.taken_positions(self._dialect), asked).scalars()
        )

    def add_repeats(self, terminal: str, places: Collection[tuple[UUID, int]]) -> None:
        """Keep places at which something came again that is kept under another place."""
        self._connection.execute(
            insert_into(t.repeats, self._dialect)
            .values([{"terminal": terminal, "epoch": e, "seq": seq} for e, seq in places])
            .on_conflict_do_nothing()
        )

    def add_messages(self, messages: Sequence[MessageRow]) -> None:
        """Keep accepted messages."""
        add_rows(self._connection, t.messages, messages)

    def message(self, message_id: UUID) -> MessageRow | None:
        """An accepted message by its id."""
        return self._one(MessageRow, select(t.messages).where(t.messages.c.id == message_id))

    def messages_of(self, case_id: UUID, kind: str) -> list[MessageRow]:
        """Accepted messages of one kind about one case, in the order they were received."""
        return self._all(
            MessageRow,
            select(t.messages)
            .where(t.messages.c.case_id == case_id, t.messages.c.kind == kind)
            .order_by(t.messages.c.received_at, t.messages.c.epoch, t.messages.c.seq),
        )

    def put_into_quarantine(self, row: QuarantineRow) -> None:
        """Keep a refused message; a repeat counts as another attempt with a newer reason."""
        insert = insert_into(t.quarantine, self._dialect).values(**_values(row))
        key = [t.quarantine.c.terminal, t.quarantine.c.message_id, t.quarantine.c.sha256]
        self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=key,
                set_={
                    "code": row.code,
                    "text": row.text,
                    "last_at": row.last_at,
                    "attempts": t.quarantine.c.attempts + 1,
                },
            )
        )

    def leave_quarantine(self, terminal: str, accepted: Mapping[UUID, str]) -> None:
        """Forget refusals of bytes that have been accepted now.

        Args:
            terminal: whose messages they are.
            accepted: their SHA-256 by id; other bytes refused under the same id stay.
        """
        asked = {"terminal": terminal, "ids": [str(one) for one in accepted]}
        held = self._connection.execute(batches.refused(self._dialect), asked).all()
        for message_id, sha256 in held:
            if accepted[UUID(message_id)] == sha256:
                self._connection.execute(
                    delete(t.quarantine).where(
                        t.quarantine.c.terminal == terminal,
                        t.quarantine.c.message_id == message_id,
                        t.quarantine.c.sha256 == sha256,
                    )
                )

    def quarantined(self) -> list[QuarantineRow]:
        """All refused messages, newest last."""
        return self._all(QuarantineRow, select(t.quarantine).order_by(t.quarantine.c.last_at))

    # --- cases and feed ---------------------------------------------------------------------------

    def add_cases(self, cases: Sequence[CaseRow]) -> None:
        """Keep new cases; they wait to be sorted."""
        add_rows(self._connection, t.cases, cases)
        add_rows(
            self._connection, t.unsorted_cases, [UnsortedCase(one.case_id, None) for one in cases]
        )

    def cases_among(
        self, case_ids: Collection[UUID], deposit_numbers: Collection[str]
    ) -> list[CaseRow]:
        """Cases with one of these ids or deposit numbers."""
        asked = {"ids": list(case_ids), "numbers": list(deposit_numbers)}
        found = self._connection.execute(batches.cases(self._dialect), asked)
        return [CaseRow(**row) for row in found.mappings()]

    def cases_by_number(self, number: str) -> list[CaseRow]:
        """Cases with this case number or deposit number, the one that was received first ahead.

        Only a deposit number can be that of several: copies of a store gave it to two people.
        """
        return self._all(
            CaseRow,
            select(t.cases)
            .where((t.cases.c.case_number == number) | (t.cases.c.deposit_number == number))
            .order_by(t.cases.c.received_at, t.cases.c.case_number),
        )

    def case_by_number(self, number: str) -> CaseRow | None:
        """The first case with this case number or deposit number."""
        return next(iter(self.cases_by_number(number)), None)

    def cases(self) -> list[CaseRow]:
        """All cases in the order they were received."""
        return self._all(
            CaseRow, select(t.cases).order_by(t.cases.c.received_at, t.cases.c.case_number)
        )

    def move(self, case: CaseRow, moved: CaseRow) -> bool:
        """Change a case's state and deadline; False if it is no longer in the state it had."""
        done = self._connection.execute(
            update(t.cases)
            .where(t.cases.c.case_id == case.case_id, t.cases.c.state == case.state)
            .values(
                state=moved.state,
                state_at=moved.state_at,
                yellow_at=moved.yellow_at,
                red_at=moved.red_at,
            )
        )
        return done.rowcount == 1

    def late(self, now: datetime) -> list[CaseRow]:
        """Cases nine tenths of whose limit are gone, the most urgent first."""
        return self._all(
            CaseRow, select(t.cases).where(t.cases.c.yellow_at <= now).order_by(t.cases.c.red_at)
        )

    def left_in(self, state: str, now: datetime) -> list[CaseRow]:
        """Cases, with all their files, whose limit ended in a state; some hundreds at a time."""
        return self._all(
            CaseRow,
            select(t.cases)
            .where(
                t.cases.c.yellow_at <= now,
                t.cases.c.red_at <= now,
                t.cases.c.state == state,
                ~exists().where(
                    t.uploads.c.case_id == t.cases.c.case_id, t.uploads.c.completed_at.is_(None)
                ),
            )
            .order_by(t.cases.c.case_number)
            .limit(LOOK_AHEAD),
        )

    def cases_of(self, terminals: Collection[str]) -> int:
        """How many cases came from these terminals."""
        counted = select(func.count()).where(among(t.cases.c.terminal, "terminals", self._dialect))
        asked = {"terminals": list(terminals)}
        return int(self._connection.execute(counted, asked).scalar_one())

    def cases_in(self, states: Collection[str]) -> list[CaseRow]:
        """Cases in one of some states."""
        return self._all(
            CaseRow,
            select(t.cases).where(t.cases.c.state.in_(states)).order_by(t.cases.c.case_number),
        )

    def take_positions(self, terminal: str, number: int) -> int:
        """Take places at the end of a terminal's feed; the last of them.

        They come from the terminal's row, whose lock lasts until commit: a reader can never see a
        later position before an earlier one.
        """
        last: int = self._connection.execute(
            batches.positions_taken(), {"number_": terminal, "more": number}
        ).scalar_one()
        return last

    def feed_position(self, terminal: str) -> int:
        """The last place that was taken in a terminal's feed."""
        statement = select(t.terminals.c.feed_position).where(t.terminals.c.number == terminal)
        last: int = self._connection.execute(statement).scalar_one()
        return last

    def feed_positions(self, terminals: Collection[str]) -> dict[str, int]:
        """The last places that were taken in these terminals' feeds."""
        numbers = t.terminals.c.number
        found = select(numbers, t.terminals.c.feed_position).where(numbers.in_(terminals))
        return dict(self._connection.execute(found).all())

    def skip_positions(self, terminal: str, position: int) -> None:
        """Let a terminal's feed go on behind a place, wherever it stands before it."""
        self._connection.execute(
            update(t.terminals)
            .where(t.terminals.c.number == terminal, t.terminals.c.feed_position < position)
            .values(feed_position=position)
        )

    def tell(self, terminal: str, news: Sequence[News]) -> None:
        """Append events to a terminal's feed."""
        last = self.take_positions(terminal, len(news))
        add_rows(
            self._connection,
            t.feed,
            [
                FeedRow(
                    terminal=terminal,
                    position=position,
                    case_id=one.case.case_id,
                    deposit_number=one.case.deposit_number,
                    case_number=one.case.case_number,
                    state=one.state,
                    at=one.at,
                    text=one.text,
                    actor=one.actor,
                )
                for position, one in enumerate(news, last - len(news) + 1)
            ],
        )

    def feed_after(self, terminal: str, position: int, limit: int) -> list[FeedRow]:
        """Events of a terminal's cases after a position, oldest first."""
        return self._all(
            FeedRow,
            select(t.feed)
            .where(t.feed.c.terminal == terminal, t.feed.c.position > position)
            .order_by(t.feed.c.position)
            .limit(limit),
        )

    def history(self, case_id: UUID) -> list[FeedRow]:
        """The states of one case, oldest first."""
        return self._all(
            FeedRow, select(t.feed).where(t.feed.c.case_id == case_id).order_by(t.feed.c.position)
        )

    # --- operators --------------------------------------------------------------------------------

    def record(self, act: ActRow) -> None:
        """Add what an operator did, for ever."""
        self._connection.execute(t.acts.insert().values(**_values(act)))

    def has_act(self, act: str, actor: str, end: str) -> bool:
        """Whether an act of somebody's is kept whose subject ends so."""
        found = select(t.acts.c.id).where(
            t.acts.c.act == act,
            t.acts.c.actor == actor,
            t.acts.c.subject.endswith(end, autoescape=True),
        )
        return self._connection.execute(found.limit(1)).first() is not None

    def acts(self) -> list[ActRow]:
        """All that operators did, oldest first."""
        columns = [t.acts.c[column.name] for column in fields(ActRow)]
        return self._all(ActRow, select(*columns).order_by(t.acts.c.id))

    # --- figures ----------------------------------------------------------------------------------

    def cases_by_state(self) -> dict[str, int]:
        """How many cases are in which state."""
        rows = self._connection.execute(
            select(t.cases.c.state, func.count()).group_by(t.cases.c.state)
        )
        return {row[0]: row[1] for row in rows}

    def lights(self, now: datetime) -> tuple[int, int]:
        """How many cases are yellow, and how many red."""
        red = case((t.cases.c.red_at <= now, 1), else_=0)
        counted = self._connection.execute(
            select(func.count(), func.coalesce(func.sum(red), 0)).where(t.cases.c.yellow_at <= now)
        ).one()
        return counted[0] - counted[1], counted[1]

    def totals(self) -> dict[str, int]:
        """How many terminals, accepted and quarantined messages there are."""
        counted: Iterable[tuple[str, Table]] = (
            ("terminals", t.terminals),
            ("messages", t.messages),
            ("quarantined", t.quarantine),
        )
        return {
            name: self._connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in counted
        }

    # --- small change -----------------------------------------------------------------------------

    def _one(self, record: type[Record], statement: Select[Any]) -> Record | None:
        row = self._connection.execute(statement).mappings().first()
        return None if row is None else record(**row)

    def _all(self, record: type[Record], statement: Select[Any]) -> list[Record]:
        return [record(**row) for row in self._connection.execute(statement).mappings()]

    def _insert(self, table: Table, values: dict[str, Any]) -> bool:
        statement = batches.insert_if_new(table, self._dialect)
        return self._connection.execute(statement, values).first() is not None


def _values(row: DataclassInstance) -> dict[str, Any]:
    # `asdict` would copy every value deeply; rows are flat and frozen
    return {column.name: getattr(row, column.name) for column in fields(row)}
