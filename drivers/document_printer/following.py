"""Following a job to its end, and ending it when its time is over."""

from __future__ import annotations

import contextlib
from threading import Event

from drivers.api import DeviceFault
from drivers.document_printer import outcome, reasons
from drivers.document_printer.client import IppClient, RefusalFault, StatusCode
from drivers.document_printer.outcome import Followed, Job, JobState
from drivers.document_printer.reasons import Report, worst
from kiosk.clock import Clock

ASK_S = 3.0
"""One question may take so long."""
AGAIN_S = 0.25
"""From one question to the next."""
GONE_S = 6.0
"""A printer that answers no question for so long is given up."""
LAST_S = 0.5
"""The last question may take so long when the time is over."""
HELD_S = 2.0
"""A job that is held for so long is held by somebody, not only until it has arrived."""
CANCEL_S = 2.0
"""So long after its deadline a job may take to be cancelled, besides `LAST_S`."""


class Follower:
    """Follows one job.

    Args:
        client: the printer.
        number: of the job.
        clock: where deadlines are measured.
        woken: set by whoever wants the following to end.
        before: codes of what the printer complained of before the job.
        itself: whether the printer itself answers; a queue that stopped has to be started.
    """

    def __init__(
        self,
        client: IppClient,
        number: int,
        *,
        clock: Clock,
        woken: Event,
        before: frozenset[str],
        itself: bool,
    ) -> None:
        self._client = client
        self._number = number
        self._clock = clock
        self._woken = woken
        self._before = before
        self._itself = itself
        self._job: Job | None = None
        self._report: Report | None = None
        self._fault: DeviceFault | None = None
        self._heard = clock.monotonic()
        self._held: float | None = None

    def follow(self, deadline: float, why: str = "") -> Followed:
        """Wait for the job's end until the deadline, then cancel it.

        Args:
            deadline: when it has to be done.
            why: code of what went wrong already, so that it is cancelled at once; empty: nothing.
        """
        why = why or self._watch(deadline) or self._late()
        if self._job is None or not self._job.ended:
            end = min(deadline, self._clock.monotonic()) + CANCEL_S
            with contextlib.suppress(DeviceFault):  # a job that has just ended cannot be cancelled
                self._client.cancel(self._number, self._clock.monotonic() + CANCEL_S / 2)
            self._watch(end, cancelled=True)
        return Followed(self._job, self._complaint(), why)

    def _watch(self, until: float, *, cancelled: bool = False) -> str:
        """Ask until the job has ended or the time is over, and once more then.

        Returns:
            Why to ask no more before that; empty otherwise.
        """
        while True:
            left = until - self._clock.monotonic()
            why = self._look(self._clock.monotonic() + max(LAST_S, min(left, ASK_S)))
            if left <= 0 or (self._job is not None and self._job.ended and self._fault is None):
                return ""
            if why and (not cancelled or self._fault is not None):
                return why
            if self._woken.wait(max(0.0, min(AGAIN_S, until - self._clock.monotonic()))):
                return "document.interrupted"

    def _look(self, deadline: float) -> str:
        """Ask for the job and for the printer, in this order; answers why to ask no more."""
        now = self._clock.monotonic()
        try:
            job = Job.of(self._client.job(self._number, outcome.WANTED, deadline))
            answer = self._client.printer(reasons.WANTED, deadline)
        except DeviceFault as fault:
            self._fault = fault
            if isinstance(fault, RefusalFault) and fault.status == StatusCode.NOT_FOUND:
                return "document.job_lost"
            return fault.code if now - self._heard > GONE_S else ""
        self._report = Report.of(answer, itself=self._itself)
        self._job, self._fault, self._heard = job, None, now
        held = job.state == JobState.HELD
        self._held = (self._held or now) if held else None
        if self._held is not None and now - self._held > HELD_S:
            return "document.held"
        stopped = not self._itself and self._report.stopped
        return "document.paused" if stopped and not job.ended else ""

    def _late(self) -> str:
        """Why the job was not done in time; empty when it was."""
        if self._fault is not None:
            return self._fault.code
        if self._job is None or self._report is None:
            return "document.late"
        if self._job.ended:
            return ""
        trouble = self._report.problem or worst(self._report.suspicions)
        waiting = self._job.state == JobState.PENDING and not self._job.begun
        return trouble or ("document.busy" if waiting else "document.late")

    def _complaint(self) -> str:
        if self._report is None:
            return ""
        return worst(self._report.problems - self._before)
