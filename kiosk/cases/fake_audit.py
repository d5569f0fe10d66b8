"""The fake store's audit log; see `kiosk.cases.fakes`."""

from __future__ import annotations

from kiosk.cases.audit import AuditEntry, entry_after
from kiosk.clock import Clock


class FakeAuditRepository:
    """See `kiosk.cases.ports.AuditRepository`.

    Args:
        kept: what there is.
        clock: the store's time.
    """

    def __init__(self, kept: list[AuditEntry], clock: Clock) -> None:
        self._kept = kept
        self._clock = clock

    def note(self, actor: str, act: str, subject: str = "", outcome: str = "") -> None:
        """Add an entry behind the last one."""
        now = self._clock.now()
        entry = entry_after(self.last(), now, actor, act, subject=subject, outcome=outcome)
        self._kept.append(entry)

    def last(self) -> AuditEntry | None:
        """The entry the next one follows."""
        return self._kept[-1] if self._kept else None

    def entries(self) -> list[AuditEntry]:
        """Everything, in the order of its positions."""
        return list(self._kept)
