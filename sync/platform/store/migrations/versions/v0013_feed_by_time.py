"""What happened on one day is found without reading all that ever happened."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_feed_at_terminal_position", "feed", ["at", "terminal", "position"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_feed_at_terminal_position", "feed")
