"""Real drivers on simulated devices, pulled and plugged while the supervisor runs them.

How soon they are back is measured by `script/bench recovery`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Condition

import pytest

from drivers.api import (
    CardFailed,
    CardRead,
    CodeFound,
    DeviceClass,
    DeviceEvent,
    DeviceState,
    PrintOutcome,
    PrintResult,
    StatusChanged,
)
from drivers.fitting import Fitting
from drivers.receipt_printer.drawing import qr_picture
from drivers.registry import DeviceConfig, build
from drivers.simulators.id_card_reader import IdCardReaderSimulator
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.simulators.sample_cards import SimulatedCard
from drivers.supervisor import Supervisor
from kiosk.clock import SystemClock
from kiosk.documents.slip import Qr, Slip, Text
from kiosk.identity.card import CardKind

CLOCK = SystemClock()
SLIP = Slip("回执", "zh-CN", (Text("回执"), Qr("L0817")))
PRINTED = PrintOutcome(PrintResult.PRINTED)


class Point:
    """A service point's devices, all simulated, all at the usual pace."""

    def __init__(self, folder: Path) -> None:
        self.picture = folder / "frame.png"
        self.reader = IdCardReaderSimulator(paced=False)
        self.printer = ReceiptPrinterSimulator()
        self.reader.start()
        self.printer.start()
        config = [
            DeviceConfig("id_card", DeviceClass.ID_CARD_READER, f"sdt+serial://{self.reader.path}"),
            DeviceConfig(
                "printer",
                DeviceClass.RECEIPT_PRINTER,
                f"escpos+tcp://127.0.0.1:{self.printer.port}",
            ),
            DeviceConfig("camera", DeviceClass.CODE_READER, f"camera+file://{self.picture}"),
        ]
        self.supervisor = Supervisor(build(config, Fitting(CLOCK)), clock=CLOCK)
        self.events: list[DeviceEvent] = []
        self._news = Condition()
        self.supervisor.subscribe(self._listen)
        self.supervisor.start()

    def stop(self) -> None:
        self.supervisor.stop()
        self.reader.stop()
        self.printer.stop()

    def until(self, happened: Callable[[], object]) -> None:
        with self._news:
            assert self._news.wait_for(happened, 30), self.events

    def until_state(self, device_class: DeviceClass, state: DeviceState) -> None:
        self.until(lambda: self.supervisor.status(device_class).state is state)

    def _listen(self, event: DeviceEvent) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()


@pytest.fixture
def point(tmp_path: Path) -> Iterator[Point]:
    point = Point(tmp_path)
    yield point
    point.stop()
    assert point.printer.faults == []


def test_a_whole_visit_goes_through_real_bytes(point: Point) -> None:
    fitted = (DeviceClass.ID_CARD_READER, DeviceClass.CODE_READER, DeviceClass.RECEIPT_PRINTER)
    for device_class in fitted:
        point.supervisor.enable(device_class)
        point.until_state(device_class, DeviceState.ONLINE)
    point.reader.lay(SimulatedCard.sample(CardKind.RESIDENT))
    point.until(lambda: any(isinstance(event, CardRead) for event in point.events))
    assert point.supervisor.print(SLIP).result(60) == PRINTED
    qr_picture(point.printer.receipts[0].qr[0], 6).save(point.picture)
    point.until(
        lambda: any(
            isinstance(event, CodeFound) and event.code.text == "L0817" for event in point.events
        )
    )


@pytest.mark.parametrize("times", [3])
def test_a_printer_plugged_in_again_prints_again(point: Point, times: int) -> None:
    for number in range(times):
        point.until_state(DeviceClass.RECEIPT_PRINTER, DeviceState.ONLINE)
        point.printer.unplug()
        point.until_state(DeviceClass.RECEIPT_PRINTER, DeviceState.OFFLINE)
        failed = point.supervisor.print(SLIP).result(60)
        assert failed == PrintOutcome(PrintResult.FAILED, "print.unplugged")
        point.printer.replug()
        point.until_state(DeviceClass.RECEIPT_PRINTER, DeviceState.ONLINE)
        assert point.supervisor.print(SLIP).result(60) == PRINTED
        assert len(point.printer.receipts) == number + 1


def test_a_card_reader_plugged_in_again_reads_again(point: Point) -> None:
    point.supervisor.enable(DeviceClass.ID_CARD_READER)
    point.until_state(DeviceClass.ID_CARD_READER, DeviceState.ONLINE)
    point.reader.unplug()
    point.until_state(DeviceClass.ID_CARD_READER, DeviceState.OFFLINE)
    point.reader.replug()
    point.until_state(DeviceClass.ID_CARD_READER, DeviceState.ONLINE)
    point.reader.lay(SimulatedCard.sample(CardKind.RESIDENT))
    point.until(lambda: any(isinstance(event, CardRead) for event in point.events))


def test_a_card_pulled_in_mid_read_gives_no_half_identity(point: Point) -> None:
    point.supervisor.enable(DeviceClass.ID_CARD_READER)
    point.reader.pull_at(600)
    point.reader.lay(SimulatedCard.sample(CardKind.RESIDENT))
    point.until(lambda: CardFailed("id_card", "card.pulled") in point.events)
    assert not any(isinstance(event, CardRead) for event in point.events)


def test_paper_running_out_in_mid_job_is_told_and_new_paper_noticed_soon(point: Point) -> None:
    point.until_state(DeviceClass.RECEIPT_PRINTER, DeviceState.ONLINE)
    point.printer.paper_out(after=60)
    outcome = point.supervisor.print(SLIP).result(60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")
    point.until_state(DeviceClass.RECEIPT_PRINTER, DeviceState.OFFLINE)
    point.printer.load_paper()
    point.until_state(DeviceClass.RECEIPT_PRINTER, DeviceState.ONLINE)
    assert point.printer.wait_for(lambda: point.printer.waiting == 0)
    assert len(point.printer.receipts) == 1
    changed = [event.status.reason for event in point.events if isinstance(event, StatusChanged)]
    assert "print.paper_out" in changed
