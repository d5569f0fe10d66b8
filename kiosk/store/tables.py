"""The tables. `migrations/` makes them; a test compares the two."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BLOB,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_MICROSECOND = timedelta(microseconds=1)


def moment(microseconds: int) -> datetime:
    """A moment as `Moment` stores it."""
    return _EPOCH + timedelta(microseconds=microseconds)


def microseconds(value: datetime) -> int:
    """A moment as the number that is stored."""
    return (value - _EPOCH) // _MICROSECOND


class Moment(TypeDecorator[datetime]):
    """An aware moment as whole microseconds since 1970: exact, comparable, small."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 # SQLAlchemy passes it
        """Moment to microseconds."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 # SQLAlchemy passes it
        """Microseconds to moment."""
        return None if value is None else moment(value)


class Identifier(TypeDecorator[UUID]):
    """A UUID as its sixteen bytes."""

    impl = BLOB
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 # SQLAlchemy passes it
        """UUID to bytes."""
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> UUID | None:  # noqa: ARG002 # SQLAlchemy passes it
        """Bytes to UUID."""
        return None if value is None else UUID(bytes=value)


class Json(TypeDecorator[Any]):
    """Plain JSON values as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002 # SQLAlchemy passes it
        """Value to text."""
        return _ENCODE(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 # SQLAlchemy passes it
        """Text to value."""
        return json.loads(value or "null")


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

database = Table(
    "database",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("person_secret", BLOB, nullable=False),
    Column("epoch", Identifier, nullable=False),
    Column("last_seq", Integer, nullable=False),
)
"""One row: what belongs to this copy of the database."""

terminal = Table(
    "terminal",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("platform_url", Text, nullable=False),
    Column("private_key", BLOB, nullable=False),
    Column("platform_keys", Json, nullable=False),
    Column("acknowledgement_keys", Json, nullable=False),
    Column("place", Text, nullable=False),
    Column("feed_wait_s", Integer, nullable=False),
    Column("batch_messages", Integer, nullable=False),
    Column("revoked_at", Moment),
    Column("next_key", BLOB),
)
"""At most one row: the identity enrolment gave."""

day_sequences = Table(
    "day_sequences",
    metadata,
    Column("day", Date, primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("given", Integer, nullable=False),
)
"""Rows of deposit numbers that were given on a day, by where they begin."""

cases = Table(
    "cases",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("case_id", Identifier, nullable=False),
    Column("number", Text, nullable=False),
    Column("person", BLOB, nullable=False),
    Column("item_id", Text, nullable=False),
    Column("item_version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("deposited_at", Moment, nullable=False),
    Column("receipt", Json, nullable=False),
    Column("platform_number", Text, nullable=False),
    Column("acknowledged_at", Moment),
    UniqueConstraint("case_id"),
    UniqueConstraint("number"),
    Index("ix_cases_person", "person"),
    Index(
        "ix_cases_platform_number",
        "platform_number",
        sqlite_where=text("platform_number <> ''"),
    ),
)

case_events = Table(
    "case_events",
    metadata,
    # the place in the platform's feed
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("case_id", Identifier, ForeignKey("cases.case_id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", Json, nullable=False),
    Index("ix_case_events_case_id", "case_id"),
)

prints = Table(
    "prints",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("case_id", Identifier, ForeignKey("cases.case_id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("result", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_prints_case_id", "case_id"),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("answer", BLOB, nullable=False),
)
"""Signed answers of the platform as received; one answers many messages."""

outbox = Table(
    "outbox",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("message_id", Identifier, nullable=False),
    Column("terminal", Text, nullable=False),
    Column("epoch", Identifier, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("sealed_epoch", Identifier, nullable=False),
    Column("sealed_seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("item_version", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("protocol_version", Integer, nullable=False),
    Column("case_id", Identifier, ForeignKey("cases.case_id")),
    Column("created_at", Moment, nullable=False),
    Column("created_monotonic", Float, nullable=False),
    Column("size", Integer, nullable=False),
    Column("signature", BLOB, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("due_at", Moment),
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("acknowledgement", Integer, ForeignKey("acknowledgements.number")),
    UniqueConstraint("message_id"),
    UniqueConstraint("epoch", "seq"),
    CheckConstraint(
        "state IN ('queued', 'sending', 'retry_wait', 'acknowledged', 'quarantined')",
        name="state",
    ),
    CheckConstraint("(state = 'sending') = (lease_owner IS NOT NULL)", name="lease"),
    CheckConstraint(
        "(state = 'acknowledged') = (acknowledgement IS NOT NULL)", name="acknowledged"
    ),
    Index("ix_outbox_case_id", "case_id"),
    # the agent asks all the time for what is not acknowledged, and for what is leased
    Index("ix_outbox_unsent", "position", "state", sqlite_where=text("state <> 'acknowledged'")),
    Index(
        "ix_outbox_unsent_state", "state", "position", sqlite_where=text("state <> 'acknowledged'")
    ),
)

bodies = Table(
    "bodies",
    metadata,
    Column("position", Integer, ForeignKey("outbox.position"), primary_key=True),
    Column("body", BLOB, nullable=False),
)
"""Sealed bytes apart from their delivery columns, so that an attempt does not rewrite them."""

files = Table(
    "files",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("case_id", Identifier, ForeignKey("cases.case_id"), nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("due_at", Moment),
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("acknowledgement", Integer, ForeignKey("acknowledgements.number")),
    UniqueConstraint("sha256"),
    CheckConstraint(
        "state IN ('queued', 'sending', 'retry_wait', 'acknowledged', 'quarantined')",
        name="state",
    ),
    CheckConstraint("(state = 'sending') = (lease_owner IS NOT NULL)", name="lease"),
    CheckConstraint(
        "(state = 'acknowledged') = (acknowledgement IS NOT NULL)", name="acknowledged"
    ),
    Index("ix_files_unsent", "position", "state", sqlite_where=text("state <> 'acknowledged'")),
    Index(
        "ix_files_unsent_state", "state", "position", sqlite_where=text("state <> 'acknowledged'")
    ),
    Index("ix_files_unsent_case_id", "case_id", sqlite_where=text("state <> 'acknowledged'")),
)

file_parts = Table(
    "file_parts",
    metadata,
    Column("position", Integer, ForeignKey("files.position"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", BLOB, nullable=False),
)
"""Sealed bytes of a file in parts of one size; gone once the platform has signed for the file."""

tallies = Table(
    "tallies",
    metadata,
    Column("lane", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many messages and files are in which state, and bytes of files still to go; kept by triggers
of the database (step 0003), so that nobody ever counts a long queue."""

commands = Table(
    "commands",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("command_id", Identifier, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("command_id"),
    CheckConstraint("state IN ('taken', 'under_way', 'settled')", name="state"),
)
"""What operators of the platform want done; `position` is that of the platform's feed."""

notices = Table(
    "notices",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("notice_id", Identifier, nullable=False),
    Column("begins_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("title", Json, nullable=False),
    Column("text", Json, nullable=False),
    UniqueConstraint("notice_id"),
)
"""What everybody is to know; `position` is that of the platform's feed."""

corrections = Table(
    "corrections",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("case_id", Identifier, ForeignKey("cases.case_id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Text, nullable=False),
    Column("missing", Json, nullable=False),
    Index("ix_corrections_case_id", "case_id"),
)
"""What is missing in cases; `position` is that of the platform's feed, `until` a day."""

audit = Table(
    "audit",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("sha256", Text, nullable=False),
)
"""What was done to this terminal; `sha256` makes it a chain (`kiosk.cases.audit`)."""

link = Table(
    "link",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("online", Integer, nullable=False),
    Column("last_contact", Moment),
    Column("problem", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("clock_offset_s", Float, nullable=False),
    Column("cursor", Integer, nullable=False),
)
"""One row, written by the agent alone."""
