"""Everything the use-cases ask of the database, inside one transaction.

Statements are portable between SQLite and PostgreSQL. What decides about doubles is always a
constraint or a locked row, never a look before the write.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import count, takewhile
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Select, Table, delete, func, select, union, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.platform.store import tables as t
from sync.platform.store.records import (
    CaseRow,
    FeedRow,
    MessageRow,
    QuarantineRow,
    TerminalRow,
    TokenRow,
)

Record = TypeVar("Record")
_LOOK_AHEAD = 500
_TERMINAL = [column for column in t.terminals.c if column.name != "feed_position"]


class Transaction:
    """One open transaction; made by `Database.begin` and `Database.reading`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- tokens and terminals ---------------------------------------------------------------------

    def add_token(self, token: TokenRow) -> None:
        """Keep a new token."""
        self._connection.execute(t.tokens.insert().values(**asdict(token)))

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
        return self._insert(t.terminals, asdict(terminal) | {"feed_position": 0})

    def terminal(self, number: str) -> TerminalRow | None:
        """A terminal by its number."""
        return self._one(TerminalRow, select(*_TERMINAL).where(t.terminals.c.number == number))

    def terminals(self) -> list[TerminalRow]:
        """All terminals by number."""
        return self._all(TerminalRow, select(*_TERMINAL).order_by(t.terminals.c.number))

    def use_nonce(self, terminal: str, nonce: str, *, now: datetime, expires_at: datetime) -> bool:
        """Remember a nonce and that the terminal was seen; False if it was used before."""
        self._connection.execute(delete(t.nonces).where(t.nonces.c.expires_at <= now))
        self._connection.execute(
            update(t.terminals).where(t.terminals.c.number == terminal).values(last_seen_at=now)
        )
        return self._insert(
            t.nonces, {"terminal": terminal, "nonce": nonce, "expires_at": expires_at}
        )

    def count(self, name: str) -> int:
        """The next number of a counter, from 1; never the same twice."""
        insert = self._dialect_insert(t.counters).values(name=name, last=1)
        statement = insert.on_conflict_do_update(
            index_elements=[t.counters.c.name], set_={"last": t.counters.c.last + 1}
        ).returning(t.counters.c.last)
        number: int = self._connection.execute(statement).scalar_one()
        return number

    # --- messages ---------------------------------------------------------------------------------

    def lock_epoch(self, terminal: str, epoch: UUID) -> int:
        """Hold back every other writer of this queue until we are done; how far it is held."""
        insert = self._dialect_insert(t.epochs).values(terminal=terminal, epoch=epoch, held=0)
        statement = insert.on_conflict_do_update(
            index_elements=[t.epochs.c.terminal, t.epochs.c.epoch], set_={"held": t.epochs.c.held}
        ).returning(t.epochs.c.held)
        held: int = self._connection.execute(statement).scalar_one()
        return held

    def advance(self, terminal: str, epoch: UUID, held: int) -> int:
        """Move the mark of what is held without a gap, and return it."""
        mark = held
        while step := self._run_after(terminal, epoch, mark):
            mark += step
        if mark != held:
            self._connection.execute(
                update(t.epochs)
                .where(t.epochs.c.terminal == terminal, t.epochs.c.epoch == epoch)
                .values(held=mark)
            )
        return mark

    def _run_after(self, terminal: str, epoch: UUID, mark: int) -> int:
        """How many positions right after `mark` are taken, looking at some hundreds at a time."""
        seqs = union(
            *(
                select(table.c.seq).where(
                    table.c.terminal == terminal, table.c.epoch == epoch, table.c.seq > mark
                )
                for table in (t.messages, t.quarantine)
            )
        )
        found = self._connection.execute(seqs.order_by("seq").limit(_LOOK_AHEAD)).scalars()
        return sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(found, count(mark + 1)))
        )

    def add_message(self, message: MessageRow) -> bool:
        """Keep an accepted message; False if its id or its position is taken."""
        return self._insert(t.messages, asdict(message))

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
        insert = self._dialect_insert(t.quarantine).values(**asdict(row))
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

    def leave_quarantine(self, terminal: str, message_id: UUID, sha256: str) -> None:
        """Forget a refusal: the same bytes have been accepted now."""
        self._connection.execute(
            delete(t.quarantine).where(
                t.quarantine.c.terminal == terminal,
                t.quarantine.c.message_id == str(message_id),
                t.quarantine.c.sha256 == sha256,
            )
        )

    def quarantined(self) -> list[QuarantineRow]:
        """All refused messages, newest last."""
        return self._all(QuarantineRow, select(t.quarantine).order_by(t.quarantine.c.last_at))

    # --- cases and feed ---------------------------------------------------------------------------

    def add_case(self, case: CaseRow) -> None:
        """Keep a new case."""
        self._connection.execute(t.cases.insert().values(**asdict(case)))

    def case(self, case_id: UUID) -> CaseRow | None:
        """A case by its id."""
        return self._one(CaseRow, select(t.cases).where(t.cases.c.case_id == case_id))

    def case_by_number(self, number: str) -> CaseRow | None:
        """A case by its case number or its deposit number."""
        return self._one(
            CaseRow,
            select(t.cases).where(
                (t.cases.c.case_number == number) | (t.cases.c.deposit_number == number)
            ),
        )

    def cases(self) -> list[CaseRow]:
        """All cases in the order they were received."""
        return self._all(
            CaseRow, select(t.cases).order_by(t.cases.c.received_at, t.cases.c.case_number)
        )

    def set_state(self, case_id: UUID, *, old: str, new: str, at: datetime) -> bool:
        """Move a case from one state to the next; False if it is no longer in `old`."""
        moved = self._connection.execute(
            update(t.cases)
            .where(t.cases.c.case_id == case_id, t.cases.c.state == old)
            .values(state=new, state_at=at)
        )
        return moved.rowcount == 1

    def tell(self, case: CaseRow, *, state: str, at: datetime, text: str, actor: str) -> None:
        """Append an event to the feed of the case's terminal.

        The position comes from the terminal's row, whose lock lasts until commit: a reader can
        never see a later position before an earlier one.
        """
        position = self._connection.execute(
            update(t.terminals)
            .where(t.terminals.c.number == case.terminal)
            .values(feed_position=t.terminals.c.feed_position + 1)
            .returning(t.terminals.c.feed_position)
        ).scalar_one()
        event = FeedRow(
            terminal=case.terminal,
            position=position,
            case_id=case.case_id,
            deposit_number=case.deposit_number,
            case_number=case.case_number,
            state=state,
            at=at,
            text=text,
            actor=actor,
        )
        self._connection.execute(t.feed.insert().values(**asdict(event)))

    def feed_after(self, terminal: str, position: int, limit: int) -> list[FeedRow]:
        """Events of a terminal after a position, oldest first."""
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

    # --- figures ----------------------------------------------------------------------------------

    def cases_by_state(self) -> dict[str, int]:
        """How many cases are in which state."""
        rows = self._connection.execute(
            select(t.cases.c.state, func.count()).group_by(t.cases.c.state)
        )
        return {row[0]: row[1] for row in rows}

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
        statement = self._dialect_insert(table).values(**values).on_conflict_do_nothing()
        return self._connection.execute(statement).rowcount == 1

    def _dialect_insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        # the two have the same ON CONFLICT clause under two names
        if self._connection.dialect.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)
