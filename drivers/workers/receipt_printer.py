"""The receipt printer's thread: slips one by one, and an ear for what the printer says itself."""

from __future__ import annotations

from concurrent.futures import Future

from drivers.api import Announcing, DeviceState, PrintOutcome, ReceiptPrinter, Status
from drivers.workers.printing import PrintingWorker
from kiosk.documents.slip import Slip

UNWELL_S = 0.4
"""A printer that cannot print is asked this often, so that new paper is noticed at once."""
LISTEN_S = 0.15
"""A slip waits at most so long for a worker that listens for what the printer says by itself."""


class PrinterWorker(PrintingWorker[ReceiptPrinter]):
    """Prints slips with one printer."""

    def print(self, slip: Slip, deadline_s: float) -> Future[PrintOutcome]:
        """Put a slip in line."""
        printer = self._device
        return self._line_up(lambda left: printer.print(slip, deadline_s=left), deadline_s).outcome

    def _rest_after(self, status: Status) -> float:
        content = status.state in {DeviceState.ONLINE, DeviceState.UNKNOWN}
        return self.pace.heartbeat_s if content else UNWELL_S

    def _step(self) -> float:
        printed = self._print_next()
        if printed:
            self._describe()  # the first job may have been the first chance to ask
        left = self._look_at - self.clock.monotonic()
        if printed or left <= 0 or self._changed(min(left, LISTEN_S)):
            self._look()
        listens = isinstance(self._device, Announcing)
        return 0.0 if self._waiting or listens else self._look_at - self.clock.monotonic()

    def _changed(self, wait_s: float) -> bool:
        """Whether it is time to look, because the printer says so by itself."""
        printer: object = self._device
        if not isinstance(printer, Announcing):
            return True
        return self._asked("listen", self.pace.call_limit_s, lambda: printer.changed(wait_s))
