"""The tables of bundles and of instant approval; portable between SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Text, Uuid

from sync.platform.store.tables import UtcMoment, metadata

parts = Table(
    "parts",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.case_id"), primary_key=True),
    Column("department", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("waits_for", Text, nullable=False),
    Column("needs", Text, nullable=False),
    Column("produces", Text, nullable=False),
    Column("limit_number", Integer),
    Column("limit_unit", String(20)),
    Column("state", String(32), nullable=False),
    Column("made_at", UtcMoment, nullable=False),
    Column("started_at", UtcMoment),
    Column("ended_at", UtcMoment),
    Column("actor", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("produced", LargeBinary, nullable=False),
    Column("yellow_at", UtcMoment, index=True),
    Column("red_at", UtcMoment),
)
"""What each department does for a bundle; made with the case, as its item says."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.case_id"), primary_key=True),
    Column("rule", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("at", UtcMoment, nullable=False),
)
"""What a rule of instant approval said about a case; made with the case."""
