"""Steps from one set of tables to the next; Alembic runs them (`Database.migrate`)."""
