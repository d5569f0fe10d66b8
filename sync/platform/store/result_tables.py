"""The tables of results; portable between SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from sync.platform.store.tables import UtcMoment, metadata

results = Table(
    "results",
    metadata,
    Column("result_id", Uuid, primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sealed_size", BigInteger, nullable=False),
    Column("sealed_sha256", String(64), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("particulars", LargeBinary, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("collected_at", UtcMoment),
    UniqueConstraint("case_id", "sha256"),
)
"""Documents that came of cases; their bytes are sealed in the storage of files."""

result_grants = Table(
    "result_grants",
    metadata,
    Column("grant_id", Uuid, primary_key=True),
    Column("result_id", ForeignKey("results.result_id"), nullable=False),
    Column("terminal", String(4), nullable=False),
    Column("expires_at", UtcMoment, nullable=False),
    Column("fetched_at", UtcMoment),
    Index(None, "terminal", "expires_at"),
)
"""Which terminal may fetch which document for a while, because a citizen proved who they are."""

query_turns = Table(
    "query_turns",
    metadata,
    Column("asker", String(64), primary_key=True),
    Column("quiet_at_us", BigInteger, nullable=False),
)
"""Terminals and people that asked lately; people by their index."""
