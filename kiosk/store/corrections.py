"""What is missing in cases, of a unit of work, over one connection."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.cases.records import CaseCorrection, MissingPart
from kiosk.store.tables import corrections

# Statements are built once: building one costs as much as running it.

_ADD = upsert(corrections).on_conflict_do_nothing()
_LATEST = (
    select(corrections)
    .where(corrections.c.case_id == bindparam("which"))
    .order_by(corrections.c.position.desc())
    .limit(1)
)


class SqlCorrectionRepository:
    """See `kiosk.cases.ports.CorrectionRepository`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, correction: CaseCorrection) -> bool:
        """Keep what is missing once."""
        values = {
            "position": correction.position,
            "case_id": correction.case_id,
            "at": correction.at,
            "until": correction.until.isoformat(),
            "missing": [asdict(part) for part in correction.missing],
        }
        return self._connection.execute(_ADD, values).rowcount == 1

    def latest(self, case_id: UUID) -> CaseCorrection | None:
        """What was said last to be missing in a case."""
        row = self._connection.execute(_LATEST, {"which": case_id}).mappings().first()
        if row is None:
            return None
        return CaseCorrection(
            case_id=row["case_id"],
            position=row["position"],
            at=row["at"],
            until=date.fromisoformat(row["until"]),
            missing=tuple(MissingPart(**part) for part in row["missing"]),
        )
