"""Two cases may have one deposit number: a copied store gave it twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.errors import EnvironmentFault

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TRIGGER = """CREATE TRIGGER cases_first_receiver BEFORE UPDATE OF terminal ON cases
WHEN NEW.terminal <> OLD.terminal
BEGIN SELECT RAISE(ABORT, 'the first receiver of a case stays'); END"""
_TWICE = "SELECT 1 FROM cases GROUP BY deposit_number HAVING count(*) > 1 LIMIT 1"


def upgrade() -> None:
    """Let an index take the place of the key."""
    with op.batch_alter_table("cases") as table:
        table.drop_constraint(op.f("uq_cases_deposit_number"), type_="unique")
    op.create_index("ix_cases_deposit_number", "cases", ["deposit_number"])
    _renew_trigger()


def downgrade() -> None:
    """Make it a key again, if no number was given twice.

    Raises:
        EnvironmentFault: ``store.downgrade``.
    """
    if op.get_bind().execute(sa.text(_TWICE)).first() is not None:
        raise EnvironmentFault(
            "store.downgrade",
            "Two cases have one deposit number, which an older version cannot hold.",
            "Restore the backup made before the newer version was installed.",
        )
    op.drop_index("ix_cases_deposit_number", "cases")
    with op.batch_alter_table("cases") as table:
        table.create_unique_constraint(op.f("uq_cases_deposit_number"), ["deposit_number"])
    _renew_trigger()


def _renew_trigger() -> None:
    # SQLite alters a table by copying it, which leaves its triggers behind
    if op.get_context().dialect.name == "sqlite":
        op.execute(_TRIGGER)
