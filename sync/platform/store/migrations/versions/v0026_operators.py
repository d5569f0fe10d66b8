"""Operators use a web page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for operators and their sessions, and let cases be read page by page."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "operators",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("removed_at", moment),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_operators")),
    )
    op.create_table(
        "operator_sessions",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("operator", sa.String(length=64), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["operator"], ["operators.name"], name=op.f("fk_operator_sessions_operator")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_operator_sessions")),
    )
    op.create_index("ix_operator_sessions_operator", "operator_sessions", ["operator"])
    op.create_index("ix_cases_received", "cases", ["received_at", "case_id"])
    op.create_index("ix_cases_terminal_received", "cases", ["terminal", "received_at", "case_id"])
    op.create_index("ix_cases_state_received", "cases", ["state", "received_at", "case_id"])
    op.create_index("ix_handovers_case_id", "handovers", ["case_id"])
    op.drop_index("ix_cases_state", "cases")  # the one before begins with the state, too


def downgrade() -> None:
    """Drop them: operators have to be let in again."""
    op.create_index("ix_cases_state", "cases", ["state"])
    for order in ("state", "terminal"):
        op.drop_index(f"ix_cases_{order}_received", "cases")
    op.drop_index("ix_cases_received", "cases")
    op.drop_index("ix_handovers_case_id", "handovers")
    op.drop_table("operator_sessions")
    op.drop_table("operators")
