"""The platform's database: SQLAlchemy lives here and nowhere else in the platform."""

from sync.platform.store.catalogue import ItemRow
from sync.platform.store.checks import CheckRow, UncheckedRow
from sync.platform.store.commands import CommandRow
from sync.platform.store.corrections import CorrectionRow, ToldCorrection
from sync.platform.store.database import CollisionError, Database
from sync.platform.store.handovers import DepartmentRow, HandoverRow, Standing
from sync.platform.store.health import HealthRow
from sync.platform.store.listing import KeptAct, Wanted
from sync.platform.store.notices import NoticeRow, Telling
from sync.platform.store.operators import OperatorRow, SessionRow
from sync.platform.store.parts import PartRow, VerdictRow
from sync.platform.store.people import GrantRow
from sync.platform.store.ratings import RatedCase, RatingRow
from sync.platform.store.records import (
    ActRow,
    CaseRow,
    FeedRow,
    FormerKeyRow,
    KnownMessage,
    MessageRow,
    News,
    QuarantineRow,
    TerminalRow,
    TokenRow,
)
from sync.platform.store.results import ResultRow
from sync.platform.store.transaction import Transaction
from sync.platform.store.uploads import PieceRow, UploadRow

__all__ = [
    "ActRow",
    "CaseRow",
    "CheckRow",
    "CollisionError",
    "CommandRow",
    "CorrectionRow",
    "Database",
    "DepartmentRow",
    "FeedRow",
    "FormerKeyRow",
    "GrantRow",
    "HandoverRow",
    "HealthRow",
    "ItemRow",
    "KeptAct",
    "KnownMessage",
    "MessageRow",
    "News",
    "NoticeRow",
    "OperatorRow",
    "PartRow",
    "PieceRow",
    "QuarantineRow",
    "RatedCase",
    "RatingRow",
    "ResultRow",
    "SessionRow",
    "Standing",
    "Telling",
    "TerminalRow",
    "TokenRow",
    "ToldCorrection",
    "Transaction",
    "UncheckedRow",
    "UploadRow",
    "VerdictRow",
    "Wanted",
]
