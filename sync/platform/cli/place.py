"""The platform that a command works on: its settings, keys, database, and the record of acts."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from sync.platform.settings import Acceptance, Settings, prepare_folder

if TYPE_CHECKING:
    from sync.platform.keys import PlatformKeys
    from sync.platform.store import Database


def settings_of(options: argparse.Namespace) -> Settings:
    """The platform's settings as the command line says."""
    acceptance = getattr(options, "acceptance", Acceptance.BY_RULE)
    rate = getattr(options, "rate", 50)
    return Settings(options.data, options.database, acceptance, rate, options.files)


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[tuple[Database, PlatformKeys]]:
    """The platform's database, brought to this program's tables, and its keys.

    Raises:
        EnvironmentFault: If one of them cannot be had.
    """
    from sync.platform.keys import open_keys  # loads cryptography, which --help does not need

    settings = settings_of(options)
    prepare_folder(settings.data)
    keys = open_keys(settings.data, SystemClock())
    with opened_database(options) as database:
        database.migrate()
        yield database, keys


@contextmanager
def opened_database(options: argparse.Namespace) -> Iterator[Database]:
    """The platform's database as it is."""
    from sync.platform.store import Database  # loads SQLAlchemy, which --help does not need

    settings = settings_of(options)
    prepare_folder(settings.data)
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


def record(options: argparse.Namespace, database: Database, act: str, subject: str) -> None:
    """Write down what an operator did.

    Args:
        options: Say who.
        database: Where it is kept.
        act: Name of what was done.
        subject: To what, or how many; no personal data.
    """
    from sync.platform.store import ActRow  # loads SQLAlchemy, which --help does not need

    with database.begin() as transaction:
        transaction.record(ActRow(SystemClock().now(), options.actor, act, subject))
