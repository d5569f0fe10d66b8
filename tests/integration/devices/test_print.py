"""`kiosk devices print` on simulated printers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from kiosk.cli.main import main

NOBODY = "127.0.0.1:9"
"""The port where nobody answers (RFC 863)."""


@pytest.fixture
def printer() -> Iterator[ReceiptPrinterSimulator]:
    simulator = ReceiptPrinterSimulator()
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    file = tmp_path / "slip.txt"
    file.write_text("汶南镇便民服务中心\n试打一行\n", encoding="utf-8")
    return file


def outcome(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    ended = main(["devices", "print", *words, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"outcome", "reason"}
    return ended, said["outcome"], said["reason"]


def test_a_text_is_printed_once_and_said_to_be(
    printer: ReceiptPrinterSimulator, slip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"escpos+tcp://127.0.0.1:{printer.port}"
    assert outcome(capsys, str(slip), "--printer", url) == (0, "PRINTED", "")
    assert len(printer.receipts) == 1
    assert main(["devices", "print", str(slip), "--printer", url]) == 0
    assert capsys.readouterr().out == "PRINTED\n"


def test_without_paper_it_failed_and_nothing_is_printed_later(
    printer: ReceiptPrinterSimulator, slip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printer.paper_out()
    url = f"escpos+tcp://127.0.0.1:{printer.port}"
    assert outcome(capsys, str(slip), "--printer", url, "--deadline", "5") == (
        1,
        "FAILED",
        "print.paper_out",
    )
    printer.load_paper()
    assert printer.receipts == []


def test_of_a_printer_that_says_nothing_nobody_knows(
    printer: ReceiptPrinterSimulator, slip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printer.fall_silent()
    url = f"escpos+tcp://127.0.0.1:{printer.port}"
    ended, said, _ = outcome(capsys, str(slip), "--printer", url, "--deadline", "3")
    assert (ended, said) == (3, "UNKNOWN")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"escpos+tcp://{NOBODY}", "print.unplugged"),
        (f"ipp://{NOBODY}/ipp/print", "document.unplugged"),
    ],
)
def test_where_nobody_answers_it_failed(
    tmp_path: Path, slip: Path, url: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = slip
    if url.startswith("ipp"):
        file = tmp_path / "page.pdf"
        file.write_bytes(b"%PDF-1.4\n")
    assert outcome(capsys, str(file), "--printer", url, "--deadline", "5") == (1, "FAILED", reason)


def test_an_address_nobody_understands_is_one_sentence(
    slip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["devices", "print", str(slip), "--printer", "smoke+signal://hill"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith("[config.device_url]\n")
