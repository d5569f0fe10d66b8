"""Terminals say how they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the last word of each; they say the next one soon."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "health",
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_health_terminal")
        ),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_health")),
    )


def downgrade() -> None:
    """Drop it: the messages themselves are kept."""
    op.drop_table("health")
