"""Operators read ratings page by page."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let ratings be found the newest first, all of them and those of one level."""
    op.create_index("ix_ratings_received", "ratings", ["received_at", "case_id"])
    op.create_index(
        "ix_ratings_satisfaction_received", "ratings", ["satisfaction", "received_at", "case_id"]
    )


def downgrade() -> None:
    """Drop them: nothing else needs them."""
    op.drop_index("ix_ratings_satisfaction_received", "ratings")
    op.drop_index("ix_ratings_received", "ratings")
