"""Printers that fail in the middle of a job: never twice, never a lie."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from drivers.api import Confirmation, DeviceFault, Paper, PrintOutcome, PrintResult
from drivers.receipt_printer.encoder import PAPERS, Setting, encode_slip
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.receipt_printer.probing import Probe
from drivers.receipt_printer.unit import Findings, Wishes
from drivers.simulators.paced_clock import PacedClock, patient
from drivers.simulators.printer_interpreter import Model
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.transports.tcp import TcpTransport
from kiosk.clock import Clock, SystemClock
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
PATIENCE = 3.0
"""How many real seconds one of the driver's takes, where no silence is meant."""


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
    clock: Clock | None = None,
) -> EscposReceiptPrinter:
    clock = clock or PacedClock(PATIENCE)
    line = patient(TcpTransport("127.0.0.1", simulator.port, clock=clock), clock)
    printer = EscposReceiptPrinter("printer", line, Wishes(confirmation=confirmation), clock=clock)
    printer.open()
    return printer


@pytest.fixture
def clock() -> PacedClock:
    return PacedClock(PATIENCE)


@pytest.fixture
def printer(
    simulator: ReceiptPrinterSimulator, clock: PacedClock
) -> Iterator[EscposReceiptPrinter]:
    printer = connect(simulator, clock=clock)
    yield printer
    printer.close()


@pytest.mark.parametrize("place", PLACES)
def test_paper_that_runs_out_in_mid_job_is_unknown_and_never_doubled(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, place: int
) -> None:
    simulator.paper_out(after=place)
    outcome = printer.print(SLIP, deadline_s=60)
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
    outcome = printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.cover_open")
    simulator.close_cover()
    assert simulator.wait_for(lambda: simulator.waiting == 0)
    assert len(simulator.receipts) == 1


@pytest.mark.parametrize("place", [1, LENGTH // 2, LENGTH - 1])
def test_silence_in_mid_job_is_unknown(
    simulator: ReceiptPrinterSimulator,
    printer: EscposReceiptPrinter,
    clock: PacedClock,
    place: int,
) -> None:
    clock.keep_pace(1.0)
    simulator.fall_silent(after=place)
    outcome = printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.silent")


@pytest.mark.parametrize("place", [1, LENGTH // 2, LENGTH - 1])
def test_a_printer_unplugged_in_mid_job_is_unknown_and_prints_no_rest(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, place: int
) -> None:
    simulator.unplug(after=place)
    outcome = printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.unplugged")
    simulator.replug()
    printer.open()
    assert simulator.wait_for(lambda: simulator.hanging.marks == ())
    # What was on the paper is cut off, so that nobody finds it on his own slip; nothing is added.
    (piece,) = simulator.receipts
    assert ("完" in piece.text) == (place == LENGTH - 1)


def test_asking_a_printer_how_it_is_brings_no_planned_fault_nearer(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, clock: PacedClock
) -> None:
    simulator.fall_silent(after=LENGTH)
    for _ in range(LENGTH // 12 + 1):  # four questions of three bytes each
        assert printer.status().reason == ""
    clock.keep_pace(1.0)
    assert printer.print(SLIP, deadline_s=60) == PrintOutcome(PrintResult.UNKNOWN, "print.silent")
    assert len(simulator.receipts) == 1


def test_a_stuck_knife_is_told(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.jam_cutter()
    outcome = printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.cutter")
    simulator.free_cutter()
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.PRINTED


def test_a_slow_printer_is_waited_for(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.hold()
    with ThreadPoolExecutor(1) as pool:
        job: Future[PrintOutcome] = pool.submit(printer.print, SLIP, deadline_s=60)
        assert simulator.wait_for(lambda: simulator.waiting > LENGTH)
        assert not job.done()
        simulator.release()
        assert job.result(60) == PrintOutcome(PrintResult.PRINTED)
    assert len(simulator.receipts) == 1


def print_too_slowly(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, clock: PacedClock
) -> PrintOutcome:
    """What is said of a slip when its time is over and the printer still has it."""
    simulator.hold()
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(printer.print, SLIP, deadline_s=60)
        assert simulator.wait_for(lambda: simulator.waiting > LENGTH)
        clock.pass_time(60)
        return job.result(60)


def test_a_printer_slower_than_the_deadline_is_unknown(simulator: ReceiptPrinterSimulator) -> None:
    clock = PacedClock(PATIENCE)
    printer = connect(simulator, clock=clock)
    outcome = print_too_slowly(simulator, printer, clock)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.unconfirmed")
    simulator.release()
    assert simulator.wait_for(lambda: len(simulator.receipts) == 1)
    printer.close()


def test_a_late_word_for_an_old_job_is_not_taken_for_the_new_one(
    simulator: ReceiptPrinterSimulator,
) -> None:
    clock = PacedClock(PATIENCE)
    printer = connect(simulator, clock=clock)
    assert print_too_slowly(simulator, printer, clock).result is PrintResult.UNKNOWN
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(printer.print, SLIP, deadline_s=60)
        assert simulator.wait_for(lambda: simulator.waiting > 2 * LENGTH)
        simulator.paper_out(after=LENGTH + 30)  # the first comes out, the second does not
        simulator.release()
        assert second.result(60) == PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")
    assert len(simulator.receipts) == 1
    printer.close()


BUSY = Model(knows_process_id=False, knows_fence=False)
"""What a printer seems to be while it answers too late."""


def test_one_that_was_silent_when_it_was_met_is_asked_again_before_its_first_job(
    simulator: ReceiptPrinterSimulator,
) -> None:
    simulator.become(BUSY)
    clock = PacedClock(1.0)
    printer = connect(simulator, clock=clock)
    clock.keep_pace(PATIENCE)
    assert printer.capabilities.confirmation is Confirmation.NONE
    simulator.become(Model())
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.PRINTED
    assert printer.capabilities.confirmation is Confirmation.PROCESS_ID
    printer.close()


def test_one_that_was_silent_twice_is_asked_again_when_it_is_opened_again(
    simulator: ReceiptPrinterSimulator,
) -> None:
    simulator.become(BUSY)
    clock = PacedClock(1.0)
    printer = connect(simulator, clock=clock)
    for _ in range(3):
        assert printer.print(SLIP, deadline_s=60).result is PrintResult.UNKNOWN
    assert simulator.wait_for(lambda: len(simulator.receipts) == 3)
    asked = sum(receipt.raw.count(b"\x1d(H") for receipt in simulator.receipts)
    assert asked == 2, "it is believed at last"
    printer.close()
    simulator.become(Model())
    clock.keep_pace(PATIENCE)
    printer.open()
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.PRINTED
    printer.close()


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
    printer = connect(simulator, clock=PacedClock(PATIENCE if knows_fence else 1.0))
    assert printer.capabilities.confirmation is confirmation
    assert printer.capabilities.provenance["confirmation"].startswith("asked")
    assert printer.print(SLIP, deadline_s=60).result is result
    assert simulator.wait_for(lambda: len(simulator.receipts) == 1)
    printer.close()
    simulator.stop()


def test_a_fence_passed_before_the_paper_ran_out_is_no_proof(
    simulator: ReceiptPrinterSimulator,
) -> None:
    printer = connect(simulator, Confirmation.FENCE)
    simulator.paper_out(after=LENGTH + 3)  # just after `GS r 1` was answered
    outcome = printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")
    printer.close()


def test_a_configured_way_of_confirming_is_not_asked_again(
    simulator: ReceiptPrinterSimulator,
) -> None:
    printer = connect(simulator, Confirmation.FENCE)
    assert printer.capabilities.confirmation is Confirmation.FENCE
    assert printer.capabilities.provenance["confirmation"] == "set in the configuration"
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.PRINTED
    printer.close()


def test_a_printer_without_paper_at_first_is_asked_later_how_it_confirms(
    simulator: ReceiptPrinterSimulator,
) -> None:
    simulator.paper_out()
    printer = connect(simulator)
    before = printer.capabilities
    simulator.load_paper()
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.PRINTED
    after = printer.capabilities
    assert before.provenance["confirmation"] == "not asked yet"
    assert (before.confirmation, after.confirmation) == (
        Confirmation.UNPROBED,
        Confirmation.PROCESS_ID,
    )
    printer.close()


def test_a_printer_tells_of_changes_by_itself(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    assert printer.capabilities.automatic_status
    assert printer.status().reason == ""
    assert not printer.changed(0.05)
    for hand, reason in [
        (simulator.paper_low, ""),
        (simulator.paper_out, "print.paper_out"),
        (simulator.load_paper, ""),
        (simulator.open_cover, "print.cover_open"),
        (simulator.close_cover, ""),
        (simulator.jam_cutter, "print.cutter"),
        (simulator.free_cutter, ""),
    ]:
        hand()
        assert printer.changed(20)
        assert printer.status().reason == reason
    assert printer.status().paper is Paper.FULL


def test_a_printer_goes_on_telling_of_changes_after_a_slip() -> None:
    simulator = ReceiptPrinterSimulator(model=Model(initialise_ends_reports=True))
    simulator.start()
    printer = connect(simulator)
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.PRINTED
    assert printer.status().paper is Paper.FULL
    # The wish for reports is worked off in order, unlike the question how it is.
    assert simulator.wait_for(lambda: simulator.waiting == 0)
    simulator.paper_out()
    assert printer.changed(20)
    assert printer.status().paper is Paper.OUT
    printer.close()
    simulator.stop()


def test_a_break_of_the_line_is_noticed_while_listening(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.unplug()
    with pytest.raises(DeviceFault) as caught:
        printer.changed(20)
    assert caught.value.code == "print.unplugged"


REPORTS: dict[str, tuple[Callable[[bytes], bytes], bool]] = {
    "none": (lambda _: b"", False),
    "one byte": (lambda four: four[:1], False),
    "two bytes": (lambda four: four[:2], False),
    "eight bytes": (lambda four: four + bytes(4), False),
    "twice": (lambda four: four * 2, True),
    "as the reference": (bytes, True),
}


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("knows_process_id", [True, False])
def test_reports_of_another_width_are_never_taken_for_an_answer(
    kind: str, *, knows_process_id: bool
) -> None:
    report, used = REPORTS[kind]
    simulator = ReceiptPrinterSimulator(
        model=Model(report=report, knows_process_id=knows_process_id)
    )
    simulator.start()
    printer = connect(simulator)
    assert printer.capabilities.automatic_status is used
    simulator.hold()
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(printer.print, SLIP, deadline_s=60)
        assert simulator.wait_for(lambda: simulator.waiting > LENGTH)
        simulator.paper_low()  # reports fall among what is waited for
        simulator.load_paper()
        assert not job.done()
        simulator.release()
        assert job.result(60) == PrintOutcome(PrintResult.PRINTED)
    simulator.paper_out()
    assert printer.status().paper is Paper.OUT
    printer.close()
    simulator.stop()
    assert simulator.faults == []


def test_a_printer_that_reports_from_the_start_is_understood() -> None:
    simulator = ReceiptPrinterSimulator(model=Model(reports_at_start=0xFF))
    simulator.start()
    printer = connect(simulator, Confirmation.FENCE)
    simulator.paper_low()
    simulator.load_paper()
    assert printer.status().paper is Paper.FULL
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.PRINTED
    printer.close()
    simulator.stop()


@pytest.mark.parametrize("place", [2, LENGTH // 2, LENGTH - 1])
def test_a_line_that_breaks_in_mid_job_does_not_eat_the_next_slip(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter, place: int
) -> None:
    """The printer keeps its power, and perhaps half a picture it waits for the rest of."""
    simulator.drop(after=place)
    outcome = printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.unplugged")
    printer.open()
    second = Slip("t", "zh-CN", (Text("另一个人"), Qr("SECOND")))
    assert printer.print(second, deadline_s=60) == PrintOutcome(PrintResult.PRINTED)
    *before, last = simulator.receipts
    assert last.text == "另一个人"
    assert last.qr == ["SECOND"]
    assert all("另一个人" not in piece.text for piece in before)


def test_status_bytes_that_a_printer_sends_by_itself_confuse_nothing(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    printer._transport.write(b"\x1da\xff", SystemClock().monotonic() + 2)
    assert simulator.wait_for(lambda: simulator._interpreter.automatic_status == 0xFF)
    simulator.paper_low()
    simulator.load_paper()
    assert printer.status().paper is Paper.FULL
    simulator.paper_low()
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.PRINTED


def test_paper_that_ends_while_it_is_asked_what_it_can_do_answers_for_nothing(
    simulator: ReceiptPrinterSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = Probe.findings

    def without_paper(probe: Probe, wishes: Wishes) -> Findings:
        simulator.paper_out()
        return findings(probe, wishes)

    with monkeypatch.context() as patched:
        patched.setattr(Probe, "findings", without_paper)
        printer = connect(simulator)
    assert printer.capabilities.confirmation is Confirmation.UNPROBED
    simulator.load_paper()
    assert printer.print(SLIP, deadline_s=60) == PrintOutcome(PrintResult.PRINTED)
    assert printer.capabilities.confirmation is Confirmation.PROCESS_ID
    assert len(simulator.receipts) == 1
    printer.close()
