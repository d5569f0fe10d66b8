"""What each department does for a bundle; and who received a case first stays so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.errors import EnvironmentFault

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_SQLITE = """CREATE TRIGGER cases_first_receiver BEFORE UPDATE OF terminal ON cases
WHEN NEW.terminal <> OLD.terminal
BEGIN SELECT RAISE(ABORT, 'the first receiver of a case stays'); END"""
_POSTGRESQL = """CREATE FUNCTION first_receiver_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the first receiver of a case stays'; END $$;
CREATE TRIGGER cases_first_receiver BEFORE UPDATE OF terminal ON cases
FOR EACH ROW WHEN (NEW.terminal <> OLD.terminal) EXECUTE FUNCTION first_receiver_stays()"""


def upgrade() -> None:
    """Make the table and the trigger."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "parts",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("produces", sa.Text(), nullable=False),
        sa.Column("limit_number", sa.Integer()),
        sa.Column("limit_unit", sa.String(length=20)),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("started_at", moment),
        sa.Column("ended_at", moment),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("produced", sa.LargeBinary(), nullable=False),
        sa.Column("yellow_at", moment),
        sa.Column("red_at", moment),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_parts_case_id")),
        sa.PrimaryKeyConstraint("case_id", "department", name=op.f("pk_parts")),
    )
    op.create_index("ix_parts_yellow_at", "parts", ["yellow_at"])
    op.execute(_POSTGRESQL if op.get_context().dialect.name == "postgresql" else _SQLITE)


def downgrade() -> None:
    """Drop them, if there never was a bundle.

    Raises:
        EnvironmentFault: ``store.downgrade``; what departments decided would be forgotten.
    """
    if op.get_bind().execute(sa.text("SELECT 1 FROM parts LIMIT 1")).first() is not None:
        raise EnvironmentFault(
            "store.downgrade",
            "The database holds parts of bundles, which an older version would forget.",
            "Restore the backup made before the newer version was installed.",
        )
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TRIGGER cases_first_receiver ON cases")
        op.execute("DROP FUNCTION first_receiver_stays()")
    else:
        op.execute("DROP TRIGGER cases_first_receiver")
    op.drop_table("parts")
