"""Departments, and the cases that are handed over to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.errors import EnvironmentFault

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the cases that are there wait to be sorted like new ones."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "departments",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("webhook", sa.String(length=2000), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("removed_at", moment),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_until", moment),
        sa.Column("quiet_at_us", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_departments")),
    )
    op.create_table(
        "handovers",
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", moment),
        sa.Column("leased_until", moment),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("delivered_at", moment),
        sa.Column("given_up_at", moment),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_handovers_case_id")),
        sa.PrimaryKeyConstraint("department", "position", name=op.f("pk_handovers")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_handovers_delivery_id")),
        sa.UniqueConstraint("department", "case_id", name=op.f("uq_handovers_department_case_id")),
    )
    op.create_index(
        "ix_handovers_department_delivered_at_given_up_at",
        "handovers",
        ["department", "delivered_at", "given_up_at"],
    )
    still_open = sa.text("delivered_at IS NULL AND given_up_at IS NULL")
    op.create_index(
        "ix_handovers_open",
        "handovers",
        ["department", "position"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "unsorted_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("look_at", moment),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name=op.f("fk_unsorted_cases_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_unsorted_cases")),
    )
    op.execute("INSERT INTO unsorted_cases (case_id) SELECT case_id FROM cases")


def downgrade() -> None:
    """Drop them, if no department was ever added.

    Raises:
        EnvironmentFault: ``store.downgrade``; what departments have would be forgotten, and after
            the next update brought to them once more under other ids.
    """
    if op.get_bind().execute(sa.text("SELECT 1 FROM departments LIMIT 1")).first() is not None:
        raise EnvironmentFault(
            "store.downgrade",
            "The database knows what departments have, which an older version would forget.",
            "Restore the backup made before the newer version was installed.",
        )
    op.drop_table("unsorted_cases")
    op.drop_table("handovers")
    op.drop_table("departments")
    op.execute("DELETE FROM counters WHERE name LIKE 'department:%'")
