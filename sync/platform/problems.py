"""Errors of the HTTP interface; each becomes an `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from kiosk.errors import EnvironmentFault
from sync.protocol.messages import ClockOffer
from sync.protocol.revocation import Revocation


class ProblemError(EnvironmentFault):
    """A request that cannot be answered as it wishes.

    Args:
        status: HTTP status.
        code: stable dotted name.
        message: one sentence for a technician.
        remedy: what to do about it.
        clock: the platform's signed time, where the caller's clock is the trouble.
        revocation: the platform's signed word, where the caller is revoked.
        retry_after_s: when to come again, whole seconds; 0 leaves it to the kind of error.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        remedy: str = "",
        *,
        clock: ClockOffer | None = None,
        revocation: Revocation | None = None,
        retry_after_s: int = 0,
    ) -> None:
        super().__init__(code, message, remedy)
        self.status = status
        self.clock = clock
        self.revocation = revocation
        self.retry_after_s = retry_after_s
