"""Prints slips for the session and tells it what became of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from kiosk import failures
from kiosk.errors import EnvironmentFault
from kiosk.journey import commands, events

if TYPE_CHECKING:
    from drivers.api import PrintOutcome
    from kiosk.documents.slip import Slip
    from ui.services import Services
    from ui.worker import Worker

Order = commands.PrintReceipt | commands.PrintCorrection | commands.PrintGuide
Ended = Callable[[str, str, str], events.Event]


class Printing:
    """The receipt printer, as the session uses it.

    Args:
        services: has the printer.
        worker: waits for it.
        send: tells the session.
    """

    def __init__(
        self, services: Services, worker: Worker, send: Callable[[events.Event], None]
    ) -> None:
        self._services = services
        self._worker = worker
        self._send = send

    def begin(self, order: Order) -> None:
        """Print; how it ended is told once, whatever happens."""
        about, ended = _told_as(order)
        try:
            future = self._services.supervisor.print(_slip(order))
        except Exception as raised:  # noqa: BLE001 -- reported; else the page would print for ever
            future = Future()
            future.set_exception(raised)
        # told once the session has taken the event that wanted this print
        self._worker.watch(future, partial(self._ended, about, ended))

    def _ended(self, about: str, ended: Ended, done: Future[PrintOutcome]) -> None:
        error = done.exception()
        if error is None:
            outcome = done.result()
            self._send(ended(about, outcome.result.value, outcome.reason))
            return
        if not isinstance(error, EnvironmentFault):  # of those the devices' own events tell
            failures.report("print", error)
        code = error.code if isinstance(error, EnvironmentFault) else "print.stopped"
        self._send(ended(about, "FAILED", code))


def _told_as(order: Order) -> tuple[str, Ended]:
    """What a slip is about, and the event that tells of its end."""
    match order:
        case commands.PrintReceipt():
            return order.receipt.number, events.PrintEnded
        case commands.PrintCorrection():
            return order.receipt.number, events.CorrectionPrinted
        case commands.PrintGuide():
            return order.item.id, events.GuidePrinted


def _slip(order: Order) -> Slip:
    if isinstance(order, commands.PrintReceipt):
        from kiosk.documents.deposit_receipt import deposit_receipt  # not before the first receipt

        return deposit_receipt(order.receipt, order.language, order.texts)
    if isinstance(order, commands.PrintGuide):
        from kiosk.documents.guide_slip import guide_slip  # nor this

        return guide_slip(order.item, order.place_name, order.language)
    from kiosk.documents.correction_notice import correction_notice  # not before the first one

    correction = order.correction
    return correction_notice(order.receipt, correction.missing, correction.until, order.language)
