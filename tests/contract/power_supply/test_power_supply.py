"""What every `PowerSupply` promises: one suite on the kernel's files and on the fake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.api import DeviceClass, DeviceFault, PowerState, PowerSupply
from drivers.power_supply.sysfs import SysfsPowerSupply
from drivers.simulators import kernel_files
from drivers.simulators.fake_surroundings import FakePowerSupply

MAINS = PowerState(on_mains=True, percent=100)


@dataclass
class Rig:
    """A supply, and a way to have it like this, or nowhere."""

    supply: PowerSupply
    become: Callable[[PowerState], None]
    unplug: Callable[[], None]


@pytest.fixture(params=["fake", "sysfs"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    if request.param == "fake":
        fake = FakePowerSupply(state=MAINS)
        return Rig(fake, fake.supply, fake.unplug)
    folder = tmp_path / "power_supply"

    def become(state: PowerState) -> None:
        kernel_files.mains(folder, online=state.on_mains is not False)
        kernel_files.battery(
            folder,
            "Discharging" if state.on_battery else "Full",
            percent=state.percent,
            minutes=state.minutes,
        )

    become(MAINS)
    return Rig(SysfsPowerSupply("ups", folder), become, lambda: kernel_files.remove(folder))


def test_it_tells_of_the_mains(rig: Rig) -> None:
    rig.supply.open()
    assert rig.supply.read() == MAINS
    assert rig.supply.device_class is DeviceClass.POWER_SUPPLY


@pytest.mark.parametrize(
    ("state", "low"),
    [
        (PowerState(on_mains=False, percent=80, minutes=55), False),
        (PowerState(on_mains=False, percent=21, minutes=11), False),
        (PowerState(on_mains=False, percent=20, minutes=55), True),
        (PowerState(on_mains=False, percent=80, minutes=10), True),
        (PowerState(on_mains=True, percent=5), False),
    ],
)
def test_it_tells_of_the_battery_and_when_it_will_soon_be_empty(
    rig: Rig, state: PowerState, *, low: bool
) -> None:
    rig.supply.open()
    rig.become(state)
    told = rig.supply.read()
    assert told == state
    assert told.low is low


@pytest.mark.parametrize(
    ("state", "empty"),
    [
        (PowerState(on_mains=False, percent=11, minutes=6), False),
        (PowerState(on_mains=False, percent=10, minutes=55), True),
        (PowerState(on_mains=False, percent=80, minutes=5), True),
        (PowerState(on_mains=False), False),
        (PowerState(on_mains=True, percent=3), False),
    ],
)
def test_it_tells_when_the_battery_is_at_its_floor(
    rig: Rig, state: PowerState, *, empty: bool
) -> None:
    rig.supply.open()
    rig.become(state)
    told = rig.supply.read()
    assert told.empty is empty
    assert told.low or not empty


def test_what_tells_nothing_any_more_is_not_taken_for_the_mains(rig: Rig) -> None:
    rig.supply.open()
    rig.unplug()
    with pytest.raises(DeviceFault) as caught:
        rig.supply.read()
    assert caught.value.code == "power.unplugged"
    with pytest.raises(DeviceFault):
        rig.supply.open()


def test_it_can_be_closed_twice_and_opened_again(rig: Rig) -> None:
    rig.supply.open()
    rig.supply.close()
    rig.supply.close()
    rig.supply.open()
    assert rig.supply.read() == MAINS
