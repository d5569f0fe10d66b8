"""Statements of every batch of messages, made once: making one costs more than asking it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Delete,
    Select,
    Table,
    Update,
    any_,
    bindparam,
    case,
    delete,
    literal,
    select,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from sync.platform.store import tables as t

LOOK_AHEAD = 500
"""Places of a queue that are looked at together."""
_OURS = {"feed_position", "quiet_at_us"}
TERMINAL = [column for column in t.terminals.c if column.name not in _OURS]
"""What a `TerminalRow` has."""
_KNOWN = ("id", "terminal", "sha256", "case_id")


def among(column: Column[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """Whether a column is one of those in the list that is given under a name."""
    # one statement for every number of values, which PostgreSQL plans once
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=postgresql.ARRAY(column.type)))
    return column.in_(bindparam(name, expanding=True))


def insert_into(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may have an ON CONFLICT clause: the two have the same under two names."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def insert_if_new(table: Table, dialect: str) -> ReturningInsert[Any]:
    """Insert a row; returns a row only if its key was not taken."""
    return insert_into(table, dialect).on_conflict_do_nothing().returning(literal(1))


@cache
def terminal() -> Select[Any]:
    """The terminal with a `number`."""
    return select(*TERMINAL).where(t.terminals.c.number == bindparam("number"))


@cache
def nonces_gone() -> Delete:
    """Forget the nonces of a `terminal` that have expired at a time `now`."""
    nonces = t.nonces.c
    return delete(t.nonces).where(
        nonces.terminal == bindparam("terminal"), nonces.expires_at <= bindparam("now")
    )


@cache
def request_allowed() -> Update:
    """Count a request of a terminal `number_` that was seen `now`.

    In microseconds since 1970: `at` is now, `latest` how long it must have been quiet at most, and
    `gap` what each request costs.
    """
    quiet = t.terminals.c.quiet_at_us
    at = bindparam("at", type_=quiet.type)
    return (
        update(t.terminals)
        .where(t.terminals.c.number == bindparam("number_"), quiet <= bindparam("latest"))
        .values(
            last_seen_at=bindparam("now"),
            quiet_at_us=case((quiet > at, quiet), else_=at) + bindparam("gap", type_=quiet.type),
        )
    )


@cache
def epoch_locked(dialect: str) -> ReturningInsert[Any]:
    """Hold an epoch of a terminal, and say how far it is held."""
    return (
        insert_into(t.epochs, dialect)
        .on_conflict_do_update(
            index_elements=[t.epochs.c.terminal, t.epochs.c.epoch], set_={"held": t.epochs.c.held}
        )
        .returning(t.epochs.c.held)
    )


@cache
def epoch_advanced() -> Update:
    """Move the mark `held` of the epoch `which` of the terminal `whose`."""
    epochs = t.epochs.c
    return (
        update(t.epochs)
        .where(epochs.terminal == bindparam("whose"), epochs.epoch == bindparam("which"))
        .values(held=bindparam("held"))
    )


@cache
def seqs_after() -> CompoundSelect[Any]:
    """What is taken after a place `mark` of an `epoch` of a `terminal`, some hundreds at most."""
    seqs = union(
        *(
            select(table.c.seq).where(
                table.c.terminal == bindparam("terminal"),
                table.c.epoch == bindparam("epoch"),
                table.c.seq > bindparam("mark"),
            )
            for table in (t.messages, t.quarantine, t.repeats)
        )
    )
    return seqs.order_by("seq").limit(LOOK_AHEAD)


@cache
def taken_positions(dialect: str) -> CompoundSelect[Any]:
    """Which of some `seqs` of an `epoch` of a `terminal` are taken."""
    return union(
        *(
            select(table.c.seq).where(
                table.c.terminal == bindparam("terminal"),
                table.c.epoch == bindparam("epoch"),
                among(table.c.seq, "seqs", dialect),
            )
            for table in (t.messages, t.repeats)
        )
    )


@cache
def known_messages(dialect: str) -> Select[Any]:
    """What decides about repeats of the messages with some `ids`."""
    columns = (t.messages.c[name] for name in _KNOWN)
    return select(*columns).where(among(t.messages.c.id, "ids", dialect))


@cache
def refused(dialect: str) -> Select[Any]:
    """What a `terminal` sent under some `ids` and was refused."""
    held = t.quarantine.c
    return select(held.message_id, held.sha256).where(
        held.terminal == bindparam("terminal"), among(held.message_id, "ids", dialect)
    )


@cache
def cases(dialect: str) -> Select[Any]:
    """Cases with one of some `ids` or deposit `numbers`."""
    case_id, number = t.cases.c.case_id, t.cases.c.deposit_number
    return select(t.cases).where(among(case_id, "ids", dialect) | among(number, "numbers", dialect))


@cache
def numbers_reserved(dialect: str) -> ReturningInsert[Any]:
    """Count counters on; their names, and how far they have come."""
    insert = insert_into(t.counters, dialect)
    last = t.counters.c.last
    return insert.on_conflict_do_update(
        index_elements=[t.counters.c.name], set_={"last": last + insert.excluded.last}
    ).returning(t.counters.c.name, last)


@cache
def positions_taken() -> ReturningUpdate[Any]:
    """Move the end of the feed of a terminal `number_` by `more`; where it is then."""
    end = t.terminals.c.feed_position
    return (
        update(t.terminals)
        .where(t.terminals.c.number == bindparam("number_"))
        .values(feed_position=end + bindparam("more"))
        .returning(end)
    )
