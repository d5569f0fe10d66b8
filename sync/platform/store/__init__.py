"""The platform's database: SQLAlchemy lives here and nowhere else in the platform."""

from sync.platform.store.database import Database
from sync.platform.store.records import (
    CaseRow,
    FeedRow,
    MessageRow,
    QuarantineRow,
    TerminalRow,
    TokenRow,
)
from sync.platform.store.transaction import Transaction

__all__ = [
    "CaseRow",
    "Database",
    "FeedRow",
    "MessageRow",
    "QuarantineRow",
    "TerminalRow",
    "TokenRow",
    "Transaction",
]
