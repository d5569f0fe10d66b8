"""What the threads of all printers have in common: one job at a time, and a look in between."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from drivers.api import (
    Device,
    DeviceFault,
    DeviceState,
    PrintOutcome,
    PrintResult,
    Status,
)
from drivers.workers.base import Call, DeviceWorker, Surroundings


class Printing(Device, Protocol):
    """As much of a printer as its thread needs to know."""

    def status(self) -> Status:
        """Ask the printer how it is."""


Printer = TypeVar("Printer", bound=Printing)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Something that waits for the printer.

    Args:
        work: prints it, in so many seconds.
        until: when it has to be done.
        outcome: what became of it.
    """

    work: Callable[[float], PrintOutcome]
    until: float
    outcome: Future[PrintOutcome] = field(default_factory=Future)

    def settle(self, outcome: PrintOutcome) -> None:
        """Say what became of it; the first word counts."""
        try:
            self.outcome.set_result(outcome)
        except InvalidStateError:
            return  # given up before, as the caller was told then


class PrintingWorker(DeviceWorker[Printer]):
    """Prints with one printer. The one whose job is running holds the printer alone."""

    def __init__(self, printer: Printer, surroundings: Surroundings) -> None:
        super().__init__(printer, surroundings)
        self._jobs: deque[Job] = deque()
        self._running: Job | None = None
        self._look_at = 0.0

    def give_up(self) -> None:
        """The program ends: nothing that waits will be printed."""
        self._fail_waiting(f"{self.prefix}.stopped")
        with self._gate:
            running = self._running
        if running is not None:
            running.settle(PrintOutcome(PrintResult.UNKNOWN, f"{self.prefix}.stopped"))

    # --- for the workers of each class ------------------------------------------------------

    @abstractmethod
    def _rest_after(self, status: Status) -> float:
        """Seconds until the next look at a printer that is as it says."""

    def _line_up(self, work: Callable[[float], PrintOutcome], deadline_s: float) -> Job:
        """Put a job in line."""
        job = Job(work, self.clock.monotonic() + deadline_s)
        with self._gate:
            hung = self._call is not None and self._call.abandoned
            stopping = self._stopping
            if not (hung or stopping):
                self._jobs.append(job)
        if stopping:
            job.settle(PrintOutcome(PrintResult.FAILED, f"{self.prefix}.stopped"))
        elif hung:
            job.settle(PrintOutcome(PrintResult.FAILED, f"{self.prefix}.hung"))
        self.poke()
        return job

    def _step(self) -> float:
        if self._print_next() or self._look_at <= self.clock.monotonic():
            self._look()
        return 0.0 if self._waiting else self._look_at - self.clock.monotonic()

    @property
    def _waiting(self) -> bool:
        with self._gate:
            return bool(self._jobs)

    def _print_next(self) -> bool:
        """Print what waits longest; False when nothing does."""
        with self._gate:
            job = self._jobs.popleft() if self._jobs else None
        if job is not None:
            self._print(job)
        return job is not None

    def _print(self, job: Job) -> None:
        left = job.until - self.clock.monotonic()
        if not job.outcome.set_running_or_notify_cancel():
            return
        if left <= 0:
            job.settle(PrintOutcome(PrintResult.FAILED, f"{self.prefix}.busy"))
            return
        with self._gate:
            self._running = job
        self._change(replace(self.status, state=DeviceState.BUSY, reason=""))
        limit = left + self.pace.print_grace_s
        try:
            outcome = self._asked("print", limit, lambda: job.work(left))
        except DeviceFault as fault:
            # A driver that breaks off does not say how far it came.
            job.settle(PrintOutcome(PrintResult.UNKNOWN, fault.code))
            raise
        else:
            job.settle(outcome)
        finally:
            with self._gate:
                self._running = None

    def _look(self) -> None:
        status = self._asked("status", self.pace.call_limit_s, self._device.status)
        self._look_at = self.clock.monotonic() + self._rest_after(status)
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
            running.settle(PrintOutcome(PrintResult.UNKNOWN, f"{self.prefix}.hung"))
        self._fail_waiting(f"{self.prefix}.hung")

    def _fail_waiting(self, reason: str) -> None:
        with self._gate:
            waiting = list(self._jobs)
            self._jobs.clear()
        for job in waiting:
            if job.outcome.set_running_or_notify_cancel():
                job.settle(PrintOutcome(PrintResult.FAILED, reason))
