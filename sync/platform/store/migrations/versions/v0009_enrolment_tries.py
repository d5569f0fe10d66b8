"""From which addresses enrolments were refused, and how lately."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "enrolment_tries",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("quiet_at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_enrolment_tries")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("enrolment_tries")
