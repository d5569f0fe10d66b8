"""An IPP printer written by hand, for what real ones cannot be made to answer.

It keeps jobs and counts as a printer does, and spoils the answers it is told to: garbage, half of
them, none at all. For everything a real one can do there is `eve_printer`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from threading import Condition, Event, Thread

from drivers.document_printer.client import Operation, StatusCode
from drivers.document_printer.message import (
    Attribute,
    GroupTag,
    Message,
    Tag,
    Value,
    encode,
)
from drivers.document_printer.outcome import JobState
from drivers.document_printer.pages import KIND, count_pages
from drivers.document_printer.reasons import number, words
from drivers.simulators.child_process import LOOPBACK, PATIENCE_S
from drivers.simulators.spoiled_answers import Answering, Spoiled

PATH = "/ipp/print"
OK = 0x0000
STOP_S = 0.02
"""It looks so often whether it shall stop."""


@dataclass(slots=True)
class SimulatedJob:
    """A job.

    Args:
        number: of the job.
        name: as it was called.
        user: whose it is.
        copies: of each page.
        wishes: what it was to look like.
        state: ``job-state``.
        reasons: ``job-state-reasons``.
        impressions: sides printed.
        sheets: sheets that came out; None: it does not count them.
        begun: whether work on it has begun.
        document: what was sent; None before.
    """

    number: int
    name: str
    user: str
    copies: int
    wishes: Mapping[str, tuple[Value, ...]]
    state: JobState = JobState.HELD
    reasons: tuple[str, ...] = ("job-incoming",)
    impressions: int | None = 0
    sheets: int | None = None
    begun: bool = False
    document: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of a document.

    Args:
        state: of the job when it has come.
        reasons: of the job.
        short: so many sides fewer than it has are counted.
        counts: whether sides are counted at all.
        sheets: what is said of the sheets; None: nothing.
        begun: whether work on it has begun.
    """

    state: JobState = JobState.COMPLETED
    reasons: tuple[str, ...] = ("job-completed-successfully",)
    short: int = 0
    counts: bool = True
    sheets: int | None = None
    begun: bool = True


class IppPrinterSimulator:
    """A printer on loopback.

    Attributes:
        printer: what it says of itself; tests change it.
        ending: what becomes of documents from now on.
        cancelling: what becomes of a job that is cancelled; None: nothing.
        jobs: all jobs, the oldest first.
    """

    def __init__(self) -> None:
        self.printer: dict[str, tuple[Tag, tuple[Value, ...]]] = {
            "printer-state": (Tag.ENUM, (3,)),
            "printer-state-reasons": (Tag.KEYWORD, ("none",)),
            "printer-is-accepting-jobs": (Tag.BOOLEAN, (True,)),
            "media-ready": (Tag.KEYWORD, ("iso_a4_210x297mm",)),
            "media-supported": (Tag.KEYWORD, ("iso_a4_210x297mm",)),
            "operations-supported": (Tag.ENUM, tuple(int(each) for each in STEPS)),
            "document-format-supported": (Tag.MIME_TYPE, (KIND,)),
            "sides-supported": (Tag.KEYWORD, ("one-sided", "two-sided-long-edge")),
            "copies-supported": (Tag.RANGE, ((1, 99),)),
            "color-supported": (Tag.BOOLEAN, (False,)),
            "printer-make-and-model": (Tag.TEXT, ("Simulated",)),
        }
        self.ending = Ending()
        self.cancelling: JobState | None = JobState.CANCELED
        self.jobs: list[SimulatedJob] = []
        self.asked: list[Operation] = []
        """Operations in the order they came, spoiled ones too."""
        self.versions: list[tuple[int, int]] = []
        """Versions of the protocol they came in."""
        self.port = 0
        self._state = Condition()
        self._spoiled: dict[Operation, deque[Spoiled | int | StatusCode]] = {}
        self._over = Event()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"ipp://{LOOPBACK}:{self.port}{PATH}"

    def start(self) -> None:
        """Listen; at the same port as before, if it did already."""
        simulator = self

        class Handler(Answering):
            source = simulator

        self._over.clear()
        self._server = ThreadingHTTPServer((LOOPBACK, self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        Thread(
            target=self._server.serve_forever, args=(STOP_S,), name="ipp-printer", daemon=True
        ).start()

    def stop(self) -> None:
        """Listen no more; safe to call twice."""
        self._over.set()
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    # --- hands ------------------------------------------------------------------------------

    def spoil(self, operation: Operation, *how: Spoiled | int | StatusCode) -> None:
        """Spoil the next answers to an operation.

        Args:
            operation: which one.
            how: a way, an IPP status, or a status of HTTP (below 1000) for each answer in turn.
                With a status nothing is carried out.
        """
        with self._state:
            self._spoiled.setdefault(operation, deque()).extend(how)

    def forget_moods(self) -> None:
        """Spoil nothing any more."""
        with self._state:
            self._spoiled.clear()

    def say(self, state: int, *reasons: str) -> None:
        """Be in a state, for reasons."""
        with self._state:
            self.printer["printer-state"] = (Tag.ENUM, (state,))
            self.printer["printer-state-reasons"] = (Tag.KEYWORD, reasons or ("none",))

    def wait_for_job(self, state: JobState) -> bool:
        """Wait until the last job is in a state; False after a minute."""
        with self._state:
            return self._state.wait_for(
                lambda: bool(self.jobs) and self.jobs[-1].state is state, PATIENCE_S
            )

    def finish(self) -> None:
        """Let the last job come out."""
        with self._state:
            self._end(self.jobs[-1], Ending())

    # --- inside -----------------------------------------------------------------------------

    def answer(self, request: Message) -> tuple[bytes, Spoiled | None, int]:
        """Carry a request out.

        Returns:
            What to answer, how to spoil it, and the status of HTTP.
        """
        operation = Operation(request.code)
        with self._state:
            self.asked.append(operation)
            self.versions.append(request.version)
            spoiled = self._spoiled.get(operation)
            how = spoiled.popleft() if spoiled else None
            if isinstance(how, StatusCode):
                return _reply(request, how), None, 200
            if isinstance(how, int):
                return b"", None, how
            status, groups = self._carry_out(operation, request)
            self._state.notify_all()
        return _reply(request, status, groups), how, 200

    def wait(self, seconds: float) -> bool:
        """Wait while nothing is answered; True when it listens no more."""
        return self._over.wait(seconds)

    def _carry_out(
        self, operation: Operation, request: Message
    ) -> tuple[int, list[tuple[GroupTag, list[Attribute]]]]:
        about = request.attributes(GroupTag.OPERATION)
        if operation is Operation.GET_PRINTER_ATTRIBUTES:
            wanted = about.get("requested-attributes", ())
            found = [
                Attribute(name, tag, values)
                for name, (tag, values) in self.printer.items()
                if name in wanted
            ]
            return OK, [(GroupTag.PRINTER, found)]
        if operation in {Operation.CREATE_JOB, Operation.PRINT_JOB}:
            job = self._new_job(request)
            if operation is Operation.PRINT_JOB:
                self._take(job, request.data)
            return OK, [(GroupTag.JOB, _described(job))]
        asked = number(about, "job-id")
        known = next((job for job in self.jobs if job.number == asked), None)
        if known is None:
            return StatusCode.NOT_FOUND, []
        if operation is Operation.SEND_DOCUMENT:
            self._take(known, request.data)
        if operation is Operation.CANCEL_JOB:
            if known.state >= JobState.CANCELED:
                return StatusCode.NOT_POSSIBLE, []
            if self.cancelling is not None:
                self._end(
                    known, Ending(self.cancelling, ("job-canceled-by-user",), begun=known.begun)
                )
        return OK, [(GroupTag.JOB, _described(known))]

    def _new_job(self, request: Message) -> SimulatedJob:
        about, wishes = (request.attributes(tag) for tag in (GroupTag.OPERATION, GroupTag.JOB))
        job = SimulatedJob(
            number=len(self.jobs) + 1,
            name="".join(words(about, "job-name")),
            user="".join(words(about, "requesting-user-name")),
            copies=number(wishes, "copies") or 1,
            wishes=wishes,
        )
        self.jobs.append(job)
        return job

    def _take(self, job: SimulatedJob, document: bytes) -> None:
        job.document = document
        self._end(job, self.ending)

    def _end(self, job: SimulatedJob, ending: Ending) -> None:
        sides = count_pages(job.document) * job.copies if job.document else 0
        ended = ending.state is JobState.COMPLETED
        job.state, job.reasons, job.begun = ending.state, ending.reasons, ending.begun
        job.impressions = (sides if ended else 0) - ending.short if ending.counts else None
        job.sheets = ending.sheets
        self._state.notify_all()


STEPS = (
    Operation.PRINT_JOB,
    Operation.CREATE_JOB,
    Operation.SEND_DOCUMENT,
    Operation.CANCEL_JOB,
    Operation.GET_JOB_ATTRIBUTES,
    Operation.GET_PRINTER_ATTRIBUTES,
)


def _described(job: SimulatedJob) -> list[Attribute]:
    found = [
        Attribute("job-id", Tag.INTEGER, (job.number,)),
        Attribute("job-state", Tag.ENUM, (int(job.state),)),
        Attribute("job-state-reasons", Tag.KEYWORD, job.reasons),
    ]
    if job.begun:
        found.append(Attribute("time-at-processing", Tag.INTEGER, (1,)))
    else:
        found.append(Attribute("time-at-processing", Tag.NO_VALUE, (None,)))
    if job.impressions is not None:
        found.append(Attribute("job-impressions-completed", Tag.INTEGER, (job.impressions,)))
    if job.sheets is not None:
        found.append(Attribute("job-media-sheets-completed", Tag.INTEGER, (job.sheets,)))
    return found


def _reply(
    request: Message, status: int, groups: Iterable[tuple[GroupTag, Iterable[Attribute]]] = ()
) -> bytes:
    about = (
        Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),
        Attribute("attributes-natural-language", Tag.LANGUAGE, ("en",)),
    )
    return encode(status, request.request_id, [(GroupTag.OPERATION, about), *groups])
