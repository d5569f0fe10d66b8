"""The catalogue: items by version, and their files by content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.errors import EnvironmentFault

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "catalogue_objects",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_catalogue_objects")),
    )
    op.create_table(
        "catalogue_items",
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("item_code", sa.String(length=33), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form_id", sa.String(length=200), nullable=False),
        sa.Column("form_version", sa.String(length=200), nullable=False),
        sa.Column("handling", sa.String(length=20), nullable=False),
        sa.Column("limit_number", sa.Integer(), nullable=False),
        sa.Column("limit_unit", sa.String(length=20), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("authority_code", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "version", name=op.f("pk_catalogue_items")),
    )
    op.create_table(
        "catalogue_files",
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id", "version"],
            ["catalogue_items.item_id", "catalogue_items.version"],
            name=op.f("fk_catalogue_files_item_id_version"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["catalogue_objects.sha256"], name=op.f("fk_catalogue_files_sha256")
        ),
        sa.PrimaryKeyConstraint("item_id", "version", "name", name=op.f("pk_catalogue_files")),
    )
    op.create_table(
        "catalogue_homes",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["catalogue_objects.sha256"], name=op.f("fk_catalogue_homes_sha256")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_catalogue_homes")),
    )


def downgrade() -> None:
    """Drop them, if nothing was ever imported.

    Raises:
        EnvironmentFault: ``store.downgrade``; what a version of an item is would be forgotten, and
            another content could be imported under its name.
    """
    if op.get_bind().execute(sa.text("SELECT 1 FROM catalogue_items LIMIT 1")).first() is not None:
        raise EnvironmentFault(
            "store.downgrade",
            "The database holds a catalogue, which an older version would forget.",
            "Restore the backup made before the newer version was installed.",
        )
    for name in ("catalogue_homes", "catalogue_files", "catalogue_items", "catalogue_objects"):
        op.drop_table(name)
    op.execute("DELETE FROM counters WHERE name = 'catalogue'")
