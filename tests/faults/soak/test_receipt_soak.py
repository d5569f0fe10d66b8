"""A thousand receipts through printers that fail at random: none twice, none that is not there."""

import gc
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drivers.api import DeviceFault, PrintResult
from drivers.receipt_printer.encoder import PAPERS, Setting, encode_slip
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.simulators.printer_interpreter import Model
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.transports.tcp import TcpTransport
from kiosk.clock import SystemClock
from kiosk.documents.slip import Field, Qr, Slip, Text

SEED = 20_261_122
RECEIPTS = 1_000
SILENCES = 3
"""Silence takes its time to be believed, so there are few."""
GROWTH = 1.05
CLOCK = SystemClock()


def slip(number: int) -> Slip:
    rare = "𬱖" if number % 50 == 0 else "花"
    return Slip(
        "回执",
        "zh-CN",
        (
            Text(f"回执 {number:04}"),
            Field("姓名", f"王秀{rare}"),
            Qr(f"R{number:04}"),
            Text(f"完 {number:04}"),
        ),
    )


LENGTH = len(b"".join(encode_slip(slip(1), Setting(PAPERS[80], native_qr=True))))


@dataclass
class Point:
    """One printer, somebody who makes it fail, and what is known of each receipt."""

    simulator: ReceiptPrinterSimulator
    dice: random.Random
    outcomes: dict[int, PrintResult] = field(default_factory=dict)
    pieces: dict[int, int] = field(default_factory=dict)
    silences: int = 0

    def __post_init__(self) -> None:
        self.simulator.start()
        line = TcpTransport("127.0.0.1", self.simulator.port, clock=CLOCK)
        self.printer = EscposReceiptPrinter("printer", line)
        self.printer.open()

    def work(self, number: int) -> None:
        """Print one receipt, perhaps with trouble, and put everything right afterwards."""
        self._trouble()
        try:
            self.outcomes[number] = self.printer.print(slip(number), deadline_s=10).result
        finally:
            self._put_right()
        self._look_at_the_paper()

    def _trouble(self) -> None:
        hands = self.simulator
        place = self.dice.randint(1, LENGTH + 12)
        kinds: list[Callable[[], None]] = [
            lambda: hands.paper_out(after=place),
            lambda: hands.open_cover(after=place),
            lambda: hands.unplug(after=place),
            lambda: hands.drop(after=place),
            hands.paper_out,
            hands.open_cover,
            hands.jam_cutter,
            hands.unplug,
            hands.paper_low,
        ]
        if self.dice.random() < 0.4:
            self.dice.choice(kinds)()
        elif self.silences < SILENCES and self.dice.random() < 0.01:
            self.silences += 1
            hands.fall_silent(after=place)

    def _put_right(self) -> None:
        hands = self.simulator
        hands.calm()
        hands.load_paper()
        hands.close_cover()
        hands.free_cutter()
        hands.speak()
        hands.replug()
        while True:
            try:
                if not self.printer.status().reason:
                    break
            except DeviceFault:
                self._open()
        assert hands.wait_for(lambda: hands.waiting == 0)

    def _open(self) -> None:
        try:
            self.printer.open()
        except DeviceFault:
            return  # asked again at once

    def _look_at_the_paper(self) -> None:
        for piece in self.simulator.take():
            for word in piece.text.split("完 ")[1:]:
                number = int(word[:4])
                assert f"R{number:04}" in piece.qr
                self.pieces[number] = self.pieces.get(number, 0) + 1

    def close(self) -> None:
        self.printer.close()
        self.simulator.stop()


def resident() -> int:
    """Bytes of memory in use, by the kernel's count."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.timeout(300)
def test_a_thousand_receipts_come_out_once_or_are_doubted() -> None:
    dice = random.Random(SEED)  # noqa: S311 — the same troubles every time
    models = (Model(), Model(knows_process_id=False), Model(report=lambda _: b""))
    points = [Point(ReceiptPrinterSimulator(model=model), dice) for model in models]
    half = 0
    for number in range(RECEIPTS):
        dice.choice(points).work(number)
        if number == RECEIPTS // 2:
            half = resident()
    end = resident()
    for point in points:
        point.close()
        assert point.simulator.faults == []
        for number, outcome in point.outcomes.items():
            pieces = point.pieces.get(number, 0)
            allowed = {PrintResult.PRINTED: {1}, PrintResult.FAILED: {0}}.get(outcome, {0, 1})
            assert pieces in allowed, f"receipt {number}: {outcome}, {pieces} pieces"
    outcomes = [outcome for point in points for outcome in point.outcomes.values()]
    assert len(outcomes) == RECEIPTS
    assert min(outcomes.count(result) for result in PrintResult) > RECEIPTS // 20
    assert end <= half * GROWTH
