"""Places at which a message came again that is kept under another place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "repeats",
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_repeats_terminal")
        ),
        sa.PrimaryKeyConstraint("terminal", "epoch", "seq", name=op.f("pk_repeats")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("repeats")
