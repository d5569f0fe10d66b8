"""Deposit numbers are counted in rows, one for each place an opening of the store began at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was given until now is the row that begins with 1."""
    op.rename_table("day_sequences", "day_sequences_before")
    op.create_table(
        "day_sequences",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("start", sa.Integer, primary_key=True),
        sa.Column("given", sa.Integer, nullable=False),
    )
    op.execute("INSERT INTO day_sequences SELECT day, 1, last FROM day_sequences_before")
    op.drop_table("day_sequences_before")
