"""PostgreSQL does not try to compress what is sealed: it never gets smaller."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Store sealed bytes as they are."""
    _store("EXTERNAL")


def downgrade() -> None:
    """Try to compress them again."""
    _store("EXTENDED")


def _store(how: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE messages ALTER COLUMN sealed SET STORAGE {how}")
