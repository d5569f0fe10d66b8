"""A technician prints a file on a printer nobody knows yet."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.api import PrintOutcome, PrintResult
from drivers.document_printer.client import Operation
from drivers.document_printer.files import print_file
from drivers.fitting import Fitting
from drivers.simulators.eve_printer import EvePrinter
from drivers.simulators.ipp_printer import IppPrinterSimulator
from drivers.simulators.private_cups import PrivateCups
from drivers.simulators.spoiled_answers import Spoiled
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault

FITTING = Fitting(SystemClock())


@pytest.fixture
def file(tmp_path: Path, document: Callable[[int], bytes]) -> Path:
    path = tmp_path / "张三的证明.pdf"
    path.write_bytes(document(2))
    return path


def test_a_file_is_printed_and_its_name_is_told_nobody(file: Path, eve: EvePrinter) -> None:
    outcome = print_file(file, eve.url, FITTING, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.PRINTED, sheets=2)
    assert [each.title for each in eve.printed] == ["bianmin-test"]


def test_a_queue_that_only_hands_over_is_unknown(
    file: Path, cups: PrivateCups, eve: EvePrinter
) -> None:
    url = cups.add("again", cups.add_driverless("first", eve.url))
    outcome = print_file(file, url, FITTING, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "document.delivered")


def test_a_queue_that_is_not_there_has_failed(file: Path, cups: PrivateCups) -> None:
    outcome = print_file(file, cups.url("nowhere"), FITTING, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.no_queue")


def test_a_dead_port_has_failed(file: Path) -> None:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        url = f"ipp://127.0.0.1:{place.getsockname()[1]}/ipp/print"
        outcome = print_file(file, url, FITTING, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.unplugged")


def test_a_name_nobody_knows_has_failed(file: Path) -> None:
    outcome = print_file(file, "ipp://no-such-host.invalid/ipp/print", FITTING, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.unplugged")


def test_a_door_behind_which_nobody_answers_has_failed(
    file: Path, simulator: IppPrinterSimulator
) -> None:
    simulator.spoil(Operation.GET_PRINTER_ATTRIBUTES, Spoiled.NEVER)
    outcome = print_file(file, simulator.url, FITTING, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.silent")


def test_what_is_no_pdf_has_failed(tmp_path: Path, simulator: IppPrinterSimulator) -> None:
    text = tmp_path / "text.txt"
    text.write_text("便民", "utf-8")
    outcome = print_file(text, simulator.url, FITTING, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.not_pdf")
    assert simulator.jobs == []


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.pdf", tmp_path):
        with pytest.raises(EnvironmentFault) as caught:
            print_file(path, "ipp://127.0.0.1/ipp/print", FITTING)
        assert caught.value.code == "document.file"


@pytest.mark.parametrize(
    "url",
    [
        "ipp://",
        "ipp://127.0.0.1",
        "ipp://127.0.0.1/",
        "ipp://127.0.0.1:99999/ipp/print",
        "ipp://me:secret@127.0.0.1/ipp/print",
        "ipp://127.0.0.1/ipp/print?colour=yes",
        "ipp://127.0.0.1/ipp/print?confirm=always",
        "ipps://127.0.0.1/ipp/print?certificate=printer.pem",
        "ipps://127.0.0.1/ipp/print?certificate=/no/such/printer.pem",
        "socket://127.0.0.1:9100",
        "nonsense",
        "",
    ],
)
def test_a_wrong_address_is_a_fault_with_a_remedy(file: Path, url: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        print_file(file, url, FITTING)
    assert caught.value.code == "config.device_url"
    assert caught.value.remedy


def test_a_certificate_that_is_none_is_a_fault(file: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
    with pytest.raises(EnvironmentFault) as caught:
        print_file(file, f"ipps://127.0.0.1/ipp/print?certificate={wrong}", FITTING)
    assert caught.value.code == "config.device_url"
