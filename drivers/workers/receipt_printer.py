"""The printer's thread: one job at a time, and a look at its paper in between."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field, replace

from drivers.api import (
    Announcing,
    DeviceFault,
    DeviceState,
    PrintOutcome,
    PrintResult,
    ReceiptPrinter,
)
from drivers.workers.base import Call, DeviceWorker, Surroundings
from kiosk.documents.slip import Slip

UNWELL_S = 0.4
"""A printer that cannot print is asked this often, so that new paper is noticed at once."""
LISTEN_S = 0.15
"""A slip waits at most so long for a worker that listens for what the printer says by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A slip that waits for the printer."""

    slip: Slip
    until: float
    outcome: Future[PrintOutcome] = field(default_factory=Future)

    def settle(self, result: PrintResult, reason: str = "") -> None:
        """Say what became of it; the first word counts."""
        try:
            self.outcome.set_result(PrintOutcome(result, reason))
        except InvalidStateError:
            return  # given up before, as the caller was told then


class PrinterWorker(DeviceWorker[ReceiptPrinter]):
    """Prints with one printer. The one whose job is running holds the printer alone."""

    def __init__(self, printer: ReceiptPrinter, surroundings: Surroundings) -> None:
        super().__init__(printer, surroundings)
        self._jobs: deque[Job] = deque()
        self._running: Job | None = None
        self._look_at = 0.0

    def print(self, slip: Slip, deadline_s: float) -> Future[PrintOutcome]:
        """Put a slip in line."""
        job = Job(slip, self.clock.monotonic() + deadline_s)
        with self._gate:
            hung = self._call is not None and self._call.abandoned
            stopping = self._stopping
            if not (hung or stopping):
                self._jobs.append(job)
        if stopping:
            job.settle(PrintResult.FAILED, "print.stopped")
        elif hung:
            job.settle(PrintResult.FAILED, "print.hung")
        self.poke()
        return job.outcome

    def give_up(self) -> None:
        """The program ends: nothing that waits will be printed."""
        self._fail_waiting("print.stopped")
        with self._gate:
            running = self._running
        if running is not None:
            running.settle(PrintResult.UNKNOWN, "print.stopped")

    def _step(self) -> float:
        with self._gate:
            job = self._jobs.popleft() if self._jobs else None
        if job is not None:
            self._print(job)
            self._describe()  # the first job may have been the first chance to ask
        left = self._look_at - self.clock.monotonic()
        if job is not None or left <= 0 or self._changed(min(left, LISTEN_S)):
            self._look()
        with self._gate:
            waiting = bool(self._jobs)
        listens = isinstance(self._device, Announcing)
        return 0.0 if waiting or listens else self._look_at - self.clock.monotonic()

    def _changed(self, wait_s: float) -> bool:
        """Whether it is time to look, because the printer says so by itself."""
        printer: object = self._device
        if not isinstance(printer, Announcing):
            return True
        return self._asked("listen", self.pace.call_limit_s, lambda: printer.changed(wait_s))

    def _print(self, job: Job) -> None:
        left = job.until - self.clock.monotonic()
        if not job.outcome.set_running_or_notify_cancel():
            return
        if left <= 0:
            job.settle(PrintResult.FAILED, "print.busy")
            return
        with self._gate:
            self._running = job
        self._change(replace(self.status, state=DeviceState.BUSY, reason=""))
        limit = left + self.pace.print_grace_s
        try:
            outcome = self._asked(
                "print", limit, lambda: self._device.print(job.slip, deadline_s=left)
            )
        except DeviceFault as fault:
            # A driver that breaks off does not say how far it came.
            job.settle(PrintResult.UNKNOWN, fault.code)
            raise
        else:
            job.settle(outcome.result, outcome.reason)
        finally:
            with self._gate:
                self._running = None

    def _look(self) -> None:
        status = self._asked("status", self.pace.call_limit_s, self._device.status)
        content = status.state in {DeviceState.ONLINE, DeviceState.UNKNOWN}
        rest = self.pace.heartbeat_s if content else UNWELL_S
        self._look_at = self.clock.monotonic() + rest
        if status.reason and status.state is not DeviceState.UNKNOWN:
            self._log_failure(
                status.reason,
                f"The printer «{status.device}» says that it cannot print now.",
                "docs/operating.md says under this code what to do.",
            )
        else:
            self._log_recovery()
        self._misses = 0
        self._change(status)

    def _opened(self) -> None:
        self._look()

    def _unreachable(self, fault: DeviceFault) -> None:
        self._fail_waiting(fault.code)

    def _abandoned(self, call: Call) -> None:
        with self._gate:
            running = self._running
        if running is not None and call.what == "print":
            running.settle(PrintResult.UNKNOWN, "print.hung")
        self._fail_waiting("print.hung")

    def _fail_waiting(self, reason: str) -> None:
        with self._gate:
            waiting = list(self._jobs)
            self._jobs.clear()
        for job in waiting:
            if job.outcome.set_running_or_notify_cancel():
                job.settle(PrintResult.FAILED, reason)
