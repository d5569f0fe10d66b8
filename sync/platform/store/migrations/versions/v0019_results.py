"""Documents that came of cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.errors import EnvironmentFault

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "results",
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_size", sa.BigInteger(), nullable=False),
        sa.Column("sealed_sha256", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("particulars", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_results_case_id")),
        sa.PrimaryKeyConstraint("result_id", name=op.f("pk_results")),
        sa.UniqueConstraint("case_id", "sha256", name=op.f("uq_results_case_id_sha256")),
    )


def downgrade() -> None:
    """Drop it, if there never was a result.

    Raises:
        EnvironmentFault: ``store.downgrade``; nobody could open the documents any more.
    """
    if op.get_bind().execute(sa.text("SELECT 1 FROM results LIMIT 1")).first() is not None:
        raise EnvironmentFault(
            "store.downgrade",
            "The database holds results of cases, which an older version would forget.",
            "Restore the backup made before the newer version was installed.",
        )
    op.drop_table("results")
