"""Bringing cases to a department, at least once each, by any number of processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

import structlog

from kiosk.cases.backoff import jittered_s
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.handover.document import handed_case
from sync.platform.handover.sending import Limits, SendingError, send
from sync.platform.handover.signing import signed
from sync.platform.keys import PlatformKeys
from sync.platform.opened import open_case
from sync.platform.parts import values_for
from sync.platform.store import Database, DepartmentRow, HandoverRow
from sync.protocol.canonical import canonical

_events = structlog.get_logger()

LEASE = timedelta(minutes=5)
"""How long nobody else brings a case after somebody began to; longer than any request lasts."""
GIVE_UP = timedelta(days=7)
"""After the first attempt that reached for the department."""
LONGEST_WAIT = timedelta(hours=24)
"""No wish of a department to come later is longer than this."""
_CAP_S = 900.0
_BUG = "platform.bug"
_ABOUT_THE_CASE = frozenset({400, 409, 413, 422})
"""Answers that say nothing about the next case."""


class Brought(StrEnum):
    """What became of an attempt."""

    NOTHING_DUE = "nothing_due"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class _Claimed:
    department: DepartmentRow
    row: HandoverRow


class _Failure(Exception):
    """An attempt that came to nothing.

    Args:
        code: why.
        whole: whether the next case would fail, too.
        counts: whether the department could have done something about it.
        wait: the shortest wait the department wishes.
        status: of the answer, 0 if there was none.
    """

    def __init__(
        self,
        code: str,
        *,
        whole: bool = False,
        counts: bool = False,
        wait: timedelta = timedelta(0),
        status: int = 0,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.whole = whole
        self.counts = counts
        self.wait = wait
        self.status = status


class Bringer:
    """Brings what is due.

    Args:
        database: where it is noted.
        keys: what cases are opened and requests signed with.
        clock: time and randomness.
        give_up: after which time a case is left to the operator.
        limits: how long a department is waited for.
    """

    def __init__(
        self,
        database: Database,
        keys: PlatformKeys,
        clock: Clock,
        *,
        give_up: timedelta = GIVE_UP,
        limits: Limits | None = None,
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._give_up = give_up
        self._limits = limits or Limits()

    def bring(self, name: str, due_by: datetime | None = None) -> Brought:
        """Bring the first case that is due at a department.

        Args:
            name: the department.
            due_by: what becomes due later is left; now by default.

        Raises:
            EnvironmentFault: the database is unusable.
        """
        claimed = self._claim(name, due_by)
        if claimed is None:
            return Brought.NOTHING_DUE
        try:
            self._send(claimed, self._content(claimed.row))
        except _Failure as failure:
            self._note_failure(claimed, failure)
            return Brought.FAILED
        except Exception:  # noqa: BLE001 # nothing stays leased, or is tried without end
            _events.exception("handover.stands_still", department=name, code=_BUG)
            self._note_failure(claimed, _Failure(_BUG, whole=True))
            return Brought.FAILED
        self._note_delivery(claimed)
        return Brought.DELIVERED

    def _claim(self, name: str, due_by: datetime | None) -> _Claimed | None:
        now = self._clock.now()
        due_by = due_by or now
        with self._database.begin() as transaction:
            # looked up each time: it may have been removed, or given another address
            department = transaction.handovers.department(name)
            if department is None or department.removed_at is not None or not department.webhook:
                return None
            if department.paused_until is not None and due_by < department.paused_until:
                return None
            row = transaction.handovers.claim(name, due_by, now=now, until=now + LEASE)
        return None if row is None else _Claimed(department, row)

    def _content(self, row: HandoverRow) -> bytes:
        """What the department gets.

        Raises:
            _Failure: it cannot be made, for which the department can do nothing.
        """
        try:
            with self._database.reading() as transaction:
                (case,) = transaction.cases_among([row.case_id], [])
                body = open_case(transaction, case, self._keys)
                parts = transaction.parts.of_case(row.case_id)
                check = transaction.checks.of(row.case_id)
            produced = values_for(row.department, parts, self._keys)
            given = handed_case(row, case, body, produced, check)
            return canonical(given.model_dump(mode="json"))
        except EnvironmentFault as fault:
            raise _Failure(fault.code) from fault

    def _send(self, claimed: _Claimed, body: bytes) -> None:
        """Bring it.

        Raises:
            _Failure: the department did not say that it has it.
        """
        request = signed(
            claimed.department.webhook,
            body,
            delivery=claimed.row.delivery_id,
            keys=self._keys,
            clock=self._clock,
        )
        try:
            send(request, self._limits)
        except SendingError as error:
            raise _Failure(
                error.code,
                whole=error.status not in _ABOUT_THE_CASE,
                counts=True,
                wait=self._wished(error.retry_after),
                status=error.status,
            ) from error

    def _note_delivery(self, claimed: _Claimed) -> None:
        row = claimed.row
        with self._database.begin() as transaction:
            transaction.handovers.delivered(row, self._clock.now())
            if claimed.department.failures:
                transaction.handovers.pause(claimed.department, 0, None)
        _events.info(
            "handover.delivered",
            department=row.department,
            delivery=str(row.delivery_id),
            attempts=row.attempts,
        )

    def _note_failure(self, claimed: _Claimed, failure: _Failure) -> None:
        row, department = claimed.row, claimed.department
        now = self._clock.now()
        again = now + max(
            failure.wait, timedelta(seconds=jittered_s(row.attempts, self._clock, cap_s=_CAP_S))
        )
        # a department is given up for what it did, never for what the platform could not do
        given_up = (
            failure.counts and row.tried_at is not None and now - row.tried_at >= self._give_up
        )
        with self._database.begin() as transaction:
            noted = transaction.handovers.failed(
                row,
                failure.code,
                again,
                tried_at=row.tried_at if failure.counts else None,
                given_up_at=now if given_up else None,
            )
            if failure.whole:
                failures = department.failures + 1
                pause = timedelta(seconds=jittered_s(failures, self._clock, cap_s=_CAP_S))
                transaction.handovers.pause(department, failures, now + max(failure.wait, pause))
        said = {"department": row.department, "delivery": str(row.delivery_id)}
        _events.warning(
            "handover.failed",
            **said,
            attempts=row.attempts,
            code=failure.code,
            status=failure.status,
        )
        if given_up and noted:
            _events.error("handover.given_up", **said, code=failure.code)

    def _wished(self, retry_after: str) -> timedelta:
        """The wait a department asks for (RFC 9110 §10.2.3), within reason."""
        text = retry_after.strip()
        if text.isascii() and text.isdigit():
            # whoever answers may write any number
            return timedelta(seconds=min(float(text), LONGEST_WAIT.total_seconds()))
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):  # a zone may be any number, too
            return timedelta(0)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return min(max(timedelta(0), moment - self._clock.now()), LONGEST_WAIT)
