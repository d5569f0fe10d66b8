"""Public notices, for whom they are, and which terminals have heard of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notices",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("everywhere", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_ends_at"), "notices", ["ends_at"])
    op.create_table(
        "notice_terminals",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.notice_id"], name=op.f("fk_notice_terminals_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_notice_terminals_terminal")
        ),
        sa.PrimaryKeyConstraint("notice_id", "terminal", name=op.f("pk_notice_terminals")),
    )
    op.create_table(
        "notice_tellings",
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.notice_id"], name=op.f("fk_notice_tellings_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_notice_tellings_terminal")
        ),
        sa.PrimaryKeyConstraint("terminal", "position", name=op.f("pk_notice_tellings")),
        sa.UniqueConstraint(
            "notice_id",
            "terminal",
            "withdrawn",
            name=op.f("uq_notice_tellings_notice_id_terminal_withdrawn"),
        ),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("notice_tellings")
    op.drop_table("notice_terminals")
    op.drop_table("notices")
