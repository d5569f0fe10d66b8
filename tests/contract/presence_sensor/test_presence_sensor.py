"""What every `PresenceSensor` promises: one suite on the kernel's files and on the fake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.api import DeviceClass, DeviceFault, PresenceSensor
from drivers.presence.iio import IioPresenceSensor
from drivers.simulators import kernel_files
from drivers.simulators.fake_surroundings import FakePresenceSensor


@dataclass
class Rig:
    """A sensor, and somebody who comes and goes."""

    sensor: PresenceSensor
    come: Callable[[], object]
    go: Callable[[], object]
    unplug: Callable[[], None]


@pytest.fixture(params=["fake", "iio"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    if request.param == "fake":
        fake = FakePresenceSensor()
        return Rig(fake, fake.come, fake.go, fake.unplug)
    folder = kernel_files.proximity(tmp_path / "iio:device0", 3)
    return Rig(
        IioPresenceSensor("presence", folder, near=200, far=100),
        lambda: kernel_files.proximity(folder, 340),
        lambda: kernel_files.proximity(folder, 3),
        lambda: kernel_files.remove(folder),
    )


def test_it_notices_who_comes_and_goes(rig: Rig) -> None:
    rig.sensor.open()
    assert rig.sensor.device_class is DeviceClass.PRESENCE_SENSOR
    assert not rig.sensor.present()
    rig.come()
    assert rig.sensor.present()
    assert rig.sensor.present()
    rig.go()
    assert not rig.sensor.present()


def test_it_says_that_it_was_pulled_out(rig: Rig) -> None:
    rig.sensor.open()
    rig.unplug()
    with pytest.raises(DeviceFault) as caught:
        rig.sensor.present()
    assert caught.value.code == "presence.unplugged"
    with pytest.raises(DeviceFault):
        rig.sensor.open()


def test_it_can_be_closed_twice_and_opened_again(rig: Rig) -> None:
    rig.sensor.open()
    rig.sensor.close()
    rig.sensor.close()
    rig.sensor.open()
    assert not rig.sensor.present()


def test_who_sways_at_the_edge_neither_comes_nor_goes(tmp_path: Path) -> None:
    folder = kernel_files.proximity(tmp_path, 150)
    sensor = IioPresenceSensor("presence", folder, near=200, far=100)
    sensor.open()
    seen = []
    for level in (150, 199, 200, 150, 100, 99, 150, 200):
        kernel_files.proximity(folder, level)
        seen.append(sensor.present())
    assert seen == [False, False, True, True, True, False, False, True]


def test_a_file_that_tells_no_number_is_garbled(tmp_path: Path) -> None:
    kernel_files.write(tmp_path, in_proximity_raw="near")
    with pytest.raises(DeviceFault) as caught:
        IioPresenceSensor("presence", tmp_path, near=200, far=100).open()
    assert caught.value.code == "presence.garbled"
