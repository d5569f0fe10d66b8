"""People rate the service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for one rating of each case; no terminal has sent any yet."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "ratings",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("satisfaction", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.String(length=200), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_ratings_case_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_ratings_message_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_ratings")),
    )


def downgrade() -> None:
    """Drop it: the messages themselves are kept."""
    op.drop_table("ratings")
