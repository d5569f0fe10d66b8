"""What operators did, never to be changed, and how often a terminal may ask."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQLITE = """CREATE TRIGGER acts_no_{verb} BEFORE {verb} ON acts
BEGIN SELECT RAISE(ABORT, 'acts are only added'); END"""
_POSTGRESQL = """CREATE FUNCTION acts_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'acts are only added'; END $$;
CREATE TRIGGER acts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON acts
FOR EACH STATEMENT EXECUTE FUNCTION acts_stay()"""


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "acts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.add_column(
        "terminals",
        sa.Column("quiet_at_us", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(_POSTGRESQL)
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(verb=verb))


def downgrade() -> None:
    """Drop them."""
    op.drop_table("acts")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION acts_stay()")
    op.drop_column("terminals", "quiet_at_us")
