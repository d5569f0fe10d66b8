"""Since when the platform does not let this terminal in any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column."""
    op.add_column("terminal", sa.Column("revoked_at", sa.Integer))
