"""The fake store's corrections; see `kiosk.cases.fakes`."""

from __future__ import annotations

from uuid import UUID

from kiosk.cases.records import CaseCorrection


class FakeCorrectionRepository:
    """See `kiosk.cases.ports.CorrectionRepository`.

    Args:
        kept: what there is, by position.
    """

    def __init__(self, kept: dict[int, CaseCorrection]) -> None:
        self._kept = kept

    def add(self, correction: CaseCorrection) -> bool:
        """Keep what is missing once."""
        if correction.position in self._kept:
            return False
        self._kept[correction.position] = correction
        return True

    def latest(self, case_id: UUID) -> CaseCorrection | None:
        """What was said last to be missing in a case."""
        said = (one for one in self._kept.values() if one.case_id == case_id)
        return max(said, key=lambda one: one.position, default=None)
