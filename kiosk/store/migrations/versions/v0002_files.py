"""Files of cases on their own way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of files."""
    op.create_table(
        "files",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("case_id", sa.BLOB, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Integer),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("acknowledgement", sa.Integer),
        sa.UniqueConstraint("sha256", name=op.f("uq_files_sha256")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_files_case_id")),
        sa.ForeignKeyConstraint(
            ["acknowledgement"], ["acknowledgements.number"], name=op.f("fk_files_acknowledgement")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'retry_wait', 'acknowledged', 'quarantined')",
            name=op.f("ck_files_state"),
        ),
        sa.CheckConstraint(
            "(state = 'sending') = (lease_owner IS NOT NULL)", name=op.f("ck_files_lease")
        ),
        sa.CheckConstraint(
            "(state = 'acknowledged') = (acknowledgement IS NOT NULL)",
            name=op.f("ck_files_acknowledged"),
        ),
    )
    op.create_index(
        "ix_files_unsent",
        "files",
        ["position", "state"],
        sqlite_where=sa.text("state <> 'acknowledged'"),
    )
    op.create_index(
        "ix_files_unsent_case_id",
        "files",
        ["case_id"],
        sqlite_where=sa.text("state <> 'acknowledged'"),
    )
    op.create_table(
        "file_parts",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("content", sa.BLOB, nullable=False),
        sa.ForeignKeyConstraint(
            ["position"], ["files.position"], name=op.f("fk_file_parts_position")
        ),
    )
