"""Cases, outbox and the line to the platform."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "database",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_secret", sa.BLOB, nullable=False),
        sa.Column("epoch", sa.BLOB, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_database_single")),
    )
    op.create_table(
        "terminal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("terminal", sa.Text, nullable=False),
        sa.Column("platform_url", sa.Text, nullable=False),
        sa.Column("private_key", sa.BLOB, nullable=False),
        sa.Column("platform_keys", sa.Text, nullable=False),
        sa.Column("acknowledgement_keys", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("feed_wait_s", sa.Integer, nullable=False),
        sa.Column("batch_messages", sa.Integer, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_terminal_single")),
    )
    op.create_table(
        "day_sequences",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    _cases()
    _outbox()
    op.create_table(
        "link",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("online", sa.Integer, nullable=False),
        sa.Column("last_contact", sa.Integer),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("clock_offset_s", sa.Float, nullable=False),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_link_single")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.BLOB, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("person", sa.BLOB, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("item_version", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("deposited_at", sa.Integer, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("platform_number", sa.Text, nullable=False),
        sa.Column("acknowledged_at", sa.Integer),
        sa.UniqueConstraint("case_id", name=op.f("uq_cases_case_id")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index("ix_cases_person", "cases", ["person"])
    op.create_index(
        "ix_cases_platform_number",
        "cases",
        ["platform_number"],
        sqlite_where=sa.text("platform_number <> ''"),
    )
    op.create_table(
        "case_events",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.BLOB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name=op.f("fk_case_events_case_id")
        ),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])
    op.create_table(
        "prints",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.BLOB, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_prints_case_id")),
    )
    op.create_index("ix_prints_case_id", "prints", ["case_id"])


def _outbox() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("answer", sa.BLOB, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.BLOB, nullable=False),
        sa.Column("terminal", sa.Text, nullable=False),
        sa.Column("epoch", sa.BLOB, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("sealed_epoch", sa.BLOB, nullable=False),
        sa.Column("sealed_seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("item_version", sa.Text, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("protocol_version", sa.Integer, nullable=False),
        sa.Column("case_id", sa.BLOB),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("created_monotonic", sa.Float, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("signature", sa.BLOB, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Integer),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("acknowledgement", sa.Integer),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
        sa.UniqueConstraint("epoch", "seq", name=op.f("uq_outbox_epoch")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_outbox_case_id")),
        sa.ForeignKeyConstraint(
            ["acknowledgement"],
            ["acknowledgements.number"],
            name=op.f("fk_outbox_acknowledgement"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'retry_wait', 'acknowledged', 'quarantined')",
            name=op.f("ck_outbox_state"),
        ),
        sa.CheckConstraint(
            "(state = 'sending') = (lease_owner IS NOT NULL)", name=op.f("ck_outbox_lease")
        ),
        sa.CheckConstraint(
            "(state = 'acknowledged') = (acknowledgement IS NOT NULL)",
            name=op.f("ck_outbox_acknowledged"),
        ),
    )
    op.create_index("ix_outbox_case_id", "outbox", ["case_id"])
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["position", "state"],
        sqlite_where=sa.text("state <> 'acknowledged'"),
    )
    op.create_table(
        "bodies",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("body", sa.BLOB, nullable=False),
        sa.ForeignKeyConstraint(["position"], ["outbox.position"], name=op.f("fk_bodies_position")),
    )
