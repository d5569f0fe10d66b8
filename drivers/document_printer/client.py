"""The few IPP operations a printer is asked for, and what its refusals mean (RFC 8011 section 4).

Whoever submits a job in two steps knows its number before a byte of the document has left, so
that a lost answer leaves no doubt about which job it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from drivers.api import DeviceFault
from drivers.document_printer.exchange import IPP, Exchange, ExchangeFault
from drivers.document_printer.message import (
    OLD_VERSION,
    VERSION,
    Attribute,
    GroupTag,
    IppFormatError,
    Message,
    Tag,
    Value,
    decode,
    encode,
)

USER = "kiosk"
"""Who the jobs belong to; never a person."""
LANGUAGE = "en"
SUCCESSFUL = 0x0100
"""Statuses below this one mean that it was done."""
NOT_FOUND_HTTP, OK_HTTP = 404, 200
REFUSED_HTTP = frozenset({401, 403, 426})


class Operation(IntEnum):
    """What is asked for (RFC 8011 section 4.4.15)."""

    PRINT_JOB = 0x0002
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_DEFAULT = 0x4001
    """Only CUPS knows this one."""


class StatusCode(IntEnum):
    """What is answered (RFC 8011 appendix B), as far as it makes a difference here."""

    FORBIDDEN = 0x0401
    NOT_AUTHENTICATED = 0x0402
    NOT_AUTHORIZED = 0x0403
    NOT_POSSIBLE = 0x0404
    TIMED_OUT = 0x0405
    NOT_FOUND = 0x0406
    GONE = 0x0407
    FORMAT_NOT_SUPPORTED = 0x040A
    ATTRIBUTES_NOT_SUPPORTED = 0x040B
    INTERNAL = 0x0500
    VERSION_NOT_SUPPORTED = 0x0503
    NOT_ACCEPTING_JOBS = 0x0506
    BUSY = 0x0507


MEANINGS: Mapping[int, str] = {
    StatusCode.FORBIDDEN: "document.refused",
    StatusCode.NOT_AUTHENTICATED: "document.refused",
    StatusCode.NOT_AUTHORIZED: "document.refused",
    StatusCode.NOT_FOUND: "document.no_queue",
    StatusCode.GONE: "document.no_queue",
    StatusCode.FORMAT_NOT_SUPPORTED: "document.format",
    StatusCode.NOT_ACCEPTING_JOBS: "document.not_accepting",
    StatusCode.BUSY: "document.busy",
}
"""Codes of the refusals that have one of their own; the rest is ``document.refused``."""

REMEDIES = {
    "document.refused": "Allow this terminal to print: in CUPS see /etc/cups/cupsd.conf.",
    "document.no_queue": "Check the address; `lpstat -v` lists the queues of CUPS.",
    "document.format": "Print through a CUPS queue, which turns PDF into the printer's language.",
    "document.not_accepting": "In CUPS: cupsaccept QUEUE.",
    "document.busy": "Wait until the printer has done its other jobs.",
}


class RefusalFault(DeviceFault):
    """The printer answered, and the answer is no.

    Args:
        status: of IPP; 0 when HTTP refused already.
    """

    def __init__(self, code: str, message: str, remedy: str = "", *, status: int = 0) -> None:
        super().__init__(code, message, remedy)
        self.status = status


@dataclass(frozen=True, slots=True)
class JobTicket:
    """How something is to be printed.

    Args:
        name: of the job; holds nothing of a person.
        copies: how many times.
        attributes: further wishes, such as ``sides`` and ``media``.
    """

    name: str
    copies: int = 1
    attributes: tuple[Attribute, ...] = ()


class IppClient:
    """Talks to one printer.

    Args:
        exchange: the way to it.
        uri: what the printer is called in requests.
    """

    def __init__(self, exchange: Exchange, uri: str) -> None:
        self._exchange = exchange
        self._uri = uri
        self._number = 0
        self._version = VERSION

    def interrupt(self) -> None:
        """End a wait in another thread."""
        self._exchange.interrupt()

    def printer(self, wanted: Sequence[str], deadline: float) -> Mapping[str, tuple[Value, ...]]:
        """What the printer says of itself."""
        answer = self._ask(
            Operation.GET_PRINTER_ATTRIBUTES, (_keywords(wanted),), deadline=deadline
        )
        return answer.attributes(GroupTag.PRINTER)

    def create(self, ticket: JobTicket, deadline: float) -> int:
        """Announce a job; nothing can be printed of it yet. Answers its number."""
        answer = self._ask(
            Operation.CREATE_JOB, _job_name(ticket), ticket=ticket, deadline=deadline
        )
        return self._job_number(answer)

    def send(self, job: int, document: bytes, kind: str, deadline: float) -> None:
        """Send the only document of an announced job."""
        self._ask(
            Operation.SEND_DOCUMENT,
            (_job(job), _user(), _format(kind), Attribute("last-document", Tag.BOOLEAN, (True,))),
            data=document,
            deadline=deadline,
        )

    def print(self, ticket: JobTicket, document: bytes, kind: str, deadline: float) -> int:
        """Announce and send in one step, for printers that know no other. Answers its number."""
        answer = self._ask(
            Operation.PRINT_JOB,
            (*_job_name(ticket), _format(kind)),
            ticket=ticket,
            data=document,
            deadline=deadline,
        )
        return self._job_number(answer)

    def job(
        self, number: int, wanted: Sequence[str], deadline: float
    ) -> Mapping[str, tuple[Value, ...]]:
        """What the printer says of a job."""
        answer = self._ask(
            Operation.GET_JOB_ATTRIBUTES,
            (_job(number), _user(), _keywords(wanted)),
            deadline=deadline,
        )
        return answer.attributes(GroupTag.JOB)

    def cancel(self, number: int, deadline: float) -> None:
        """Have a job cancelled; it takes a while, and may come too late."""
        self._ask(Operation.CANCEL_JOB, (_job(number), _user()), deadline=deadline)

    def _ask(
        self,
        operation: Operation,
        attributes: Iterable[Attribute],
        *,
        ticket: JobTicket | None = None,
        data: bytes = b"",
        deadline: float,
    ) -> Message:
        """Ask, once more in old words if the printer is old; raises `DeviceFault`."""
        attributes = tuple(attributes)
        answer = self._exchanged(operation, attributes, ticket, data, deadline)
        if answer.code == StatusCode.VERSION_NOT_SUPPORTED and self._version != OLD_VERSION:
            # It has done nothing (RFC 8011 section 4.1.8), so asking again does nothing twice.
            self._version = OLD_VERSION
            answer = self._exchanged(operation, attributes, ticket, data, deadline)
        if answer.code >= SUCCESSFUL:
            raise self._refusal(answer)
        return answer

    def _exchanged(
        self,
        operation: Operation,
        attributes: tuple[Attribute, ...],
        ticket: JobTicket | None,
        data: bytes,
        deadline: float,
    ) -> Message:
        self._number += 1
        about = (
            Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),
            Attribute("attributes-natural-language", Tag.LANGUAGE, (LANGUAGE,)),
            Attribute("printer-uri", Tag.URI, (self._uri,)),
        )
        groups = [(GroupTag.OPERATION, (*about, *attributes))]
        if ticket is not None:
            copies = Attribute("copies", Tag.INTEGER, (ticket.copies,))
            groups.append((GroupTag.JOB, (copies, *ticket.attributes)))
        reply = self._exchange.post(
            encode(operation, self._number, groups, version=self._version, data=data), deadline
        )
        if reply.status != OK_HTTP:
            raise self._refused_by_http(reply.status)
        try:
            answer = decode(reply.content)
        except IppFormatError as error:
            raise self._garbled(str(error)) from error
        if reply.kind != IPP or answer.request_id != self._number:
            raise self._garbled("it answers something else than was asked")
        return answer

    def _job_number(self, answer: Message) -> int:
        match answer.attributes(GroupTag.JOB).get("job-id"):
            case (int(number), *_) if number > 0:
                return number
            case _:
                raise self._garbled("it does not say the number of the job")

    def _refused_by_http(self, status: int) -> DeviceFault:
        if status == NOT_FOUND_HTTP:
            code = "document.no_queue"
        elif status in REFUSED_HTTP:
            code = "document.refused"
        else:
            return self._garbled(f"HTTP status {status}")
        return RefusalFault(code, f"{self._exchange}: HTTP status {status}.", REMEDIES[code])

    def _refusal(self, answer: Message) -> RefusalFault:
        code = MEANINGS.get(answer.code, "document.refused")
        return RefusalFault(
            code,
            f"{self._exchange}: IPP status 0x{answer.code:04x}.",
            REMEDIES[code],
            status=answer.code,
        )

    def _garbled(self, why: str) -> ExchangeFault:
        return ExchangeFault(
            "document.garbled",
            f"What answers at {self._exchange} is no IPP printer: {why}.",
            "Check the address: an IPP printer or a CUPS queue belongs there.",
            arrived=True,
        )


def _job(number: int) -> Attribute:
    return Attribute("job-id", Tag.INTEGER, (number,))


def _user() -> Attribute:
    return Attribute("requesting-user-name", Tag.NAME, (USER,))


def _job_name(ticket: JobTicket) -> tuple[Attribute, ...]:
    return (_user(), Attribute("job-name", Tag.NAME, (ticket.name,)))


def _format(kind: str) -> Attribute:
    return Attribute("document-format", Tag.MIME_TYPE, (kind,))


def _keywords(wanted: Sequence[str]) -> Attribute:
    return Attribute("requested-attributes", Tag.KEYWORD, tuple(wanted))
