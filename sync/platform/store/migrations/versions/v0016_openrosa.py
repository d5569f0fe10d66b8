"""OpenRosa: accounts in the place of terminals, and what they submit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "openrosa_users",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("digest_ha1", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_openrosa_users_terminal")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_openrosa_users")),
        sa.UniqueConstraint("terminal", name=op.f("uq_openrosa_users_terminal")),
    )
    op.create_table(
        "openrosa_submissions",
        sa.Column("instance_id", sa.String(length=200), nullable=False),
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("xml_sha256", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("message", sa.Text()),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_openrosa_submissions_terminal")
        ),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_openrosa_submissions")),
    )
    op.create_table(
        "openrosa_parts",
        sa.Column("instance_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["openrosa_submissions.instance_id"],
            name=op.f("fk_openrosa_parts_instance_id"),
        ),
        sa.PrimaryKeyConstraint("instance_id", "name", name=op.f("pk_openrosa_parts")),
    )


def downgrade() -> None:
    """Drop them; what was submitted and is no case yet is submitted again by its client."""
    for table in ("openrosa_parts", "openrosa_submissions", "openrosa_users"):
        op.drop_table(table)
