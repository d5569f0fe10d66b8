"""Files that cases name, and the pieces they come in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.errors import EnvironmentFault

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "uploads",
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["terminal"], ["terminals.number"], name=op.f("fk_uploads_terminal")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_uploads_case_id")),
        sa.PrimaryKeyConstraint("terminal", "sha256", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_case_id"), "uploads", ["case_id"])
    op.create_table(
        "upload_pieces",
        sa.Column("terminal", sa.String(length=4), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal", "sha256"],
            ["uploads.terminal", "uploads.sha256"],
            name=op.f("fk_upload_pieces_terminal_sha256"),
        ),
        sa.PrimaryKeyConstraint("terminal", "sha256", "start", name=op.f("pk_upload_pieces")),
    )


def downgrade() -> None:
    """Drop them, if nothing is in them.

    Raises:
        EnvironmentFault: ``store.downgrade``; without its row a file that is awaited would be taken
            for one that is here, and its case for a complete one.
    """
    if op.get_bind().execute(sa.text("SELECT 1 FROM uploads LIMIT 1")).first() is not None:
        raise EnvironmentFault(
            "store.downgrade",
            "The database knows files of cases, which an older version would forget.",
            "Restore the backup made before the newer version was installed.",
        )
    op.drop_table("upload_pieces")
    op.drop_table("uploads")
