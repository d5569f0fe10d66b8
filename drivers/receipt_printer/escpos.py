"""The driver of ESC/POS receipt printers.

What it promises: nothing is sent to a printer that says it cannot print; nothing is ever sent
twice; and PRINTED is said only on the printer's own word. Once a byte of the job has left,
everything that is not that word is UNKNOWN, because a printer that stopped for paper goes on with
the rest of the job as soon as it has some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog
from PIL import Image

from drivers.api import (
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
from drivers.receipt_printer.commands import Asked
from drivers.receipt_printer.confirming import Word
from drivers.receipt_printer.conversation import ANSWER_S, Conversation
from drivers.receipt_printer.delivering import deliver
from drivers.receipt_printer.encoder import encode_picture, encode_slip, end_of_another
from drivers.receipt_printer.notes import PrinterNotes
from drivers.receipt_printer.probing import Probe
from drivers.receipt_printer.replies import RealTime
from drivers.receipt_printer.unit import Findings, Speech, Unit, Wishes
from drivers.transports import Transport, TransportFault
from drivers.transports.usblp import TellsPort
from kiosk.clock import Clock, SystemClock
from kiosk.documents.slip import Slip

OPEN_S = 2.0
STATUS_S = 2.5
BELIEVED = 2
"""Silences that are taken for a model that confirms nothing: after one it is asked once more before
the next job, for it may only have been busy."""

log = structlog.get_logger(__name__)


class EscposReceiptPrinter:
    """One ESC/POS printer.

    Args:
        name: its name in the configuration.
        transport: the line to it, closed.
        wishes: what the configuration says of it.
        notes: what printers answered before.
        baud: speed of a serial line, which stays up when the printer loses its power, and takes
            data faster than it carries them; None for all other lines.
        clock: where deadlines are measured.
    """

    device_class = DeviceClass.RECEIPT_PRINTER

    def __init__(
        self,
        name: str,
        transport: Transport,
        wishes: Wishes | None = None,
        *,
        notes: PrinterNotes | None = None,
        baud: int | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self._transport = transport
        self._wishes = wishes or Wishes()
        self._notes = notes or PrinterNotes(None)
        self._baud = baud
        self._clock = clock or SystemClock()
        self._talk = Conversation(transport, self._clock)
        self._names: dict[Asked, str] = {}
        self._unit = Unit.of(self._wishes, Findings())
        self._met = ""
        """The unit that was asked, by serial number or line."""
        self._silences = 0
        """How often since it was opened it was asked how it confirms jobs, and did not answer."""
        self._talks = False
        """Whether it has told how it is since it was opened."""
        self._debt = 0
        """Bytes the last job may lack, when it broke off."""
        self._since: datetime = self._clock.now()
        self._last_ok: datetime | None = None
        self._state = (DeviceState.UNKNOWN, "")

    @property
    def capabilities(self) -> PrinterCapabilities:
        """What this unit can do, and how that is known."""
        return self._unit.capabilities

    def details(self) -> Mapping[str, str]:
        """What a technician may want to know: which unit, what it can do, how that is known."""
        capable = self.capabilities
        facts = {name: getattr(capable, name) for name in capable.provenance}
        words = {True: "yes", False: "no"}
        return (
            {what.name.lower(): text for what, text in self._names.items() if text}
            | {"paper": f"{capable.paper_mm} mm, {capable.dots} dots, {capable.columns} columns"}
            | {
                name: f"{words.get(value, value)} ({capable.provenance[name]})"
                for name, value in facts.items()
            }
        )

    def meet_as_stranger(self) -> None:
        """Ask this unit only what belongs to a job, and print even if it says nothing.

        For a printer that is tried out: called before `open`.
        """
        if self._wishes.speech is Speech.SURE:
            self._wishes = replace(self._wishes, speech=Speech.PERHAPS)

    def open(self) -> None:
        """Connect, ask how the printer is, and find out what it can do if that is not known.

        A printer without paper or with its cover open is open all the same: `status` tells.

        Raises:
            DeviceFault: ``print.unplugged`` when there is no line, ``print.silent`` when nothing
                on it answers as a printer does.
        """
        deadline = self._clock.monotonic() + OPEN_S
        self._talks, self._met, self._silences = False, "", 0
        try:
            self._transport.open(deadline)
            self._talk.begin()
            state = self._how_it_is(deadline)
            if state is not None and not state.problem:
                self._get_to_know()
        except TransportFault as fault:
            self.close()
            raise self._unplugged(fault) from fault
        if state is None and self._wishes.speech is Speech.SURE:
            self.close()
            raise DeviceFault(
                "print.silent",
                f"The printer «{self.name}» takes the connection but answers no status question.",
                "Switch it off and on; if it is one that never answers, set status=never.",
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
            state = self._how_it_is(self._clock.monotonic() + STATUS_S)
        except TransportFault as fault:
            raise self._unplugged(fault) from fault
        return self._as_status(state)

    def changed(self, wait_s: float) -> bool:
        """Wait for a report the printer makes by itself.

        Raises:
            DeviceFault: ``print.unplugged`` when the line is broken.
        """
        until = self._clock.monotonic() + wait_s
        try:
            return self._talk.wait(lambda: self._talk.replies.unasked > 0, until)
        except TransportFault as fault:
            raise self._unplugged(fault) from fault

    def print(self, slip: Slip, *, deadline_s: float) -> PrintOutcome:
        """Print and wait for the printer's own word that it is done.

        Returns:
            PRINTED; or FAILED, which means that no byte of this job can still reach the paper;
            or UNKNOWN, after which the person is asked and nothing is sent by itself.
        """
        return self._deliver(lambda: encode_slip(slip, self._unit.setting), deadline_s)

    def print_picture(self, picture: Image.Image, *, deadline_s: float) -> PrintOutcome:
        """Print a picture in mode ``1``, no wider than the paper; outcomes as of `print`."""
        return self._deliver(lambda: encode_picture(picture, self._unit.setting), deadline_s)

    def _deliver(self, encode: Callable[[], tuple[bytes, ...]], deadline_s: float) -> PrintOutcome:
        deadline = self._clock.monotonic() + deadline_s
        try:
            problem = self._hindrance(deadline)
        except TransportFault as fault:
            problem = self._reason_of(fault)
        if problem:
            return PrintOutcome(PrintResult.FAILED, problem)
        blocks = encode()
        delivered = deliver(self._talk, blocks, deadline, baud=self._baud if self._talks else None)
        if not delivered.whole:
            self._debt = delivered.lacking
            result = PrintResult.UNKNOWN if delivered.begun else PrintResult.FAILED
            return PrintOutcome(result, self._reason_of(delivered.fault))
        word = Word(
            self._talk,
            self._clock,
            self._unit.confirmation.value,
            self._how_it_is,
            talks=self._talks,
        )
        try:
            word.request(deadline)
            outcome = word.wait(deadline)
            if self._unit.automatic_status.value:  # `ESC @` may have ended it
                self._talk.send(commands.REPORT_CHANGES, deadline)
        except TransportFault as fault:
            self._debt = max(map(len, blocks))
            outcome = PrintOutcome(PrintResult.UNKNOWN, self._reason_of(fault))
        return outcome

    def _hindrance(self, deadline: float) -> str:
        """Why nothing should be sent now; empty when all is well, or when nobody can know."""
        self._talk.forget()
        state = self._how_it_is(deadline)
        if state is None and self._talks:  # it answered before, and may only be busy
            state = self._how_it_is(deadline)
        if state is None:
            return "print.silent" if self._wishes.speech is Speech.SURE else ""
        if not state.problem:
            self._get_to_know()
        return state.problem

    def _how_it_is(self, deadline: float) -> RealTime | None:
        """What the printer says, or what the kernel says of it; None when neither knows."""
        if self._wishes.speech is not Speech.NEVER:
            state = self._talk.real_time(deadline)
            if state is not None:
                self._talks = True
                return state
        port = self._transport.port_status() if isinstance(self._transport, TellsPort) else None
        return None if port is None else RealTime.by_port(ready=port.ready, out=port.paper_out)

    def _get_to_know(self) -> None:
        """Find out which unit this is and what it can do; only asked while it can answer."""
        if self._debt:
            until = self._clock.monotonic() + STATUS_S
            self._talk.send(end_of_another(self._debt, self._unit.setting), until)
            self._debt = 0
        if self._met or not self._talks or self._wishes.speech is Speech.PERHAPS:
            return
        probe = Probe(self._talk, self._clock)
        self._names = probe.name()
        unit = " ".join(filter(None, self._names.values())) or str(self._transport)
        findings = self._notes.recall(unit)
        if findings is None or not findings.suffice(self._wishes):
            findings = probe.findings(self._wishes)
            if not self._still_well():
                return  # a cover that opens or paper that ends in between answers for it
            self._notes.keep(unit, findings)
        elif self._wishes.automatic_status:
            self._talk.send(commands.REPORT_CHANGES, self._clock.monotonic() + ANSWER_S)
        self._silences += findings.silent
        self._met = "" if findings.silent and self._silences < BELIEVED else unit
        self._unit = Unit.of(self._wishes, findings)
        how = self._unit.confirmation.value.value
        log.info("device.printer_probed", device=self.name, confirmation=how)

    def _still_well(self) -> bool:
        state = self._how_it_is(self._clock.monotonic() + ANSWER_S)
        return state is not None and not state.problem

    def _reason_of(self, fault: TransportFault | None) -> str:
        """A broken line is a printer that went away; a jammed one is asked what it stopped for."""
        if fault is None:
            return "print.silent"
        if fault.code != "line.jammed":
            return "print.unplugged"
        try:
            state = self._how_it_is(self._clock.monotonic() + ANSWER_S)
        except TransportFault:
            return "print.silent"
        return "print.silent" if state is None else state.problem or "print.unconfirmed"

    def _as_status(self, state: RealTime | None) -> Status:
        now = self._clock.now()
        reason = self._no_answer() if state is None else state.problem
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

    def _no_answer(self) -> str:
        return "print.silent" if self._wishes.speech is Speech.SURE else "print.cannot_tell"

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
        case "print.cannot_tell":
            return DeviceState.UNKNOWN
        case _:
            return DeviceState.OFFLINE


def _paper(state: RealTime | None) -> Paper:
    if state is None:
        return Paper.UNKNOWN
    if state.paper_out:
        return Paper.OUT
    if state.paper_low is None:
        return Paper.UNKNOWN
    return Paper.LOW if state.paper_low else Paper.FULL
