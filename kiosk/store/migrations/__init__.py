"""Alembic environment of the terminal's database; run from code, see `kiosk.store.upgrade`."""
