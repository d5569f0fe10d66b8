"""The tables of operators who use the web page; portable between SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from sync.platform.store.tables import UtcMoment, metadata

operators = Table(
    "operators",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("token_sha256", String(64), nullable=False),
    Column("added_at", UtcMoment, nullable=False),
    Column("removed_at", UtcMoment),
)

sessions = Table(
    "operator_sessions",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("operator", ForeignKey("operators.name"), nullable=False, index=True),
    Column("begun_at", UtcMoment, nullable=False),
    Column("seen_at", UtcMoment, nullable=False),
)
"""Who is signed in; of what the browser holds only the hash."""
