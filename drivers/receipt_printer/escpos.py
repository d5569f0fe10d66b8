"""The driver of ESC/POS receipt printers.

What it promises: nothing is sent to a printer that cannot print; nothing is ever sent twice; and
PRINTED is said only on the printer's own word. Once a byte of the job has left, everything that
is not that word is UNKNOWN, because a printer that stopped for paper goes on with the rest of the
job as soon as it has some.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from drivers.api import (
    Confirmation,
    DeviceClass,
    DeviceFault,
    DeviceState,
    Paper,
    PrinterCapabilities,
    PrintOutcome,
    PrintResult,
    Status,
)
from drivers.receipt_printer import commands
from drivers.receipt_printer.conversation import ANSWER_S, Conversation
from drivers.receipt_printer.encoder import PAPERS, encode_slip
from drivers.receipt_printer.replies import RealTime
from drivers.transports import Transport, TransportFault
from kiosk.clock import Clock, SystemClock
from kiosk.documents.slip import Slip

OPEN_S = 2.0
STATUS_S = 2.5
ASK_AGAIN_S = 0.3
MISSES = 3
"""So many unanswered questions in a row make a printer silent."""

PASSING = frozenset({"", "print.overheated"})
"""What a printer gets over by itself while we wait."""

log = structlog.get_logger(__name__)


class EscposReceiptPrinter:
    """One ESC/POS printer.

    Args:
        name: its name in the configuration.
        transport: the line to it, closed.
        paper_mm: width of its roll, 58 or 80.
        native_qr: whether it draws QR codes itself.
        confirmation: how it confirms jobs; UNPROBED means: ask it.
        clock: where deadlines are measured.
    """

    device_class = DeviceClass.RECEIPT_PRINTER

    def __init__(
        self,
        name: str,
        transport: Transport,
        *,
        paper_mm: int = 80,
        native_qr: bool = True,
        confirmation: Confirmation = Confirmation.UNPROBED,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self._transport = transport
        self._paper = PAPERS[paper_mm]
        self._clock = clock or SystemClock()
        self._talk = Conversation(transport, self._clock)
        self._native_qr = native_qr
        self._confirmation = confirmation
        asked = confirmation is Confirmation.UNPROBED
        self._provenance = "not asked yet" if asked else "set in the configuration"
        self._since: datetime = self._clock.now()
        self._last_ok: datetime | None = None
        self._state = (DeviceState.UNKNOWN, "")

    @property
    def capabilities(self) -> PrinterCapabilities:
        """What this unit can do, and how that is known."""
        return PrinterCapabilities(
            paper_mm=self._paper.millimetres,
            dots=self._paper.dots,
            columns=self._paper.columns,
            native_qr=self._native_qr,
            confirmation=self._confirmation,
            provenance=self._provenance,
        )

    def open(self) -> None:
        """Connect and ask how the printer is.

        A printer without paper or with its cover open is open all the same: `status` tells.

        Raises:
            DeviceFault: ``print.unplugged`` when there is no line, ``print.silent`` when nothing
                on it answers as a printer does.
        """
        deadline = self._clock.monotonic() + OPEN_S
        try:
            self._transport.open(deadline)
            self._talk.forget()
            state = self._talk.real_time(deadline)
            if state is not None and not state.problem:
                self._probe()
        except TransportFault as fault:
            self.close()
            raise self._unplugged(fault) from fault
        if state is None:
            self.close()
            raise DeviceFault(
                "print.silent",
                f"The printer «{self.name}» takes the connection but answers no status question.",
                "Switch it off and on; check that it is an ESC/POS printer.",
            )

    def close(self) -> None:
        """Disconnect."""
        self._transport.close()

    def interrupt(self) -> None:
        """End a wait in another thread by taking the line away."""
        self._transport.close()

    def status(self) -> Status:
        """Ask the printer how it is.

        Raises:
            DeviceFault: ``print.unplugged`` when the line is broken.
        """
        try:
            self._talk.forget()
            state = self._talk.real_time(self._clock.monotonic() + STATUS_S)
        except TransportFault as fault:
            raise self._unplugged(fault) from fault
        return self._as_status(state)

    def print(self, slip: Slip, *, deadline_s: float) -> PrintOutcome:
        """Print and wait for the printer's own word that it is done.

        Returns:
            PRINTED; or FAILED, which means that no byte of this job can still reach the paper;
            or UNKNOWN, after which the person is asked and nothing is sent by itself.
        """
        deadline = self._clock.monotonic() + deadline_s
        job = encode_slip(slip, self._paper, native_qr=self._native_qr)
        try:
            problem = self._hindrance(deadline)
        except TransportFault:
            problem = "print.unplugged"
        if problem:
            return PrintOutcome(PrintResult.FAILED, problem)
        try:
            self._talk.send(job, deadline)
        except TransportFault as fault:
            reason = "print.unplugged" if fault.code == "line.lost" else self._reason_now()
            result = PrintResult.FAILED if fault.sent == 0 else PrintResult.UNKNOWN
            return PrintOutcome(result, reason)
        try:
            return self._confirmed(deadline)
        except TransportFault as fault:
            # A jammed line behind a whole job is a printer that stopped, not one that went away.
            reason = "print.unplugged" if fault.code == "line.lost" else self._reason_now()
            return PrintOutcome(PrintResult.UNKNOWN, reason)

    def _hindrance(self, deadline: float) -> str:
        """Why nothing should be sent now; empty when all is well."""
        self._talk.forget()
        state = self._talk.real_time(deadline)
        if state is None:
            return "print.silent"
        if not state.problem and self._confirmation is Confirmation.UNPROBED:
            self._probe()
        return state.problem

    def _probe(self) -> None:
        """Find out how this unit confirms; only asked while it is able to answer."""
        if self._confirmation is not Confirmation.UNPROBED:
            return
        number = self._talk.fresh_job()
        if self._answers(commands.process_id(number), lambda: number in self._talk.replies.jobs):
            found = Confirmation.PROCESS_ID, "asked: answered GS ( H function 48"
        elif self._answers(commands.FENCE, lambda: bool(self._talk.replies.fences)):
            found = Confirmation.FENCE, "asked: silent to GS ( H, answered GS r 1"
        else:
            found = Confirmation.NONE, "asked: silent to GS ( H and to GS r 1"
        self._confirmation, self._provenance = found
        log.info("device.printer_probed", device=self.name, confirmation=self._confirmation.value)

    def _answers(self, question: bytes, answered: Callable[[], bool]) -> bool:
        self._talk.replies.fences.clear()
        until = self._clock.monotonic() + ANSWER_S
        self._talk.send(question, until)
        return self._talk.wait(answered, until)

    def _confirmed(self, deadline: float) -> PrintOutcome:
        """Wait for the word; ask for the printer's state in between."""
        match self._confirmation:
            case Confirmation.PROCESS_ID:
                number = self._talk.fresh_job()
                self._talk.send(commands.process_id(number), deadline)

                def done() -> bool:
                    return number in self._talk.replies.jobs

            case Confirmation.FENCE:
                self._talk.replies.fences.clear()
                self._talk.send(commands.FENCE, deadline)

                def done() -> bool:
                    return bool(self._talk.replies.fences)

            case _:
                return PrintOutcome(PrintResult.UNKNOWN, "print.unconfirmed")
        misses = 0
        while self._clock.monotonic() < deadline:
            until = min(deadline, self._clock.monotonic() + ASK_AGAIN_S)
            if self._talk.wait(done, until):
                return self._after_the_word(deadline)
            state = self._talk.real_time(deadline)
            misses = misses + 1 if state is None else 0
            if misses == MISSES:
                return PrintOutcome(PrintResult.UNKNOWN, "print.silent")
            if state is not None and state.problem not in PASSING and not done():
                return PrintOutcome(PrintResult.UNKNOWN, state.problem)
        return PrintOutcome(PrintResult.UNKNOWN, "print.unconfirmed")

    def _after_the_word(self, deadline: float) -> PrintOutcome:
        """A job number means: on paper. A fence only means: worked off, so look once more."""
        if self._confirmation is Confirmation.PROCESS_ID:
            return PrintOutcome(PrintResult.PRINTED)
        state = self._talk.real_time(deadline)
        if state is not None and not state.problem:
            return PrintOutcome(PrintResult.PRINTED)
        reason = "print.silent" if state is None else state.problem
        return PrintOutcome(PrintResult.UNKNOWN, reason)

    def _reason_now(self) -> str:
        """What the printer says after it stopped taking data."""
        try:
            state = self._talk.real_time(self._clock.monotonic() + ANSWER_S)
        except TransportFault:
            return "print.silent"
        return "print.silent" if state is None else state.problem or "print.unconfirmed"

    def _as_status(self, state: RealTime | None) -> Status:
        now = self._clock.now()
        reason = "print.silent" if state is None else state.problem
        self._enter(_device_state(reason), reason, now)
        if state is not None and not reason:
            self._last_ok = now
        return Status(
            device=self.name,
            device_class=DeviceClass.RECEIPT_PRINTER,
            state=self._state[0],
            reason=reason,
            since=self._since,
            last_ok=self._last_ok,
            paper=_paper(state),
            cover_open=None if state is None else state.cover_open,
        )

    def _enter(self, state: DeviceState, reason: str, now: datetime) -> None:
        if self._state != (state, reason):
            self._state, self._since = (state, reason), now

    def _unplugged(self, fault: TransportFault) -> DeviceFault:
        return DeviceFault(
            "print.unplugged", f"Printer «{self.name}»: {fault.message}", fault.remedy
        )


def _device_state(reason: str) -> DeviceState:
    match reason:
        case "":
            return DeviceState.ONLINE
        case "print.cover_open":
            return DeviceState.USER_ERROR
        case "print.hardware" | "print.cutter":
            return DeviceState.HARDWARE_ERROR
        case _:
            return DeviceState.OFFLINE


def _paper(state: RealTime | None) -> Paper:
    if state is None:
        return Paper.UNKNOWN
    if state.paper_out:
        return Paper.OUT
    return Paper.LOW if state.paper_low else Paper.FULL
