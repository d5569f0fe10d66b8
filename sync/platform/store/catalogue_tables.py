"""The tables of the catalogue; portable between SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from sync.platform.store.tables import UtcMoment, metadata

objects = Table(
    "catalogue_objects",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Contents of files, each once, whatever items and versions have it."""

items = Table(
    "catalogue_items",
    metadata,
    Column("item_id", String(200), primary_key=True),
    Column("version", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("item_code", String(33), nullable=False),
    Column("name", Text, nullable=False),
    Column("form_id", String(200), nullable=False),
    Column("form_version", String(200), nullable=False),
    Column("handling", String(20), nullable=False),
    Column("limit_number", Integer, nullable=False),
    Column("limit_unit", String(20), nullable=False),
    Column("authority", Text, nullable=False),
    Column("authority_code", Text, nullable=False),
    Column("added_at", UtcMoment, nullable=False),
)

files = Table(
    "catalogue_files",
    metadata,
    Column("item_id", String(200), primary_key=True),
    Column("version", String(200), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("sha256", ForeignKey("catalogue_objects.sha256"), nullable=False),
    ForeignKeyConstraint(
        ["item_id", "version"], ["catalogue_items.item_id", "catalogue_items.version"]
    ),
)

homes = Table(
    "catalogue_homes",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("sha256", ForeignKey("catalogue_objects.sha256"), nullable=False),
    Column("added_at", UtcMoment, nullable=False),
)
"""Every ``home.json`` there was, by the number of the import that brought it."""
