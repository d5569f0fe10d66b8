"""Nonces are swept terminal by terminal and need no index by time."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_nonces_expires_at", "nonces")


def downgrade() -> None:
    """Make it again."""
    op.create_index("ix_nonces_expires_at", "nonces", ["expires_at"])
