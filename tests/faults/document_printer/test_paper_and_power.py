"""Real printers that run out of paper, jam, lose power or fall silent in the middle of a job."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.address import Address
from drivers.api import DeviceClass, DeviceFault, DeviceState, PrintOutcome, PrintResult, Sides
from drivers.document_printer.client import JobTicket
from drivers.document_printer.makers import MAKERS
from drivers.document_printer.outcome import WANTED, Job, JobState
from drivers.document_printer.pages import KIND
from drivers.fitting import Fitting
from drivers.registry import DeviceConfig
from drivers.simulators.eve_printer import EvePrinter
from kiosk.clock import SystemClock

Drive = Callable[..., Any]


def complains(eve: EvePrinter, keyword: str) -> bool:
    """Whether the printer itself says so; it takes a moment from its command to its answers."""
    answer = eve.client().printer(["printer-state-reasons"], SystemClock().monotonic() + 60)
    return any(str(each).startswith(keyword) for each in answer["printer-state-reasons"])


@pytest.mark.parametrize(
    ("block", "keyword", "code"),
    [
        ("paper_out", "media-empty", "document.paper_out"),
        ("open_cover", "cover-open", "document.cover_open"),
        ("jam", "media-jam", "document.paper_jam"),
    ],
)
def test_a_printer_that_stops_after_the_first_sheet_is_unknown_and_never_goes_on(
    eve: EvePrinter, drive: Drive, block: str, keyword: str, code: str
) -> None:
    driven = drive(eve.url)
    getattr(eve, block)(after=1)
    printing = driven.begin(3)
    assert eve.wait_for(lambda: complains(eve, keyword))
    driven.time_is_over()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, code)
    eve.load_paper()
    assert driven.print(1).result is PrintResult.PRINTED
    assert eve.sides_out == 2, "the cancelled job went on"


def test_a_printer_that_stops_before_the_first_sheet_has_failed_if_it_is_known_to_count(
    eve: EvePrinter, drive: Drive
) -> None:
    driven = drive(eve.url)
    assert driven.print(1).sheets == 1
    eve.paper_out(after=0)
    printing = driven.begin(2)
    assert eve.wait_for(lambda: complains(eve, "media-empty"))
    driven.time_is_over()
    assert printing.result() == PrintOutcome(PrintResult.FAILED, "document.paper_out")
    assert eve.sides_out == 1


def test_a_printer_that_stops_before_the_first_sheet_is_not_believed_at_the_first_job(
    eve: EvePrinter, drive: Drive
) -> None:
    driven = drive(eve.url)
    eve.paper_out(after=0)
    printing = driven.begin(2)
    assert eve.wait_for(lambda: complains(eve, "media-empty"))
    driven.time_is_over()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.paper_out")


@pytest.mark.parametrize(
    ("block", "mend", "keyword"),
    [
        ("paper_out", "load_paper", "media-empty"),
        ("open_cover", "close_cover", "cover-open"),
        ("jam", "clear_jam", "media-jam"),
    ],
)
def test_what_is_mended_in_time_is_printed(
    eve: EvePrinter, drive: Drive, block: str, mend: str, keyword: str
) -> None:
    driven = drive(eve.url)
    getattr(eve, block)(after=2)
    printing = driven.begin(3)
    assert eve.wait_for(lambda: complains(eve, keyword))
    getattr(eve, mend)()
    assert printing.result() == PrintOutcome(PrintResult.PRINTED, sheets=3)
    assert eve.sides_out == 3


def test_a_slow_printer_is_late_and_its_job_is_cancelled(eve: EvePrinter, drive: Drive) -> None:
    driven = drive(eve.url)
    eve.hold()
    printing = driven.begin(1)
    assert eve.wait_for(lambda: eve.working)
    driven.time_is_over()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.late")
    eve.release()
    assert driven.print(2).sheets == 2
    assert eve.sides_out == 2


def test_a_printer_that_counts_nothing_is_never_said_to_have_printed(
    make_eve: Callable[..., EvePrinter], drive: Drive
) -> None:
    eve = make_eve(counts=False)
    assert drive(eve.url).print(2) == PrintOutcome(PrintResult.UNKNOWN, "document.uncounted")
    assert len(eve.printed) == 1


def test_a_printer_that_loses_power_is_unknown_and_is_sent_nothing_again(
    eve: EvePrinter, drive: Drive
) -> None:
    driven = drive(eve.url, factor=0.2)  # so that a printer that is gone is given up soon
    eve.hold()
    printing = driven.begin(1)
    assert eve.wait_for(lambda: eve.working)
    eve.unplug()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.unplugged")
    eve.replug()
    assert driven.printer.status().state is DeviceState.ONLINE
    assert (eve.printed, eve.sides_out) == ([], 0)


def test_a_printer_that_was_restarted_has_lost_the_job(eve: EvePrinter, drive: Drive) -> None:
    driven = drive(eve.url)
    eve.hold()
    printing = driven.begin(1)
    assert eve.wait_for(lambda: eve.working)
    eve.unplug()
    eve.replug()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.job_lost")
    assert eve.printed == []


def test_a_printer_that_falls_silent_is_given_up_and_is_sent_nothing_again(
    eve: EvePrinter, drive: Drive
) -> None:
    driven = drive(eve.url, factor=0.5)
    eve.hold()
    printing = driven.begin(1)
    assert eve.wait_for(lambda: eve.working)
    eve.fall_silent()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.silent")
    eve.speak()
    eve.release()
    assert eve.wait_for(lambda: not eve.working)
    # the driver's cancelling waited at the door meanwhile; whichever came first
    assert eve.sides_out <= 1


def test_a_job_cancelled_at_the_printer_is_unknown(eve: EvePrinter, drive: Drive) -> None:
    driven = drive(eve.url)
    eve.paper_out(after=1)
    printing = driven.begin(2)
    assert eve.wait_for(lambda: complains(eve, "media-empty"))
    eve.cancel_at_the_panel()
    assert printing.result().result is PrintResult.UNKNOWN
    assert eve.printed == []


def test_a_print_that_is_interrupted_ends_at_once(eve: EvePrinter, drive: Drive) -> None:
    driven = drive(eve.url)
    eve.hold()
    printing = driven.begin(1)
    assert eve.wait_for(lambda: eve.working)
    driven.printer.interrupt()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.interrupted")


def test_a_printer_busy_with_another_job_takes_ours_when_it_has_done_that(
    eve: EvePrinter, drive: Drive, document: Callable[[int], bytes]
) -> None:
    driven = drive(eve.url)
    eve.hold()
    client, until = eve.client(), SystemClock().monotonic() + 60
    other = client.print(JobTicket("another"), document(1), KIND, until)
    assert eve.wait_for(lambda: eve.working)
    assert Job.of(client.job(other, WANTED, until)).state == JobState.PROCESSING
    printing = driven.begin(2)
    assert not printing.done()
    eve.release()
    assert printing.result() == PrintOutcome(PrintResult.PRINTED, sheets=2)
    assert [each.title for each in eve.printed] == ["another", "bianmin"]


def test_a_printer_that_knows_no_pdf_is_sent_none(
    make_eve: Callable[..., EvePrinter], drive: Drive
) -> None:
    eve = make_eve(formats=("image/pwg-raster", "image/urf"))
    driven = drive(eve.url)
    assert driven.print(1) == PrintOutcome(PrintResult.FAILED, "document.format")
    status = driven.printer.status()
    assert (status.state, status.reason) == (DeviceState.HARDWARE_ERROR, "document.format")


def test_a_printer_of_one_side_prints_on_that_one(
    make_eve: Callable[..., EvePrinter], drive: Drive, document: Callable[[int], bytes]
) -> None:
    eve = make_eve(two_sided=False)
    outcome = drive(eve.url).printer.print(document(3), sides=Sides.TWO_LONG_EDGE, deadline_s=100)
    assert outcome == PrintOutcome(PrintResult.PRINTED, sheets=3)
    assert [each.sides for each in eve.printed] == ["one-sided"]


def test_a4_paper_is_asked_for_whatever_the_printer_has_as_its_default(
    eve: EvePrinter, drive: Drive
) -> None:
    drive(eve.url).print(1)
    assert [each.media for each in eve.printed] == ["iso_a4_210x297mm"]


def test_over_tls_only_the_printer_whose_certificate_is_known_is_sent_anything(
    eve: EvePrinter, tmp_path: Path, document: Callable[[int], bytes]
) -> None:
    def made(options: str) -> Any:
        url = f"ipps://127.0.0.1:{eve.port}/ipp/print{options}"
        address = Address.of(DeviceConfig("a4", DeviceClass.DOCUMENT_PRINTER, url))
        return MAKERS["ipps"](address, Fitting(SystemClock()))

    stranger = made("")
    with pytest.raises(DeviceFault) as caught:
        stranger.open()
    assert caught.value.code == "document.certificate"
    outcome = stranger.print(document(1), deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.certificate")
    certificate = tmp_path / "printer.pem"
    certificate.write_text(ssl.get_server_certificate(("127.0.0.1", eve.port)))
    known = made(f"?certificate={certificate}")
    known.open()
    assert known.print(document(2), deadline_s=60) == PrintOutcome(PrintResult.PRINTED, sheets=2)
    assert len(eve.printed) == 1
