"""A receipt printer without any bytes, for tests of what stands above drivers.

It keeps the same contract as the real driver (`tests/contract/receipt_printer`).
"""

from __future__ import annotations

from drivers.api import (
    DeviceClass,
    DeviceFault,
    DeviceState,
    Paper,
    PrintOutcome,
    PrintResult,
    Status,
)
from drivers.simulators.printer_hands import FakePrinterHands
from kiosk.clock import Clock, SystemClock
from kiosk.documents.slip import Slip


class FakeReceiptPrinter(FakePrinterHands):
    """Prints into a list.

    Args:
        name: its name.
        clock: for the times in its status.
    """

    device_class = DeviceClass.RECEIPT_PRINTER

    def __init__(self, name: str = "printer", *, clock: Clock | None = None) -> None:
        super().__init__()
        self.name = name
        self.slips: list[Slip] = []
        """What came out whole."""
        self._clock = clock or SystemClock()

    def open(self) -> None:
        """Open; raises `DeviceFault` when unplugged or silent."""
        with self._state:
            if self._unplugged:
                raise _unplugged()
            if self._silent:
                raise DeviceFault("print.silent", "The printer does not answer.")
            self._open = True

    def close(self) -> None:
        """Close."""
        with self._state:
            self._open = False

    def status(self) -> Status:
        """How it is; raises `DeviceFault` when unplugged."""
        with self._state:
            self._check_line()
            problem = self._problem()
            return Status(
                device=self.name,
                device_class=DeviceClass.RECEIPT_PRINTER,
                state=_state(problem),
                reason=problem,
                since=self._clock.now(),
                last_ok=None if problem else self._clock.now(),
                paper=Paper.UNKNOWN if self._silent else self._paper,
                cover_open=None if self._silent else self._cover_open,
            )

    def print(self, slip: Slip, *, deadline_s: float) -> PrintOutcome:  # noqa: ARG002 — it is quick
        """Print at once."""
        with self._state:
            if self._unplugged or not self._open:
                return PrintOutcome(PrintResult.FAILED, "print.unplugged")
            problem = self._problem()
            if problem:
                return PrintOutcome(PrintResult.FAILED, problem)
            trouble, self._trouble_in_job = self._trouble_in_job, ""
            if trouble:
                return PrintOutcome(PrintResult.UNKNOWN, trouble)
            self.slips.append(slip)
            return PrintOutcome(PrintResult.PRINTED)

    # --- inside -----------------------------------------------------------------------------

    def _problem(self) -> str:
        if self._silent:
            return "print.silent"
        if self._cover_open:
            return "print.cover_open"
        return "print.paper_out" if self._paper is Paper.OUT else ""

    def _check_line(self) -> None:
        if self._unplugged or not self._open:
            raise _unplugged()


def _state(problem: str) -> DeviceState:
    match problem:
        case "":
            return DeviceState.ONLINE
        case "print.cover_open":
            return DeviceState.USER_ERROR
        case _:
            return DeviceState.OFFLINE


def _unplugged() -> DeviceFault:
    return DeviceFault("print.unplugged", "The printer is not connected.", "Check its cable.")
