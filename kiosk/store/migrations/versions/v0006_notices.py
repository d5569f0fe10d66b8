"""Public notices of the platform's, as long as they are to be shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "notices",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("notice_id", sa.BLOB, nullable=False),
        sa.Column("begins_at", sa.Integer, nullable=False),
        sa.Column("ends_at", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("notice_id", name=op.f("uq_notices_notice_id")),
    )
