"""What the check of a case against its form found, and which cases wait for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what no department has yet is checked before one gets it."""
    op.create_table(
        "form_checks",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name=op.f("fk_form_checks_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_form_checks")),
    )
    op.create_index(
        "ix_form_checks_doubtful",
        "form_checks",
        ["case_id"],
        sqlite_where=sa.text("result = 'doubtful'"),
        postgresql_where=sa.text("result = 'doubtful'"),
    )
    op.add_column(
        "unsorted_cases",
        sa.Column("checked", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    # what came before and is with its departments, nobody looked at
    op.execute(
        "INSERT INTO form_checks (case_id, result, doubts, at) "
        "SELECT case_id, 'unchecked', '[]', received_at FROM cases WHERE case_id NOT IN "
        "(SELECT case_id FROM unsorted_cases)"
    )
    op.add_column("unsorted_cases", sa.Column("check_from", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_unsorted_cases_unchecked",
        "unsorted_cases",
        ["case_id"],
        sqlite_where=sa.text("checked = 0"),
        postgresql_where=sa.text("NOT checked"),
    )


def downgrade() -> None:
    """Forget what was found."""
    op.drop_index("ix_unsorted_cases_unchecked", "unsorted_cases")
    with op.batch_alter_table("unsorted_cases") as table:
        table.drop_column("check_from")
        table.drop_column("checked")
    op.drop_index("ix_form_checks_doubtful", "form_checks")
    op.drop_table("form_checks")
