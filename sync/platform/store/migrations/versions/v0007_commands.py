"""What operators tell terminals to do, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "commands",
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True)),
        sa.Column("result", sa.String(length=20)),
        sa.Column("code", sa.String(length=200)),
        sa.Column("outcome", sa.Text()),
        sa.Column("reported_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_commands_terminal")
        ),
        sa.PrimaryKeyConstraint("terminal", "position", name=op.f("pk_commands")),
        sa.UniqueConstraint("command_id", name=op.f("uq_commands_command_id")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("commands")
