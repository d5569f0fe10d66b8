"""The tables of OpenRosa; portable between SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table, Text, Uuid

from sync.platform.store.tables import UtcMoment, metadata

users = Table(
    "openrosa_users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("terminal", ForeignKey("terminals.number"), nullable=False, unique=True),
    Column("signing_key", LargeBinary, nullable=False),
    Column("token_sha256", String(64), nullable=False),
    Column("digest_ha1", String(32), nullable=False),
    Column("added_at", UtcMoment, nullable=False),
    Column("removed_at", UtcMoment),
)
"""Who may submit; each stands in the place of a terminal."""

submissions = Table(
    "openrosa_submissions",
    metadata,
    Column("instance_id", String(200), primary_key=True),
    Column("terminal", ForeignKey("terminals.number"), nullable=False),
    Column("xml_sha256", String(64), nullable=False),
    Column("begun_at", UtcMoment, nullable=False),
    Column("case_id", Uuid),
    Column("message", Text),
    Column("completed_at", UtcMoment),
)
"""What clients submitted; `message` is the sealed case that was made of it, once it was whole."""

parts = Table(
    "openrosa_parts",
    metadata,
    Column("instance_id", ForeignKey("openrosa_submissions.instance_id"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("part_id", Uuid, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Instance (without a name) and files, sealed to the platform; empty once they are a case."""
