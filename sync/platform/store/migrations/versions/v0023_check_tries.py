"""How often somebody began to check a case; acts are found by what was done and by whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count tries from none, and index the acts."""
    op.add_column(
        "unsorted_cases",
        sa.Column("check_tries", sa.SmallInteger(), nullable=False, server_default=sa.text("0")),
    )
    op.create_index("ix_acts_act_actor", "acts", ["act", "actor"])


def downgrade() -> None:
    """Count no more."""
    op.drop_index("ix_acts_act_actor", "acts")
    with op.batch_alter_table("unsorted_cases") as table:
        table.drop_column("check_tries")
