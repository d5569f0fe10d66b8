"""When a case turns yellow and red."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns; `kiosk-platform supervise --recount` fills those of open cases."""
    for name in ("yellow_at", "red_at"):
        op.add_column("cases", sa.Column(name, sa.DateTime(timezone=True)))
    op.create_index("ix_cases_yellow_at", "cases", ["yellow_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_cases_yellow_at", "cases")
    for name in ("red_at", "yellow_at"):
        op.drop_column("cases", name)
