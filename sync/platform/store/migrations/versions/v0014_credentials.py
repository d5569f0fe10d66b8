"""What is known of terminals' keys: revoked ones, former ones, and those that are to come."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _revocation() -> list[sa.Column[Any]]:
    return [
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_because", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("wiped_at", sa.DateTime(timezone=True)),
        sa.Column("wiped_kept", sa.BigInteger()),
    ]


def upgrade() -> None:
    """Make the columns and the table."""
    for column in (*_revocation(), sa.Column("next_key", sa.LargeBinary())):
        op.add_column("terminals", column)
    op.add_column(
        "tokens", sa.Column("replaces", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "former_keys",
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        *_revocation(),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_former_keys_terminal")
        ),
        sa.PrimaryKeyConstraint("public_key", name=op.f("pk_former_keys")),
    )
    op.create_index(op.f("ix_former_keys_terminal"), "former_keys", ["terminal"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("former_keys")
    op.drop_column("tokens", "replaces")
    op.drop_column("terminals", "next_key")
    for column in _revocation():
        op.drop_column("terminals", column.name)
