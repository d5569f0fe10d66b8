"""The driver of printers for documents: a CUPS queue, or a printer that is asked itself.

What it promises: nothing is sent to a printer that says it cannot print; nothing is ever sent
twice; a job that is not done in time is cancelled, so that nothing comes out when nobody waits any
more; and PRINTED is said only when whoever knows has said so and counted the sheets (`outcome`).

A CUPS queue that has nothing to do repeats what its last job found out about the printer, true or
not: the state is then UNKNOWN with that reason, and the next job is sent to find out.

Tried with CUPS 2.4.2 (queues over the back ends ipp and cups-pdf) and its ippeveprinter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from threading import Event

import structlog

from drivers.api import (
    DeviceClass,
    DeviceFault,
    DeviceState,
    DocumentPrinterCapabilities,
    Paper,
    PrintOutcome,
    PrintResult,
    Sides,
    Status,
    Toner,
    Witness,
)
from drivers.document_printer import description, reasons
from drivers.document_printer.client import IppClient, JobTicket, RefusalFault, StatusCode
from drivers.document_printer.description import A4, Description
from drivers.document_printer.exchange import ExchangeFault
from drivers.document_printer.following import Follower
from drivers.document_printer.message import Attribute, Tag
from drivers.document_printer.outcome import Expected, Followed, Way, judge
from drivers.document_printer.pages import KIND, count_pages
from drivers.document_printer.reasons import Report, device_state
from kiosk.clock import Clock, SystemClock

OPEN_S = 5.0
STATUS_S = 4.0
ANNOUNCE_S = 10.0
"""So long a printer may take to answer that it takes a job."""
ASK_AGAIN_S = 0.5
"""A printer that is busy with another job is asked this often whether it takes ours."""
NAME = "bianmin"
"""What a job without a title is called."""
FAILURES = 0x0500
"""Statuses below mean that the request was wrong, and nothing was begun."""
REFUSED_BEFORE = frozenset(
    {StatusCode.VERSION_NOT_SUPPORTED, StatusCode.NOT_ACCEPTING_JOBS, StatusCode.BUSY}
)
"""Failures of the printer after which nothing was begun either."""

log = structlog.get_logger(__name__)


class IppDocumentPrinter:
    """One printer, or one queue.

    Args:
        name: its name in the configuration.
        client: the way to it.
        witness: whose word there is for a document being printed; UNASKED means: find out.
        clock: where deadlines are measured.
    """

    device_class = DeviceClass.DOCUMENT_PRINTER

    def __init__(
        self,
        name: str,
        client: IppClient,
        *,
        witness: Witness = Witness.UNASKED,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self._client = client
        self._clock = clock or SystemClock()
        self._witness = witness
        self._what = Description.of({}, witness)
        self._counts = False
        self._interrupted = Event()
        self._since: datetime = self._clock.now()
        self._last_ok: datetime | None = None
        self._state = (DeviceState.UNKNOWN, "")

    @property
    def capabilities(self) -> DocumentPrinterCapabilities:
        """What it can do, and whose word there is for a printed document."""
        return self._what.capabilities

    def details(self) -> Mapping[str, str]:
        """Model, firmware, and how a job is known to be printed."""
        found = {
            "model": self._what.model,
            "firmware": self._what.firmware,
            "way": f"CUPS queue over {self._what.device}" if self._what.is_queue else "printer",
            "witness": self.capabilities.witness.value,
            "provenance": self.capabilities.provenance,
        }
        return {key: value for key, value in found.items() if value}

    def open(self) -> None:
        """Ask what it is and can do.

        A printer without paper is open all the same: `status` tells.

        Raises:
            DeviceFault: ``document.unplugged``, ``document.silent``, ``document.garbled``,
                ``document.no_queue``, ``document.refused``, ``document.certificate``.
        """
        self._interrupted.clear()
        answer = self._client.printer(description.WANTED, self._clock.monotonic() + OPEN_S)
        self._what = Description.of(answer, self._witness)
        log.info(
            "device.printer_probed", device=self.name, confirmation=self.capabilities.witness.value
        )

    def close(self) -> None:
        """Nothing is held open between two questions."""

    def interrupt(self) -> None:
        """End a wait in another thread."""
        self._interrupted.set()
        self._client.interrupt()

    def status(self) -> Status:
        """Ask how it is.

        Raises:
            DeviceFault: as `open`.
        """
        report = self._report(self._clock.monotonic() + STATUS_S)
        problem = self._problem(report)
        remembered = "" if problem or not self._remembers(report) else report.problem
        state = DeviceState.UNKNOWN if remembered else device_state(problem)
        return self._as_status(state, problem or remembered, report)

    def print(
        self,
        pdf: bytes,
        *,
        copies: int = 1,
        sides: Sides = Sides.ONE,
        title: str = "",
        deadline_s: float,
    ) -> PrintOutcome:
        """Print a document and wait for the word that it is done.

        It takes up to 2.5 s longer than the deadline, to have the job cancelled (`following`).
        """
        deadline = self._clock.monotonic() + deadline_s
        self._interrupted.clear()
        sides = sides if sides in self.capabilities.sides else Sides.ONE
        try:
            expected = Expected(count_pages(pdf), copies, sides)
            before = self._ready(copies, deadline)
        except DeviceFault as fault:
            return PrintOutcome(PrintResult.FAILED, fault.code)
        ticket = self._ticket(title or NAME, expected)
        if not self._what.two_steps:
            return self._print_in_one_step(ticket, pdf, expected, before, deadline)
        try:
            number = self._announced(ticket, deadline)
        except DeviceFault as fault:
            # even if the job was announced: without a document nothing is printed
            return PrintOutcome(PrintResult.FAILED, fault.code)
        why = ""
        try:
            self._client.send(number, pdf, KIND, deadline)
        except RefusalFault as fault:
            why = fault.code
        except ExchangeFault as fault:
            if not fault.arrived:
                return PrintOutcome(PrintResult.FAILED, fault.code)
            # it may have all of it; what becomes of the job will tell
        return self._outcome(number, expected, before, deadline, why)

    # --- inside -----------------------------------------------------------------------------

    def _report(self, deadline: float) -> Report:
        answer = self._client.printer(reasons.WANTED, deadline)
        return Report.of(answer, itself=not self._what.is_queue)

    def _remembers(self, report: Report) -> bool:
        """Whether the reasons are those of the last job, whatever has happened since."""
        return self._what.is_queue and report.idle

    def _problem(self, report: Report) -> str:
        """Why nothing should be sent now; empty when nothing is known against it."""
        if KIND not in self.capabilities.formats:
            return "document.format"
        if self._what.is_queue:
            if not report.accepting:
                return "document.not_accepting"
            if report.stopped:
                return "document.paused"
        return "" if self._remembers(report) else report.problem

    def _ready(self, copies: int, deadline: float) -> frozenset[str]:
        """Check that it can print now; answers the codes of what it complains of.

        Raises:
            DeviceFault: why it cannot.
        """
        report = self._report(min(deadline, self._clock.monotonic() + STATUS_S))
        problem = self._problem(report)
        if not problem and not 1 <= copies <= self.capabilities.copies:
            problem = "document.copies"
        if problem:
            raise DeviceFault(problem, f"The printer «{self.name}» cannot print this now.")
        return frozenset() if self._remembers(report) else report.problems

    def _ticket(self, title: str, expected: Expected) -> JobTicket:
        wishes = [Attribute("sides", Tag.KEYWORD, (expected.sides.value,))]
        if self.capabilities.a4:
            wishes.append(Attribute("media", Tag.KEYWORD, (A4,)))
        if self._what.bannerless:
            wishes.append(Attribute("job-sheets", Tag.KEYWORD, ("none",)))
        return JobTicket(title, expected.copies, tuple(wishes))

    def _announced(self, ticket: JobTicket, deadline: float) -> int:
        """Announce the job, as soon as the printer has done what it is busy with."""
        while True:
            try:
                until = min(deadline, self._clock.monotonic() + ANNOUNCE_S)
                return self._client.create(ticket, until)
            except RefusalFault as fault:
                if fault.status != StatusCode.BUSY or self._wait(deadline):
                    raise

    def _wait(self, deadline: float) -> bool:
        """Wait a little; True when there is no time left for it."""
        left = deadline - self._clock.monotonic()
        return left <= ASK_AGAIN_S or self._interrupted.wait(ASK_AGAIN_S)

    def _print_in_one_step(
        self,
        ticket: JobTicket,
        pdf: bytes,
        expected: Expected,
        before: frozenset[str],
        deadline: float,
    ) -> PrintOutcome:
        """For printers that know no other way; a lost answer leaves the job without a number."""
        while True:
            try:
                number = self._client.print(ticket, pdf, KIND, deadline)
            except RefusalFault as fault:
                if fault.status == StatusCode.BUSY and not self._wait(deadline):
                    continue
                begun = fault.status >= FAILURES and fault.status not in REFUSED_BEFORE
                result = PrintResult.UNKNOWN if begun else PrintResult.FAILED
                return PrintOutcome(result, fault.code)
            except ExchangeFault as fault:
                result = PrintResult.UNKNOWN if fault.arrived else PrintResult.FAILED
                return PrintOutcome(result, fault.code)
            return self._outcome(number, expected, before, deadline)

    def _outcome(
        self,
        number: int,
        expected: Expected,
        before: frozenset[str],
        deadline: float,
        why: str = "",
    ) -> PrintOutcome:
        follower = Follower(
            self._client,
            number,
            clock=self._clock,
            woken=self._interrupted,
            before=before,
            itself=not self._what.is_queue,
        )
        followed = follower.follow(deadline, why)
        verdict = judge(followed, expected, self._way())
        self._learn(followed)
        return verdict

    def _way(self) -> Way:
        return Way(
            waits=self.capabilities.witness is not Witness.NOBODY,
            itself=self.capabilities.witness is Witness.PRINTER,
            counts=self._counts,
        )

    def _learn(self, followed: Followed) -> None:
        """A printer that has counted once counts; one that was never seen to may not."""
        if followed.job is not None and followed.job.counted:
            self._counts = True

    def _as_status(self, state: DeviceState, reason: str, report: Report) -> Status:
        now = self._clock.now()
        if self._state != (state, reason):
            self._state, self._since = (state, reason), now
        if not reason:
            self._last_ok = now
        paper, toner, cover = report.paper, report.toner, report.cover_open
        queue, guess = self._what.is_queue, self._remembers(report)
        # a queue that complains of nothing has not looked
        return Status(
            device=self.name,
            device_class=DeviceClass.DOCUMENT_PRINTER,
            state=state,
            reason=reason,
            since=self._since,
            last_ok=self._last_ok,
            paper=Paper.UNKNOWN if guess or (queue and paper is Paper.FULL) else paper,
            toner=Toner.UNKNOWN if guess or (queue and toner is Toner.FULL) else toner,
            cover_open=None if guess or (queue and not cover) else cover,
        )
