"""Queues of a real CUPS: what is known, and what is only handed over."""

import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pypdf import PdfReader

from drivers.api import (
    DeviceFault,
    DeviceState,
    Paper,
    PrintOutcome,
    PrintResult,
    Toner,
    Witness,
)
from drivers.document_printer.client import JobTicket
from drivers.document_printer.outcome import WANTED, Job, JobState
from drivers.document_printer.pages import KIND
from drivers.simulators.eve_printer import EvePrinter
from drivers.simulators.private_cups import PrivateCups
from kiosk.clock import SystemClock

Drive = Callable[..., Any]
CUPS_PDF = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
CUPS_PDF_OUT = Path("/var/spool/cups-pdf/ANONYMOUS")
CUPS_PDF_LOG = Path("/var/log/cups")


@pytest.fixture
def queue(request: pytest.FixtureRequest) -> str:
    """A name for a queue, of this test alone."""
    return f"q{abs(hash(request.node.nodeid)):x}"


@pytest.fixture
def through(cups: PrivateCups, eve: EvePrinter, queue: str) -> str:
    """Address of a queue before a printer that CUPS asks until it has printed."""
    return cups.add_driverless(queue, eve.url)


class Jetdirect:
    """Something on a socket that takes whatever comes and says nothing, as port 9100 does."""

    def __init__(self) -> None:
        self.taken = bytearray()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _take(self) -> None:
        try:
            while True:
                line, _ = self._listener.accept()
                with line:
                    while piece := line.recv(65536):
                        self.taken += piece
        except OSError:
            return


def test_a_queue_before_a_printer_that_is_asked_says_printed(
    through: str, eve: EvePrinter, drive: Drive, cups: PrivateCups
) -> None:
    driven = drive(through)
    assert driven.printer.capabilities.witness is Witness.QUEUE
    assert driven.print(3, copies=2) == PrintOutcome(PrintResult.PRINTED, sheets=6)
    assert [(each.pages, each.copies) for each in eve.printed] == [(3, 2)]
    assert cups.spooled() == [], "CUPS kept a document"


def test_a_queue_that_does_nothing_knows_nothing_of_paper(through: str, drive: Drive) -> None:
    status = drive(through).printer.status()
    assert (status.state, status.reason) == (DeviceState.ONLINE, "")
    assert (status.paper, status.toner, status.cover_open) == (Paper.UNKNOWN, Toner.UNKNOWN, None)


def test_paper_that_runs_out_behind_a_queue_is_remembered_until_the_next_job(
    through: str, eve: EvePrinter, drive: Drive
) -> None:
    driven, watcher = drive(through), drive(through)
    eve.paper_out(after=1)
    printing = driven.begin(2)
    assert eve.wait_for(lambda: watcher.printer.status().reason == "document.paper_out")
    driven.time_is_over()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.paper_out")
    assert eve.wait_for(lambda: not eve.working)
    assert eve.wait_for(lambda: driven.printer.status().state is DeviceState.UNKNOWN)
    eve.load_paper()
    # the queue goes on telling of its last job: neither well nor a reason to refuse the next
    status = driven.printer.status()
    assert (status.state, status.reason) == (DeviceState.UNKNOWN, "document.paper_out")
    assert driven.print(2).result is PrintResult.PRINTED
    assert eve.wait_for(lambda: driven.printer.status().state is DeviceState.ONLINE)


def test_a_paused_queue_is_sent_nothing(
    through: str, eve: EvePrinter, drive: Drive, cups: PrivateCups, queue: str
) -> None:
    driven = drive(through)
    cups.pause(queue)
    assert driven.print(1) == PrintOutcome(PrintResult.FAILED, "document.paused")
    status = driven.printer.status()
    assert (status.state, status.reason) == (DeviceState.OFFLINE, "document.paused")
    cups.resume(queue)
    assert driven.print(1).result is PrintResult.PRINTED
    assert len(eve.printed) == 1


def test_a_queue_paused_in_mid_job_ends_the_job_for_good(
    through: str, eve: EvePrinter, drive: Drive, cups: PrivateCups, queue: str
) -> None:
    driven = drive(through)
    eve.hold()
    printing = driven.begin(1)
    assert eve.wait_for(lambda: eve.working)
    cups.pause(queue)
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.paused")
    eve.unplug()
    eve.replug()
    cups.resume(queue)
    assert driven.print(2).result is PrintResult.PRINTED
    assert [each.pages for each in eve.printed] == [2]


def test_a_job_that_waits_behind_another_till_its_time_is_over_has_failed(
    through: str, eve: EvePrinter, drive: Drive
) -> None:
    driven, other = drive(through), drive(through)
    eve.hold()
    first = other.begin(1)
    assert eve.wait_for(lambda: eve.working)
    second = driven.begin(2)
    assert eve.wait_for(lambda: driven.jobs() == 2)
    driven.time_is_over()
    assert second.result() == PrintOutcome(PrintResult.FAILED, "document.busy")
    eve.release()
    assert first.result().result is PrintResult.PRINTED
    assert [each.pages for each in eve.printed] == [1]


def test_a_queue_that_takes_no_jobs_says_so(
    through: str, drive: Drive, cups: PrivateCups, queue: str
) -> None:
    driven = drive(through)
    cups.reject(queue)
    assert driven.print(1) == PrintOutcome(PrintResult.FAILED, "document.not_accepting")
    assert driven.printer.status().reason == "document.not_accepting"


def test_a_queue_that_was_removed_is_missed(
    cups: PrivateCups, eve: EvePrinter, drive: Drive, queue: str
) -> None:
    driven = drive(cups.add_driverless(queue, eve.url))
    cups.remove(queue)
    assert driven.print(1) == PrintOutcome(PrintResult.FAILED, "document.no_queue")
    with pytest.raises(DeviceFault) as caught:
        driven.printer.open()
    assert caught.value.code == "document.no_queue"


def test_a_cups_that_is_stopped_is_missed_and_comes_back_with_its_queues(
    through: str, eve: EvePrinter, drive: Drive, cups: PrivateCups
) -> None:
    driven = drive(through)
    cups.go_away()
    assert driven.print(1) == PrintOutcome(PrintResult.FAILED, "document.unplugged")
    with pytest.raises(DeviceFault) as caught:
        driven.printer.status()
    assert caught.value.code == "document.unplugged"
    cups.come_back()
    assert driven.print(2) == PrintOutcome(PrintResult.PRINTED, sheets=2)
    assert [each.pages for each in eve.printed] == [2]


def test_a_cups_that_hangs_is_sent_nothing(
    through: str, eve: EvePrinter, drive: Drive, cups: PrivateCups
) -> None:
    driven = drive(through, factor=1.0)
    cups.freeze()
    assert driven.print(1) == PrintOutcome(PrintResult.FAILED, "document.silent")
    cups.thaw()
    assert eve.printed == []


def test_a_cups_that_is_restarted_in_mid_job_knows_no_more_what_became_of_it(
    through: str, eve: EvePrinter, drive: Drive, cups: PrivateCups
) -> None:
    driven = drive(through)
    eve.hold()
    printing = driven.begin(2)
    assert eve.wait_for(lambda: eve.working)
    cups.go_away()
    cups.come_back()
    eve.release()
    assert eve.wait_for(lambda: [each.pages for each in eve.printed] == [2])
    # CUPS calls the job pending for ever: its document is gone from the spool
    driven.time_is_over()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.late")
    assert driven.print(1).result is PrintResult.PRINTED
    assert [each.pages for each in eve.printed] == [2, 1]


def test_a_printer_that_is_switched_off_behind_its_queue_is_unknown(
    through: str, eve: EvePrinter, drive: Drive
) -> None:
    driven = drive(through)
    eve.unplug()
    printing = driven.begin(1)
    assert eve.wait_for(driven.printing)
    driven.time_is_over()
    assert printing.result().result is PrintResult.UNKNOWN
    eve.replug()
    assert driven.print(2).result is PrintResult.PRINTED
    assert [each.pages for each in eve.printed] == [2]


def test_what_goes_to_a_socket_is_only_delivered(
    cups: PrivateCups, drive: Drive, queue: str
) -> None:
    jetdirect = Jetdirect()
    driven = drive(cups.add(queue, jetdirect.url))
    assert driven.printer.capabilities.witness is Witness.NOBODY
    assert driven.print(2) == PrintOutcome(PrintResult.UNKNOWN, "document.delivered")
    assert len(jetdirect.taken) > 0
    jetdirect.close()


@pytest.mark.skipif(not CUPS_PDF.exists(), reason="not installed: printer-driver-cups-pdf")
def test_what_goes_to_cups_pdf_is_only_delivered(
    cups: PrivateCups, drive: Drive, queue: str, document: Callable[[int], bytes]
) -> None:
    driven = drive(cups.add(queue, "cups-pdf:/", driver=CUPS_PDF))
    try:
        outcome = driven.printer.print(document(2), title=queue, deadline_s=100)
        assert outcome == PrintOutcome(PrintResult.UNKNOWN, "document.delivered")
        (made,) = CUPS_PDF_OUT.glob(f"{queue}*.pdf")
        assert len(PdfReader(made).pages) == 2
    finally:
        # this back end keeps to the machine's own folders
        for left in (*CUPS_PDF_OUT.glob(f"{queue}*"), *CUPS_PDF_LOG.glob(f"cups-pdf-{queue}_log")):
            left.unlink()


def test_the_rules_for_jobs_that_debian_ships_let_us_send_and_cancel(
    through: str, eve: EvePrinter, drive: Drive, document: Callable[[int], bytes]
) -> None:
    client, until = drive(through).client, SystemClock().monotonic() + 60
    eve.hold()
    number = client.create(JobTicket("ours"), until)
    client.send(number, document(1), KIND, until)
    assert eve.wait_for(lambda: eve.working)
    client.cancel(number, until)
    assert eve.wait_for(lambda: Job.of(client.job(number, WANTED, until)).ended)
    assert Job.of(client.job(number, WANTED, until)).state == JobState.CANCELED
