"""Printers that fail in the middle of a job: never twice, never a lie."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from drivers.api import Confirmation, Paper, PrintOutcome, PrintResult
from drivers.receipt_printer.encoder import PAPERS, Setting, encode_slip
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.receipt_printer.unit import Wishes
from drivers.simulators.printer_interpreter import Model
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.transports.tcp import TcpTransport
from kiosk.clock import SystemClock
from kiosk.documents.slip import Field, Qr, Slip, Text

SLIP = Slip(
    "回执",
    "zh-CN",
    (
        Text("受理回执"),
        Field("受理编号", "L0817 261121 0042 K"),
        Qr("L081726112100042K"),
        Text("完"),
    ),
)
LENGTH = len(b"".join(encode_slip(SLIP, Setting(PAPERS[80], native_qr=True))))
PLACES = sorted({1, 2, 3, LENGTH // 4, LENGTH // 2, LENGTH - 60, LENGTH - 1})
"""How many bytes of the job are worked off before the fault."""


@pytest.fixture
def simulator() -> Iterator[ReceiptPrinterSimulator]:
    simulator = ReceiptPrinterSimulator()
    simulator.start()
    yield simulator
    simulator.stop()
    assert simulator.faults == []


def connect(
    simulator: ReceiptPrinterSimulator,
    confirmation: Confirmation = Confirmation.UNPROBED,
) -> EscposReceiptPrinter:
    line = TcpTransport("127.0.0.1", simulator.port, clock=SystemClock())
    printer = EscposReceiptPrinter("printer", line, Wishes(confirmation=confirmation))
    printer.open()
    return printer


@pytest.fixture
def printer(simulator: ReceiptPrinterSimulator) -> Iterator[EscposReceiptPrinter]:
    printer = connect(simulator)
    yield printer
    printer.close()


@pytest.mark.parametrize("place", PLACES)
def test_paper_that_runs_out_in_mid_job_is_unknown_and_never_doubled(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, place: int
) -> None:
    simulator.paper_out(after=place)
    outcome = printer.print(SLIP, deadline_s=5)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")
    assert simulator.receipts == []
    simulator.load_paper()
    assert simulator.wait_for(lambda: simulator.waiting == 0)
    # The printer finished the job by itself, as real ones do; the driver sent nothing again.
    assert [receipt.qr for receipt in simulator.receipts] == [["L081726112100042K"]]
    assert simulator.hanging.marks == ()


@pytest.mark.parametrize("place", PLACES)
def test_a_cover_opened_in_mid_job_is_unknown(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, place: int
) -> None:
    simulator.open_cover(after=place)
    outcome = printer.print(SLIP, deadline_s=5)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.cover_open")
    simulator.close_cover()
    assert simulator.wait_for(lambda: simulator.waiting == 0)
    assert len(simulator.receipts) == 1


@pytest.mark.parametrize("place", [1, LENGTH // 2, LENGTH - 1])
def test_silence_in_mid_job_is_unknown(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, place: int
) -> None:
    simulator.fall_silent(after=place)
    outcome = printer.print(SLIP, deadline_s=5)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.silent")


@pytest.mark.parametrize("place", [1, LENGTH // 2, LENGTH - 1])
def test_a_printer_unplugged_in_mid_job_is_unknown_and_prints_no_rest(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, place: int
) -> None:
    simulator.unplug(after=place)
    outcome = printer.print(SLIP, deadline_s=5)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.unplugged")
    simulator.replug()
    printer.open()
    assert simulator.wait_for(lambda: simulator.hanging.marks == ())
    # What was on the paper is cut off, so that nobody finds it on his own slip; nothing is added.
    (piece,) = simulator.receipts
    assert ("完" in piece.text) == (place == LENGTH - 1)


def test_asking_a_printer_how_it_is_brings_no_planned_fault_nearer(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.fall_silent(after=LENGTH)
    for _ in range(LENGTH // 12 + 1):  # four questions of three bytes each
        assert printer.status().reason == ""
    assert printer.print(SLIP, deadline_s=5) == PrintOutcome(PrintResult.UNKNOWN, "print.silent")
    assert len(simulator.receipts) == 1


def test_a_stuck_knife_is_told(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.jam_cutter()
    outcome = printer.print(SLIP, deadline_s=5)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.cutter")
    simulator.free_cutter()
    assert printer.print(SLIP, deadline_s=5).result is PrintResult.PRINTED


def test_a_slow_printer_is_waited_for(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.hold()
    with ThreadPoolExecutor(1) as pool:
        job: Future[PrintOutcome] = pool.submit(printer.print, SLIP, deadline_s=10)
        assert simulator.wait_for(lambda: simulator.waiting > LENGTH)
        assert not job.done()
        simulator.release()
        assert job.result(10) == PrintOutcome(PrintResult.PRINTED)
    assert len(simulator.receipts) == 1


def test_a_printer_slower_than_the_deadline_is_unknown(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.hold()
    outcome = printer.print(SLIP, deadline_s=0.7)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.unconfirmed")
    simulator.release()
    assert simulator.wait_for(lambda: len(simulator.receipts) == 1)


def test_a_late_word_for_an_old_job_is_not_taken_for_the_new_one(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.hold()
    assert printer.print(SLIP, deadline_s=0.7).result is PrintResult.UNKNOWN
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(printer.print, SLIP, deadline_s=10)
        assert simulator.wait_for(lambda: simulator.waiting > 2 * LENGTH)
        simulator.paper_out(after=LENGTH + 30)  # the first comes out, the second does not
        simulator.release()
        assert second.result(10) == PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")
    assert len(simulator.receipts) == 1


@pytest.mark.parametrize(
    ("knows_process_id", "knows_fence", "confirmation", "result"),
    [
        (True, True, Confirmation.PROCESS_ID, PrintResult.PRINTED),
        (False, True, Confirmation.FENCE, PrintResult.PRINTED),
        (False, False, Confirmation.NONE, PrintResult.UNKNOWN),
    ],
)
def test_each_kind_of_printer_is_believed_as_far_as_it_can_speak(
    confirmation: Confirmation, result: PrintResult, *, knows_process_id: bool, knows_fence: bool
) -> None:
    model = Model(knows_process_id=knows_process_id, knows_fence=knows_fence)
    simulator = ReceiptPrinterSimulator(model=model)
    simulator.start()
    printer = connect(simulator)
    assert printer.capabilities.confirmation is confirmation
    assert printer.capabilities.provenance["confirmation"].startswith("asked")
    assert printer.print(SLIP, deadline_s=5).result is result
    assert simulator.wait_for(lambda: len(simulator.receipts) == 1)
    printer.close()
    simulator.stop()


def test_a_fence_passed_before_the_paper_ran_out_is_no_proof(
    simulator: ReceiptPrinterSimulator,
) -> None:
    printer = connect(simulator, Confirmation.FENCE)
    simulator.paper_out(after=LENGTH + 3)  # just after `GS r 1` was answered
    outcome = printer.print(SLIP, deadline_s=5)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")
    printer.close()


def test_a_configured_way_of_confirming_is_not_asked_again(
    simulator: ReceiptPrinterSimulator,
) -> None:
    printer = connect(simulator, Confirmation.FENCE)
    assert printer.capabilities.confirmation is Confirmation.FENCE
    assert printer.capabilities.provenance["confirmation"] == "set in the configuration"
    assert printer.print(SLIP, deadline_s=5).result is PrintResult.PRINTED
    printer.close()


def test_a_printer_without_paper_at_first_is_asked_later_how_it_confirms(
    simulator: ReceiptPrinterSimulator,
) -> None:
    simulator.paper_out()
    printer = connect(simulator)
    assert printer.capabilities.confirmation is Confirmation.UNPROBED
    assert printer.capabilities.provenance["confirmation"] == "not asked yet"
    simulator.load_paper()
    assert printer.print(SLIP, deadline_s=5).result is PrintResult.PRINTED
    assert printer.capabilities.confirmation is Confirmation.PROCESS_ID
    printer.close()


def test_status_bytes_that_a_printer_sends_by_itself_confuse_nothing(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    printer._transport.write(b"\x1da\xff", SystemClock().monotonic() + 2)
    assert simulator.wait_for(lambda: simulator._interpreter.automatic_status == 0xFF)
    simulator.paper_low()
    simulator.load_paper()
    assert printer.status().paper is Paper.FULL
    simulator.paper_low()
    assert printer.print(SLIP, deadline_s=5).result is PrintResult.PRINTED
