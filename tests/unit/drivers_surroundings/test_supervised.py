"""What the supervisor makes of lights, power supply and presence sensor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Condition

import pytest

from drivers.api import (
    Device,
    DeviceClass,
    DeviceEvent,
    DeviceState,
    LightPlace,
    PowerChanged,
    PowerState,
    PresenceChanged,
    PrintOutcome,
    PrintResult,
    StatusChanged,
)
from drivers.guidance import Guidance
from drivers.simulators.fake_printer import FakeReceiptPrinter
from drivers.simulators.fake_surroundings import FakeLights, FakePowerSupply, FakePresenceSensor
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock
from kiosk.documents.slip import Slip, Text

PACE = Pace(find_s=0.02, reopen_s=0.02, heartbeat_s=0.02)
SLIP = Slip("回执", "zh-CN", (Text("回执"),))
EMPTY = PowerState(on_mains=False, percent=7, minutes=4)


class Diary:
    """What was told, and a way to wait for something."""

    def __init__(self) -> None:
        self.told: list[DeviceEvent] = []
        self._news = Condition()

    def __call__(self, event: DeviceEvent) -> None:
        with self._news:
            self.told.append(event)
            self._news.notify_all()

    def until(self, wanted: Callable[[DeviceEvent], bool]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: any(map(wanted, self.told)), 20), self.told


Run = Callable[..., tuple[Supervisor, Diary]]


@pytest.fixture
def run() -> Iterator[Run]:
    running: list[Supervisor] = []

    def start(*devices: Device) -> tuple[Supervisor, Diary]:
        supervisor = Supervisor(devices, clock=SystemClock(), pace=PACE)
        diary = Diary()
        supervisor.subscribe(diary)
        supervisor.start()
        running.append(supervisor)
        for device in devices:
            diary.until(is_state(device.device_class, DeviceState.ONLINE))
        return supervisor, diary

    yield start
    for supervisor in running:
        supervisor.stop()


def is_state(device_class: DeviceClass, state: DeviceState) -> Callable[[DeviceEvent], bool]:
    def told(event: DeviceEvent) -> bool:
        return isinstance(event, StatusChanged) and (
            event.status.device_class,
            event.status.state,
        ) == (device_class, state)

    return told


# --- lights ---------------------------------------------------------------------------------------


def test_where_somebody_is_waited_for_a_light_blinks(run: Run) -> None:
    lights = FakeLights()
    supervisor, _ = run(lights)
    supervisor.enable(DeviceClass.ID_CARD_READER)
    for lit in (True, False, True):
        assert lights.wait_until(LightPlace.CARD, lit=lit)
    assert {place for place, _ in lights.switched} == {LightPlace.CARD}
    supervisor.disable(DeviceClass.ID_CARD_READER)
    assert lights.wait_until(LightPlace.CARD, lit=False)


def test_the_cameras_light_stands_still(run: Run) -> None:
    lights = FakeLights()
    supervisor, _ = run(lights)
    supervisor.enable(DeviceClass.PHOTO_CAMERA)
    supervisor.enable(DeviceClass.CODE_READER)
    for lit in (True, False, True):
        assert lights.wait_until(LightPlace.CODE, lit=lit)
    assert [lit for place, lit in lights.switched if place is LightPlace.CAMERA] == [True]


def test_paper_that_comes_out_is_shown_until_the_person_goes(run: Run) -> None:
    lights, printer = FakeLights(), FakeReceiptPrinter()
    supervisor, _ = run(lights, printer)
    printed = supervisor.print(SLIP)
    assert printed.result(20).result is PrintResult.PRINTED
    assert lights.wait_until(LightPlace.RECEIPT, lit=True)
    supervisor.end_session()
    assert lights.wait_until(LightPlace.RECEIPT, lit=False)
    assert supervisor._guidance.lights() == {}


def test_no_light_says_that_paper_comes_when_none_does() -> None:
    guidance = Guidance()
    guidance.printed(LightPlace.RECEIPT, PrintOutcome(PrintResult.FAILED, "print.paper_out"))
    assert guidance.lights() == {}
    guidance.printed(LightPlace.RECEIPT, PrintOutcome(PrintResult.UNKNOWN, "print.silent"))
    assert set(guidance.lights()) == {LightPlace.RECEIPT}


def test_lights_that_were_pulled_out_are_offline_and_right_again_when_they_are_back(
    run: Run,
) -> None:
    lights = FakeLights()
    supervisor, diary = run(lights)
    lights.unplug()
    diary.until(is_state(DeviceClass.LIGHTS, DeviceState.OFFLINE))
    assert supervisor.status(DeviceClass.LIGHTS).reason == "light.unplugged"
    supervisor.enable(DeviceClass.CODE_READER)
    lights.recover()
    assert lights.wait_until(LightPlace.CODE, lit=True)


def test_the_end_of_the_program_is_dark(run: Run) -> None:
    lights = FakeLights()
    supervisor, _ = run(lights)
    supervisor.enable(DeviceClass.PHOTO_CAMERA)
    assert lights.wait_until(LightPlace.CAMERA, lit=True)
    supervisor.stop()
    assert not lights.lit(LightPlace.CAMERA)


# --- power supply ---------------------------------------------------------------------------------


def test_a_power_cut_is_told_and_so_is_its_end(run: Run) -> None:
    supply = FakePowerSupply()
    supervisor, diary = run(supply)
    diary.until(lambda event: event == PowerChanged("ups", PowerState(on_mains=True)))
    cut = PowerState(on_mains=False, percent=90, minutes=40)
    supply.supply(cut)
    diary.until(lambda event: event == PowerChanged("ups", cut))
    assert supervisor.power() == cut
    before = len(diary.told)
    supply.supply(PowerState(on_mains=True, percent=90))
    diary.until(lambda event: event == PowerChanged("ups", PowerState(on_mains=True, percent=90)))
    assert len(diary.told) == before + 1


def test_nothing_is_printed_on_a_battery_that_will_soon_be_empty(run: Run) -> None:
    supply, printer = FakePowerSupply(), FakeReceiptPrinter()
    supervisor, diary = run(supply, printer)
    supply.supply(EMPTY)
    diary.until(lambda event: event == PowerChanged("ups", EMPTY))
    outcome: Future[PrintOutcome] = supervisor.print(SLIP)
    assert outcome.result(0) == PrintOutcome(PrintResult.FAILED, "power.low")
    assert printer.slips == []


def test_a_supply_that_fails_is_not_taken_for_mains_nor_for_an_empty_battery(run: Run) -> None:
    supply = FakePowerSupply(state=EMPTY)
    supervisor, diary = run(supply)
    diary.until(lambda event: event == PowerChanged("ups", EMPTY))
    supply.unplug()
    diary.until(lambda event: event == PowerChanged("ups", PowerState()))
    diary.until(is_state(DeviceClass.POWER_SUPPLY, DeviceState.OFFLINE))
    assert not supervisor.power().low


def test_of_two_supplies_the_one_worst_off_counts_whichever_spoke_last(run: Run) -> None:
    first, second = FakePowerSupply("first", EMPTY), FakePowerSupply("second")
    supervisor, diary = run(first, second)
    diary.until(lambda event: event == PowerChanged("first", EMPTY))
    diary.until(lambda event: event == PowerChanged("second", PowerState(on_mains=True)))
    assert supervisor.power() == EMPTY


def test_without_a_power_supply_nothing_is_known(run: Run) -> None:
    supervisor, _ = run()
    assert supervisor.power() == PowerState()
    assert supervisor.status(DeviceClass.POWER_SUPPLY).reason == "power.not_fitted"


# --- presence sensor ------------------------------------------------------------------------------


def test_who_comes_and_goes_is_told_once_each(run: Run) -> None:
    sensor = FakePresenceSensor()
    _, diary = run(sensor)
    sensor.come()
    diary.until(lambda event: event == PresenceChanged("presence", present=True))
    sensor.go()
    diary.until(lambda event: event == PresenceChanged("presence", present=False))
    told = [event for event in diary.told if isinstance(event, PresenceChanged)]
    assert [event.present for event in told] == [True, False]


def test_a_sensor_that_goes_sees_nobody(run: Run) -> None:
    sensor = FakePresenceSensor()
    _, diary = run(sensor)
    sensor.come()
    diary.until(lambda event: event == PresenceChanged("presence", present=True))
    sensor.unplug()
    diary.until(lambda event: event == PresenceChanged("presence", present=None))
    diary.until(is_state(DeviceClass.PRESENCE_SENSOR, DeviceState.OFFLINE))


def test_of_two_sensors_any_that_sees_somebody_is_believed(run: Run) -> None:
    first, second = FakePresenceSensor("first"), FakePresenceSensor("second")
    supervisor, diary = run(first, second)

    def told(device: str, *, present: bool | None) -> None:
        diary.until(lambda event: event == PresenceChanged(device, present=present))

    first.come()
    second.come()
    told("first", present=True)
    told("second", present=True)
    second.go()
    told("second", present=False)
    assert supervisor.presence() is True
    first.unplug()
    told("first", present=None)
    assert supervisor.presence() is False
    second.unplug()
    told("second", present=None)
    assert supervisor.presence() is None


def test_where_no_sensor_is_fitted_nobody_knows(run: Run) -> None:
    supervisor, _ = run()
    assert supervisor.presence() is None
