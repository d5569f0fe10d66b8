"""People find their cases, and fetch what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and room for whose a case is; `serve` looks through the older ones."""
    moment = sa.DateTime(timezone=True)
    op.add_column("cases", sa.Column("person", sa.LargeBinary()))
    op.create_index("ix_cases_person", "cases", ["person"])
    op.create_table(
        "result_grants",
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("fetched_at", moment),
        sa.ForeignKeyConstraint(
            ["result_id"], ["results.result_id"], name=op.f("fk_result_grants_result_id")
        ),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_result_grants")),
    )
    op.create_index(
        "ix_result_grants_terminal_expires_at", "result_grants", ["terminal", "expires_at"]
    )
    op.create_table(
        "query_turns",
        sa.Column("asker", sa.String(length=64), nullable=False),
        sa.Column("quiet_at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("asker", name=op.f("pk_query_turns")),
    )


def downgrade() -> None:
    """Drop them: whose a case is stands in the case itself, and everything else is over soon."""
    op.drop_table("query_turns")
    op.drop_table("result_grants")
    op.drop_index("ix_cases_person", "cases")
    op.drop_column("cases", "person")
