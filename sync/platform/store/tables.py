"""The tables; portable between SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    false,
    text,
)


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment; SQLite has no zones, so everything is UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware moment into UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the zone back where the database forgot it."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

tokens = Table(
    "tokens",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("place", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("expires_at", UtcMoment, nullable=False),
    Column("used_at", UtcMoment),
    Column("replaces", Boolean, nullable=False, server_default=false()),
)

terminals = Table(
    "terminals",
    metadata,
    Column("number", String(4), primary_key=True),
    Column("public_key", LargeBinary, nullable=False, unique=True),
    Column("place", String(200), nullable=False),
    Column("facts", Text, nullable=False),
    Column("token_sha256", ForeignKey("tokens.sha256"), nullable=False),
    Column("enrolled_at", UtcMoment, nullable=False),
    Column("last_seen_at", UtcMoment),
    Column("feed_position", BigInteger, nullable=False, default=0),
    Column("quiet_at_us", BigInteger, nullable=False, server_default=text("0")),
    Column("revoked_at", UtcMoment),
    Column("revoked_because", String(200), nullable=False, server_default=""),
    Column("wiped_at", UtcMoment),
    Column("wiped_kept", BigInteger),
    Column("next_key", LargeBinary),
)

former_keys = Table(
    "former_keys",
    metadata,
    Column("public_key", LargeBinary, primary_key=True),
    Column("terminal", ForeignKey("terminals.number"), nullable=False, index=True),
    Column("until", UtcMoment, nullable=False),
    Column("revoked_at", UtcMoment),
    Column("revoked_because", String(200), nullable=False, server_default=""),
    Column("wiped_at", UtcMoment),
    Column("wiped_kept", BigInteger),
)
"""What terminals signed with before: envelopes that were sealed then carry it, and a stolen one
whose number another has got is still to wipe itself."""

enrolment_tries = Table(
    "enrolment_tries",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("quiet_at_us", BigInteger, nullable=False),
)
"""Addresses and replaced keys that were refused lately; see `sync.platform.store.tries`."""

nonces = Table(
    "nonces",
    metadata,
    Column("terminal", String(4), primary_key=True),
    Column("nonce", String(64), primary_key=True),
    Column("expires_at", UtcMoment, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("last", BigInteger, nullable=False),
)

epochs = Table(
    "epochs",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("epoch", Uuid, primary_key=True),
    Column("held", BigInteger, nullable=False),
)

repeats = Table(
    "repeats",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("epoch", Uuid, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
)
"""Places at which a message came again that is kept under another place, after a fork."""

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("terminal", ForeignKey("terminals.number"), nullable=False),
    Column("epoch", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("case_id", Uuid, index=True),
    Column("protocol_version", Integer, nullable=False),
    Column("item_version", String(200), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed_epoch", Uuid, nullable=False),
    Column("sealed_seq", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("received_at", UtcMoment, nullable=False),
    UniqueConstraint("terminal", "epoch", "seq"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("message_id", String(36), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("epoch", Uuid),
    Column("seq", BigInteger),
    Column("code", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("envelope", LargeBinary),
    Column("first_at", UtcMoment, nullable=False),
    Column("last_at", UtcMoment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_quarantine_terminal_epoch_seq", "terminal", "epoch", "seq"),
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("case_number", String(50), nullable=False, unique=True),
    Column("deposit_number", String(16), nullable=False, index=True),
    Column("terminal", ForeignKey("terminals.number"), nullable=False),
    Column("message_id", ForeignKey("messages.id"), nullable=False, unique=True),
    Column("item_id", String(200), nullable=False),
    Column("item_code", String(33), nullable=False),
    Column("item_version", String(200), nullable=False),
    Column("state", String(32), nullable=False),
    Column("state_at", UtcMoment, nullable=False),
    Column("received_at", UtcMoment, nullable=False),
    Column("yellow_at", UtcMoment, index=True),
    Column("red_at", UtcMoment),
    Column("person", LargeBinary, index=True),
    # pages of cases, the newest first
    Index("ix_cases_received", "received_at", "case_id"),
    Index("ix_cases_state_received", "state", "received_at", "case_id"),
    Index("ix_cases_terminal_received", "terminal", "received_at", "case_id"),
)

feed = Table(
    "feed",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False, index=True),
    Column("deposit_number", String(16), nullable=False),
    Column("case_number", String(50), nullable=False),
    Column("state", String(32), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("text", Text, nullable=False),
    Column("actor", String(200), nullable=False),
    Index(None, "at", "terminal", "position"),
)

commands = Table(
    "commands",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("command_id", Uuid, nullable=False, unique=True),
    Column("name", String(40), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("expires_at", UtcMoment, nullable=False),
    Column("fetched_at", UtcMoment),
    Column("result", String(20)),
    Column("code", String(200)),
    Column("outcome", Text),
    Column("reported_at", UtcMoment),
)
"""What operators tell terminals to do; in one feed with what they are told of cases."""

health = Table(
    "health",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("epoch", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("received_at", UtcMoment, nullable=False),
    Column("report", Text, nullable=False),
)
"""How each terminal was when it last said so."""

ratings = Table(
    "ratings",
    metadata,
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("satisfaction", String(20), nullable=False),
    Column("reasons", String(200), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("received_at", UtcMoment, nullable=False),
    Index("ix_ratings_received", "received_at", "case_id"),
    Index("ix_ratings_satisfaction_received", "satisfaction", "received_at", "case_id"),
)
"""What people said about the service of their cases; what they added in words stays sealed."""

notices = Table(
    "notices",
    metadata,
    Column("notice_id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("begins_at", UtcMoment, nullable=False),
    Column("ends_at", UtcMoment, nullable=False, index=True),
    Column("everywhere", Boolean, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("withdrawn_at", UtcMoment),
)

notice_terminals = Table(
    "notice_terminals",
    metadata,
    Column("notice_id", ForeignKey("notices.notice_id"), primary_key=True),
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
)
"""For whom a notice is that is not for everybody."""

notice_tellings = Table(
    "notice_tellings",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("notice_id", ForeignKey("notices.notice_id"), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    UniqueConstraint("notice_id", "terminal", "withdrawn"),
)
"""Where notices and their withdrawals stand in the feeds; made when a terminal asks for its own."""

corrections = Table(
    "corrections",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("until", Date, nullable=False),
    Column("missing", Text, nullable=False),
)
"""What is missing in cases; in one feed with what is told of them."""

uploads = Table(
    "uploads",
    metadata,
    Column("terminal", ForeignKey("terminals.number"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("begun_at", UtcMoment),
    Column("expires_at", UtcMoment),
    Column("completed_at", UtcMoment),
)
"""Files that cases name; made with the case."""

upload_pieces = Table(
    "upload_pieces",
    metadata,
    Column("terminal", String(4), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("name", String(200), nullable=False),
    ForeignKeyConstraint(["terminal", "sha256"], ["uploads.terminal", "uploads.sha256"]),
)
"""What there is of unfinished ones; `name` is an object of the storage."""

departments = Table(
    "departments",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("webhook", String(2000), nullable=False),
    Column("token_sha256", String(64), nullable=False),
    Column("added_at", UtcMoment, nullable=False),
    Column("removed_at", UtcMoment),
    Column("failures", Integer, nullable=False),
    Column("paused_until", UtcMoment),
    Column("quiet_at_us", BigInteger, nullable=False, server_default=text("0")),
)

handovers = Table(
    "handovers",
    metadata,
    Column("department", String(64), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("delivery_id", Uuid, nullable=False, unique=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False, index=True),
    Column("made_at", UtcMoment, nullable=False),
    Column("due_at", UtcMoment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tried_at", UtcMoment),
    Column("leased_until", UtcMoment),
    Column("problem", String(64), nullable=False),
    Column("delivered_at", UtcMoment),
    Column("given_up_at", UtcMoment),
    UniqueConstraint("department", "case_id"),
    Index(None, "department", "delivered_at", "given_up_at"),
    # what is open is little and what is done grows without end
    Index(
        "ix_handovers_open",
        "department",
        "position",
        sqlite_where=text("delivered_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=text("delivered_at IS NULL AND given_up_at IS NULL"),
    ),
)
"""Cases for departments; a department need not have been added."""

unsorted_cases = Table(
    "unsorted_cases",
    metadata,
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    Column("look_at", UtcMoment),
    Column("checked", Boolean, nullable=False, server_default=false()),
    Column("check_from", UtcMoment),
    Column("check_tries", SmallInteger, nullable=False, server_default=text("0")),
    Index(
        "ix_unsorted_cases_unchecked",
        "case_id",
        sqlite_where=text("checked = 0"),
        postgresql_where=text("NOT checked"),
    ),
)
"""Cases nobody has read yet to see which departments they are for; made with the case.

They are checked against their form before, not earlier than `check_from`; `check_tries` counts who
began to and did not come to the end.
"""

acts = Table(
    "acts",
    metadata,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("at", UtcMoment, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Index("ix_acts_act_actor", "act", "actor"),
)
"""What operators did; triggers of the database let nobody change or remove a row."""
