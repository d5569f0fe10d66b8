from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from threading import Condition, Event, Thread, current_thread

import pytest
from structlog.testing import capture_logs

from drivers.api import (
    CardFailed,
    CardFound,
    CardRead,
    CardRemoved,
    Code,
    CodeFound,
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    Media,
    Paper,
    PrintOutcome,
    PrintResult,
    StatusChanged,
)
from drivers.simulators.fake_printer import FakeReceiptPrinter
from drivers.simulators.fakes import FakeIdCardReader
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock
from kiosk.documents.slip import Slip, Text
from kiosk.identity.card import CardKind, IdCard, Sex

CLOCK = SystemClock()
PACE = Pace(
    find_s=0.02,
    scan_s=0.01,
    forget_s=0.1,
    reopen_s=0.02,
    heartbeat_s=0.03,
    open_limit_s=60,
    call_limit_s=60,
    print_grace_s=0.1,
)
HASTY = replace(PACE, open_limit_s=0.2, call_limit_s=0.2)
"""For devices that hang; a machine that is busy hangs for as long now and then."""
SLIP = Slip("回执", "zh-CN", (Text("回执"),))
READER, CAMERA, PRINTER = (
    DeviceClass.ID_CARD_READER,
    DeviceClass.CODE_READER,
    DeviceClass.RECEIPT_PRINTER,
)
PRINTED = PrintOutcome(PrintResult.PRINTED)


def card(name: str = "王秀花") -> IdCard:
    return IdCard(
        kind=CardKind.RESIDENT,
        name=name,
        sex=Sex.FEMALE,
        birth=date(1953, 8, 15),
        id_no="370982195308150022",
        valid_from=date(2010, 1, 1),
        valid_to=None,
    )


class Diary:
    """Everything that was told, and a way to wait for it."""

    def __init__(self) -> None:
        self.events: list[DeviceEvent] = []
        self._news = Condition()

    def __call__(self, event: DeviceEvent) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def until(self, happened: Callable[[list[DeviceEvent]], object]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: happened(self.events), 60), self.events

    def cards(self) -> list[DeviceEvent]:
        return [event for event in self.events if not isinstance(event, StatusChanged)]

    def states(self, device_class: DeviceClass) -> list[tuple[DeviceState, str]]:
        """State and reason, each time one of them changed."""
        told = [
            (event.status.state, event.status.reason)
            for event in self.events
            if isinstance(event, StatusChanged) and event.status.device_class is device_class
        ]
        return [state for state, _ in groupby(told)]

    def until_state(self, device_class: DeviceClass, *wanted: tuple[DeviceState, str]) -> None:
        """Wait until the last states are these."""
        self.until(lambda _: self.states(device_class)[-len(wanted) :] == list(wanted))


class FakeCodeReader:
    """Sees what it is shown; can hang, and raise what no driver should."""

    device_class = DeviceClass.CODE_READER

    def __init__(self) -> None:
        self.name = "camera"
        self.shown: Code | None = None
        self.raises: Exception | None = None
        self.opened = 0
        self.scans = 0
        self.scanned = Condition()
        self.hanging = Event()
        self.released = Event()
        self.hangs = False

    def open(self) -> None:
        self.opened += 1
        if isinstance(self.raises, DeviceFault):
            raise self.raises

    def close(self) -> None:
        return

    def scan(self) -> Code | None:
        with self.scanned:
            self.scans += 1
            self.scanned.notify_all()
        if self.hangs:
            self.hanging.set()
            self.released.wait(20)
        if self.raises is not None:
            raise self.raises
        return self.shown

    def until_scans(self, more: int) -> None:
        with self.scanned:
            wanted = self.scans + more
            assert self.scanned.wait_for(lambda: self.scans >= wanted, 60)

    def show(self, text: str) -> None:
        self.shown = Code(text, text.encode(), "QRCode", "zxing-cpp") if text else None


class HangingPrinter(FakeReceiptPrinter):
    """Hangs in its next print until released, or until it is interrupted."""

    def __init__(self, *, can_be_interrupted: bool) -> None:
        super().__init__()
        self.hanging = Event()
        self.released = Event()
        self.hangs = True
        if can_be_interrupted:
            self.interrupt = self.released.set

    def print(self, slip: Slip, *, deadline_s: float) -> PrintOutcome:
        if self.hangs:
            self.hanging.set()
            self.released.wait(20)
            self.hangs = False
        return super().print(slip, deadline_s=deadline_s)


class Desk:
    """Fake devices and their supervisor."""

    def __init__(self, pace: Pace) -> None:
        self.reader = FakeIdCardReader()
        self.camera = FakeCodeReader()
        self.printer = FakeReceiptPrinter()
        self.diary = Diary()
        self.supervisor = Supervisor(
            [self.reader, self.camera, self.printer], clock=CLOCK, pace=pace
        )
        self.supervisor.subscribe(self.diary)

    def until_all_online(self) -> None:
        for device_class in (READER, CAMERA, PRINTER):
            self.diary.until_state(device_class, (DeviceState.ONLINE, ""))


@pytest.fixture
def pace() -> Pace:
    return PACE


@pytest.fixture
def desk(pace: Pace) -> Iterator[Desk]:
    desk = Desk(pace)
    desk.supervisor.start()
    desk.until_all_online()
    yield desk
    desk.camera.released.set()
    desk.supervisor.stop()


# --- cards --------------------------------------------------------------------------------------


def test_a_card_is_found_read_and_lifted(desk: Desk) -> None:
    desk.supervisor.enable(READER)
    desk.reader.lay(card())
    desk.diary.until(lambda events: CardRead("id_card", card()) in events)
    assert desk.supervisor.status(READER).media is Media.PRESENT
    desk.reader.lift()
    desk.diary.until(lambda events: CardRemoved("id_card") in events)
    assert desk.diary.cards() == [
        CardFound("id_card"),
        CardRead("id_card", card()),
        CardRemoved("id_card"),
    ]
    assert desk.supervisor.status(READER).media is Media.NOT_PRESENT


def test_a_disabled_reader_reads_nothing(desk: Desk) -> None:
    desk.reader.lay(card())
    desk.supervisor.enable(CAMERA)
    desk.camera.until_scans(10)
    assert desk.diary.cards() == []
    desk.supervisor.enable(READER)
    desk.diary.until(lambda events: CardRead("id_card", card()) in events)


def test_a_card_still_lying_there_is_told_when_it_is_lifted_in_the_next_session(
    desk: Desk,
) -> None:
    desk.supervisor.enable(READER)
    desk.reader.lay(card())
    desk.diary.until(lambda events: CardRead("id_card", card()) in events)
    desk.supervisor.disable(READER)
    desk.supervisor.enable(READER)
    desk.reader.lift()
    desk.diary.until(lambda events: events[-1] == CardRemoved("id_card"))
    desk.reader.lay(card("李四"))
    desk.diary.until(lambda events: CardRead("id_card", card("李四")) in events)


def test_a_card_pulled_while_it_is_read_fails_and_is_gone(desk: Desk) -> None:
    desk.supervisor.enable(READER)
    desk.reader.pull_in_next_read()
    desk.reader.lay(card())
    desk.diary.until(lambda events: CardRemoved("id_card") in events)
    assert desk.diary.cards() == [
        CardFound("id_card"),
        CardFailed("id_card", "card.pulled"),
        CardRemoved("id_card"),
    ]


def test_a_damaged_card_fails_once_and_the_next_one_is_read(desk: Desk) -> None:
    desk.supervisor.enable(READER)
    desk.reader.fail_next_read("card.damaged")
    desk.reader.lay(card())
    desk.diary.until(lambda events: CardFailed("id_card", "card.damaged") in events)
    desk.reader.lift()
    desk.reader.lay(card("李四"))
    desk.diary.until(lambda events: CardRead("id_card", card("李四")) in events)
    assert desk.diary.cards() == [
        CardFound("id_card"),
        CardFailed("id_card", "card.damaged"),
        CardRemoved("id_card"),
        CardFound("id_card"),
        CardRead("id_card", card("李四")),
    ]


def test_a_reader_unplugged_and_plugged_in_again_recovers(desk: Desk) -> None:
    with capture_logs() as logs:
        desk.supervisor.enable(READER)
        desk.reader.unplug()
        desk.diary.until_state(READER, (DeviceState.OFFLINE, "card.reader_unplugged"))
        desk.reader.recover()
        desk.diary.until_state(READER, (DeviceState.ONLINE, ""))
        desk.reader.lay(card())
        desk.diary.until(lambda events: CardRead("id_card", card()) in events)
    told = [(line["event"], line.get("code")) for line in logs]
    assert told == [("device.failed", "card.reader_unplugged"), ("device.recovered", None)]


def test_a_reader_unplugged_in_mid_read_tells_the_card_failed(desk: Desk) -> None:
    desk.reader.fail_next_read("card.reader_unplugged")
    desk.supervisor.enable(READER)
    desk.reader.lay(card())
    desk.diary.until(lambda events: CardFailed("id_card", "card.reader_unplugged") in events)
    desk.diary.until_state(
        READER, (DeviceState.OFFLINE, "card.reader_unplugged"), (DeviceState.ONLINE, "")
    )


def test_an_idle_reader_that_is_unplugged_is_noticed(desk: Desk) -> None:
    desk.reader.unplug()
    desk.diary.until_state(READER, (DeviceState.OFFLINE, "card.reader_unplugged"))


# --- codes --------------------------------------------------------------------------------------


def test_a_code_before_the_camera_is_told_once(desk: Desk) -> None:
    desk.camera.show("L0817")
    desk.supervisor.enable(CAMERA)
    desk.diary.until(lambda events: any(isinstance(event, CodeFound) for event in events))
    desk.camera.until_scans(20)
    found = [event.code.text for event in desk.diary.events if isinstance(event, CodeFound)]
    assert found == ["L0817"]


def test_another_code_or_another_session_is_news(desk: Desk) -> None:
    def found() -> list[str]:
        return [event.code.text for event in desk.diary.events if isinstance(event, CodeFound)]

    desk.camera.show("one")
    desk.supervisor.enable(CAMERA)
    desk.diary.until(lambda _: found() == ["one"])
    desk.camera.show("two")
    desk.diary.until(lambda _: found() == ["one", "two"])
    desk.supervisor.disable(CAMERA)
    desk.supervisor.enable(CAMERA)
    desk.diary.until(lambda _: found() == ["one", "two", "two"])


def test_a_code_taken_away_and_shown_again_is_news(desk: Desk) -> None:
    def found() -> int:
        return sum(isinstance(event, CodeFound) for event in desk.diary.events)

    desk.camera.show("one")
    desk.supervisor.enable(CAMERA)
    desk.diary.until(lambda _: found() == 1)
    desk.camera.show("")
    desk.camera.until_scans(int(2 * PACE.forget_s / PACE.scan_s))
    desk.camera.show("one")
    desk.diary.until(lambda _: found() == 2)


# --- printing -----------------------------------------------------------------------------------


def test_a_slip_is_printed_and_the_printer_claimed_meanwhile(desk: Desk) -> None:
    assert desk.supervisor.print(SLIP).result(60) == PRINTED
    desk.diary.until_state(PRINTER, (DeviceState.BUSY, ""), (DeviceState.ONLINE, ""))
    assert desk.printer.slips == [SLIP]


def test_slips_are_printed_one_after_the_other(desk: Desk) -> None:
    slips = [Slip(str(number), "zh-CN", (Text(str(number)),)) for number in range(10)]
    outcomes = [future.result(60) for future in [desk.supervisor.print(slip) for slip in slips]]
    assert outcomes == [PRINTED] * 10
    assert desk.printer.slips == slips


def test_paper_running_out_and_coming_back_is_told(desk: Desk) -> None:
    desk.printer.paper_out()
    desk.diary.until_state(PRINTER, (DeviceState.OFFLINE, "print.paper_out"))
    assert desk.supervisor.status(PRINTER).paper is Paper.OUT
    outcome = desk.supervisor.print(SLIP).result(60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.paper_out")
    desk.printer.load_paper()
    desk.diary.until_state(PRINTER, (DeviceState.ONLINE, ""))
    assert desk.supervisor.print(SLIP).result(60) == PRINTED
    assert desk.printer.slips == [SLIP]


def test_an_unknown_outcome_is_handed_on_and_nothing_sent_again(desk: Desk) -> None:
    desk.printer.fail_in_next_job("print.silent")
    outcome = desk.supervisor.print(SLIP).result(60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.silent")
    desk.diary.until_state(PRINTER, (DeviceState.BUSY, ""), (DeviceState.ONLINE, ""))
    assert desk.printer.slips == []


def test_an_unplugged_printer_fails_the_job_at_once(desk: Desk) -> None:
    desk.printer.unplug()
    desk.diary.until_state(PRINTER, (DeviceState.OFFLINE, "print.unplugged"))
    outcome = desk.supervisor.print(SLIP).result(60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.unplugged")
    desk.printer.replug()
    desk.diary.until_state(PRINTER, (DeviceState.ONLINE, ""))
    assert desk.supervisor.print(SLIP).result(60) == PRINTED


def test_a_silent_printer_is_logged_once_and_so_is_its_recovery(desk: Desk) -> None:
    with capture_logs() as logs:
        desk.printer.fall_silent()
        desk.diary.until_state(PRINTER, (DeviceState.OFFLINE, "print.silent"))
        assert desk.supervisor.print(SLIP).result(60).result is PrintResult.FAILED
        desk.printer.speak()
        desk.diary.until_state(PRINTER, (DeviceState.ONLINE, ""))
    assert [line["event"] for line in logs] == ["device.failed", "device.recovered"]


def test_a_job_that_waited_past_its_deadline_was_not_sent(desk: Desk) -> None:
    outcome = desk.supervisor.print(SLIP, deadline_s=0.0).result(60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.busy")
    assert desk.printer.slips == []


def test_without_a_printer_the_job_fails_and_the_class_is_not_fitted() -> None:
    supervisor = Supervisor([], clock=CLOCK)
    supervisor.start()
    status = supervisor.status(PRINTER)
    assert (status.state, status.reason) == (DeviceState.NO_DEVICE, "print.not_fitted")
    outcome = supervisor.print(SLIP).result(60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.not_fitted")
    supervisor.enable(READER)
    supervisor.stop()


# --- bad drivers --------------------------------------------------------------------------------


def test_a_driver_that_raises_anything_stops_nobody_else(desk: Desk) -> None:
    desk.supervisor.enable(CAMERA)
    desk.supervisor.enable(READER)
    with capture_logs() as logs:
        desk.camera.raises = ZeroDivisionError("370982195308150022")
        desk.diary.until_state(CAMERA, (DeviceState.HARDWARE_ERROR, "code.driver_error"))
        desk.reader.lay(card())
        desk.diary.until(lambda events: CardRead("id_card", card()) in events)
        assert desk.supervisor.print(SLIP).result(60) == PRINTED
        desk.camera.raises = None
        desk.diary.until_state(CAMERA, (DeviceState.ONLINE, ""))
    assert "370982195308150022" not in str(logs)
    assert any(line.get("error") == "ZeroDivisionError" for line in logs)


@pytest.mark.parametrize("pace", [HASTY], ids=["hasty"])
def test_a_driver_that_hangs_is_a_hardware_error_and_stops_nobody_else(desk: Desk) -> None:
    desk.supervisor.enable(READER)
    desk.camera.hangs = True
    desk.supervisor.enable(CAMERA)
    desk.diary.until_state(CAMERA, (DeviceState.HARDWARE_ERROR, "code.hung"))
    desk.reader.lay(card())
    desk.diary.until(lambda events: CardRead("id_card", card()) in events)
    assert desk.supervisor.print(SLIP).result(60) == PRINTED
    desk.camera.show("late")
    desk.camera.hangs = False
    opened = desk.camera.opened
    desk.camera.released.set()
    desk.diary.until_state(CAMERA, (DeviceState.ONLINE, ""))
    assert desk.camera.opened > opened


@pytest.mark.parametrize("pace", [HASTY], ids=["hasty"])
def test_a_call_that_raises_after_it_was_given_up_recovers_as_well(desk: Desk) -> None:
    desk.camera.hangs = True
    desk.camera.raises = OSError("late")
    desk.supervisor.enable(CAMERA)
    desk.diary.until_state(CAMERA, (DeviceState.HARDWARE_ERROR, "code.hung"))
    desk.camera.hangs = False
    desk.camera.released.set()
    desk.diary.until_state(CAMERA, (DeviceState.HARDWARE_ERROR, "code.driver_error"))
    desk.camera.raises = None
    desk.diary.until_state(CAMERA, (DeviceState.ONLINE, ""))


@pytest.mark.parametrize("can_be_interrupted", [True, False])
def test_a_print_that_hangs_is_unknown_and_its_late_word_is_dropped(
    *, can_be_interrupted: bool
) -> None:
    printer = HangingPrinter(can_be_interrupted=can_be_interrupted)
    diary = Diary()
    supervisor = Supervisor([printer], clock=CLOCK, pace=HASTY)
    supervisor.subscribe(diary)
    supervisor.start()
    diary.until_state(PRINTER, (DeviceState.ONLINE, ""))
    first = supervisor.print(SLIP, deadline_s=3)
    assert printer.hanging.wait(60)
    second = supervisor.print(SLIP, deadline_s=60)
    assert first.result(60) == PrintOutcome(PrintResult.UNKNOWN, "print.hung")
    assert second.result(60) == PrintOutcome(PrintResult.FAILED, "print.hung")
    if not can_be_interrupted:
        third = supervisor.print(SLIP).result(60)
        assert third == PrintOutcome(PrintResult.FAILED, "print.hung")
    printer.released.set()
    diary.until_state(PRINTER, (DeviceState.ONLINE, ""))
    assert supervisor.print(SLIP).result(60) == PRINTED
    assert first.result(0).result is PrintResult.UNKNOWN
    supervisor.stop()


def test_stopping_leaves_a_hanging_device_behind_and_returns() -> None:
    printer = HangingPrinter(can_be_interrupted=False)
    supervisor = Supervisor([printer], clock=CLOCK, pace=PACE)
    supervisor.start()
    running, waiting = supervisor.print(SLIP, deadline_s=30), supervisor.print(SLIP)
    assert printer.hanging.wait(60)
    began = CLOCK.monotonic()
    with capture_logs() as logs:
        supervisor.stop(timeout_s=0.1)
    assert CLOCK.monotonic() - began < 15  # the device hangs for longer
    assert running.result(0) == PrintOutcome(PrintResult.UNKNOWN, "print.stopped")
    assert waiting.result(0) == PrintOutcome(PrintResult.FAILED, "print.stopped")
    assert [line["event"] for line in logs] == ["device.left_behind"]
    late = supervisor.print(SLIP).result(0)
    assert late == PrintOutcome(PrintResult.FAILED, "print.stopped")
    printer.released.set()


# --- events -------------------------------------------------------------------------------------


def test_status_is_told_only_when_it_changes(desk: Desk) -> None:
    desk.supervisor.enable(CAMERA)
    desk.camera.until_scans(20)
    for device_class in (READER, CAMERA, PRINTER):
        states = desk.diary.states(device_class)
        assert all(first != second for first, second in pairwise(states))
        assert states[-1] == (DeviceState.ONLINE, "")


def test_since_tells_when_a_state_began_and_last_ok_when_it_last_answered(desk: Desk) -> None:
    desk.supervisor.enable(CAMERA)
    desk.camera.until_scans(2)
    first = desk.supervisor.status(CAMERA)
    desk.camera.until_scans(5)
    later = desk.supervisor.status(CAMERA)
    assert first.last_ok is not None
    assert later.last_ok is not None
    assert later.last_ok > first.last_ok
    assert later.since == first.since


def test_each_device_speaks_from_its_own_thread(desk: Desk) -> None:
    threads: dict[str, set[str]] = {}

    def listen(event: DeviceEvent) -> None:
        name = event.status.device if isinstance(event, StatusChanged) else event.device
        threads.setdefault(name, set()).add(current_thread().name)

    desk.supervisor.subscribe(listen)
    desk.supervisor.enable(READER)
    desk.reader.lay(card())
    desk.diary.until(lambda events: CardRead("id_card", card()) in events)
    desk.supervisor.print(SLIP).result(60)
    desk.diary.until_state(PRINTER, (DeviceState.BUSY, ""), (DeviceState.ONLINE, ""))
    assert threads == {"id_card": {"device-id_card"}, "printer": {"device-printer"}}


def test_a_listener_that_raises_disturbs_nobody(desk: Desk) -> None:
    def broken(event: DeviceEvent) -> None:
        raise RuntimeError(f"370982195308150022 {event}")

    with capture_logs() as logs:
        desk.supervisor.subscribe(broken)
        desk.supervisor.enable(READER)
        desk.reader.lay(card())
        desk.diary.until(lambda events: CardRead("id_card", card()) in events)
        desk.reader.lift()
        desk.diary.until(lambda events: CardRemoved("id_card") in events)
    assert "370982195308150022" not in str(logs)
    assert {line["event"] for line in logs} == {"device.listener_raised"}


def test_an_ended_subscription_hears_nothing_more(desk: Desk) -> None:
    heard: list[DeviceEvent] = []
    unsubscribe = desk.supervisor.subscribe(heard.append)
    unsubscribe()
    unsubscribe()
    desk.printer.paper_out()
    desk.diary.until_state(PRINTER, (DeviceState.OFFLINE, "print.paper_out"))
    assert heard == []


def test_enabling_from_many_threads_is_safe(desk: Desk) -> None:
    def toggle() -> None:
        for _ in range(50):
            desk.supervisor.enable(READER)
            desk.supervisor.disable(READER)

    threads = [Thread(target=toggle) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.supervisor.enable(READER)
    desk.reader.lay(card())
    desk.diary.until(lambda events: CardRead("id_card", card()) in events)
