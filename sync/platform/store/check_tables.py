"""The table of what checking cases against their forms found."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, Uuid, text

from sync.platform.store.tables import UtcMoment, metadata

form_checks = Table(
    "form_checks",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.case_id"), primary_key=True),
    Column("result", String(20), nullable=False),
    Column("doubts", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Index(
        "ix_form_checks_doubtful",
        "case_id",
        sqlite_where=text("result = 'doubtful'"),
        postgresql_where=text("result = 'doubtful'"),
    ),
)
"""Made once for each case, after it was received and before any department gets it."""
