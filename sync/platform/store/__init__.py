"""The platform's database: SQLAlchemy lives here and nowhere else in the platform."""

from sync.platform.store.commands import CommandRow
from sync.platform.store.database import CollisionError, Database
from sync.platform.store.handovers import DepartmentRow, HandoverRow, Standing
from sync.platform.store.records import (
    ActRow,
    CaseRow,
    FeedRow,
    KnownMessage,
    MessageRow,
    News,
    QuarantineRow,
    TerminalRow,
    TokenRow,
)
from sync.platform.store.transaction import Transaction
from sync.platform.store.uploads import PieceRow, UploadRow

__all__ = [
    "ActRow",
    "CaseRow",
    "CollisionError",
    "CommandRow",
    "Database",
    "DepartmentRow",
    "FeedRow",
    "HandoverRow",
    "KnownMessage",
    "MessageRow",
    "News",
    "PieceRow",
    "QuarantineRow",
    "Standing",
    "TerminalRow",
    "TokenRow",
    "Transaction",
    "UploadRow",
]
