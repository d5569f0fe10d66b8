"""What operators of the platform want this terminal to do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "commands",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("command_id", sa.BLOB, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.UniqueConstraint("command_id", name=op.f("uq_commands_command_id")),
        sa.CheckConstraint(
            "state IN ('taken', 'under_way', 'settled')", name=op.f("ck_commands_state")
        ),
    )
