"""How Alembic runs here: on the connection `Database.migrate` hands over."""

from __future__ import annotations

from alembic import context

from sync.platform.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()  # inside the transaction of the caller
