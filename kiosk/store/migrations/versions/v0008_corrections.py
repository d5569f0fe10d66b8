"""What is missing in cases, as the platform told it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "corrections",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.BLOB, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("missing", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name=op.f("fk_corrections_case_id")
        ),
    )
    op.create_index("ix_corrections_case_id", "corrections", ["case_id"])
