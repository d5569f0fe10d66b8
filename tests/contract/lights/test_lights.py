"""What all `Lights` promise: one suite on both real drivers and on the fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.api import DeviceClass, DeviceFault, LightPlace, Lights
from drivers.lights.leds import LedLights
from drivers.lights.relays import RelayLights
from drivers.simulators import kernel_files
from drivers.simulators.fake_surroundings import FakeLights
from drivers.simulators.paced_clock import PacedClock, patient
from drivers.simulators.relay_board import RelayBoardSimulator
from drivers.transports.serial import SerialTransport

PLACES = frozenset({LightPlace.CARD, LightPlace.RECEIPT})


@dataclass
class Rig:
    """Lights, a look at them, and a way to pull them out and plug them in again."""

    lights: Lights
    lit: Callable[[LightPlace], bool]
    unplug: Callable[[], None]
    replug: Callable[[], None]


@pytest.fixture(params=["fake", "leds", "relays"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    match request.param:
        case "fake":
            fake = FakeLights(places=PLACES)
            yield Rig(fake, fake.lit, fake.unplug, fake.recover)
        case "leds":
            yield from leds(tmp_path)
        case _:
            yield from relays(tmp_path)


def leds(folder: Path) -> Iterator[Rig]:
    names = {LightPlace.CARD: "green:card", LightPlace.RECEIPT: "green:slip"}

    def plug() -> None:
        for name in names.values():
            kernel_files.led(folder, name)

    def unplug() -> None:
        for name in names.values():
            kernel_files.remove(folder / name)

    def lit(place: LightPlace) -> bool:
        brightness = (folder / names[place] / "brightness").read_text().strip()
        assert brightness in {"0", "255"}
        return brightness == "255"

    plug()
    lights = LedLights("lights", names, folder=folder)
    yield Rig(lights, lit, unplug, plug)
    lights.close()


def relays(folder: Path) -> Iterator[Rig]:
    board = RelayBoardSimulator(folder / "port", unit=3)
    numbers = {LightPlace.CARD: 0, LightPlace.RECEIPT: 7}
    clock = PacedClock(20.0)
    line = patient(SerialTransport(str(folder / "port"), baud=9600, clock=clock), clock)
    board.start()
    lights = RelayLights("lights", line, numbers, unit=3, clock=clock)
    yield Rig(lights, lambda place: board.lit(numbers[place]), board.unplug, board.start)
    lights.close()
    board.unplug()


def test_they_say_where_they_are(rig: Rig) -> None:
    assert rig.lights.places == PLACES
    assert rig.lights.device_class is DeviceClass.LIGHTS


def test_they_are_dark_when_they_were_opened(rig: Rig) -> None:
    rig.lights.open()
    rig.lights.switch(LightPlace.CARD, lit=True)
    rig.lights.close()
    rig.lights.open()
    assert not any(rig.lit(place) for place in PLACES)


def test_each_is_switched_by_itself(rig: Rig) -> None:
    rig.lights.open()
    rig.lights.switch(LightPlace.RECEIPT, lit=True)
    assert (rig.lit(LightPlace.CARD), rig.lit(LightPlace.RECEIPT)) == (False, True)
    rig.lights.switch(LightPlace.CARD, lit=True)
    rig.lights.switch(LightPlace.RECEIPT, lit=False)
    assert (rig.lit(LightPlace.CARD), rig.lit(LightPlace.RECEIPT)) == (True, False)
    rig.lights.check()


def test_they_are_dark_when_they_were_closed(rig: Rig) -> None:
    rig.lights.open()
    rig.lights.switch(LightPlace.CARD, lit=True)
    rig.lights.close()
    rig.lights.close()
    assert not rig.lit(LightPlace.CARD)


def test_what_is_not_there_cannot_be_opened(rig: Rig) -> None:
    rig.unplug()
    with pytest.raises(DeviceFault) as caught:
        rig.lights.open()
    assert caught.value.code == "light.unplugged"


@pytest.mark.parametrize("call", ["switch", "check"])
def test_what_was_pulled_out_says_so_and_can_be_closed(rig: Rig, call: str) -> None:
    rig.lights.open()
    rig.unplug()
    calls: dict[str, Callable[[], None]] = {
        "switch": lambda: rig.lights.switch(LightPlace.CARD, lit=True),
        "check": rig.lights.check,
    }
    with pytest.raises(DeviceFault) as caught:
        calls[call]()
    assert caught.value.code == "light.unplugged"
    rig.lights.close()


def test_what_comes_back_can_be_opened_again(rig: Rig) -> None:
    rig.lights.open()
    rig.unplug()
    rig.lights.close()
    rig.replug()
    rig.lights.open()
    rig.lights.switch(LightPlace.CARD, lit=True)
    assert rig.lit(LightPlace.CARD)
