"""Oddities of the kernel's files, and addresses that cannot be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.api import DeviceClass, DeviceFault, LightPlace, PowerState
from drivers.fitting import Fitting
from drivers.lights.leds import LedLights
from drivers.power_supply.sysfs import SysfsPowerSupply
from drivers.registry import DeviceConfig, build
from drivers.simulators import kernel_files
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault


def power(folder: Path) -> PowerState:
    return SysfsPowerSupply("ups", folder).read()


def test_a_battery_that_empties_knows_better_than_a_plug_that_is_there(tmp_path: Path) -> None:
    kernel_files.mains(tmp_path, online=True)
    kernel_files.battery(tmp_path, "Discharging", percent=50)
    assert power(tmp_path) == PowerState(on_mains=False, percent=50)


def test_the_battery_of_a_mouse_says_nothing_of_the_terminal(tmp_path: Path) -> None:
    kernel_files.mains(tmp_path, online=True)
    kernel_files.write(
        tmp_path / "hidpp_battery_0",
        type="Battery",
        scope="Device",
        status="Discharging",
        capacity="3",
    )
    assert power(tmp_path) == PowerState(on_mains=True)


def test_a_battery_that_was_taken_out_does_not_count(tmp_path: Path) -> None:
    kernel_files.mains(tmp_path, online=True)
    kernel_files.battery(tmp_path, "Unknown", percent=0)
    kernel_files.write(tmp_path / "BAT0", present="0")
    assert power(tmp_path) == PowerState(on_mains=True)


def test_of_two_batteries_the_emptier_counts(tmp_path: Path) -> None:
    kernel_files.battery(tmp_path, "Discharging", percent=60, minutes=90)
    kernel_files.write(tmp_path / "BAT1", type="Battery", status="Not charging", capacity="40")
    assert power(tmp_path) == PowerState(on_mains=False, percent=40, minutes=90)


def test_a_supply_that_only_says_that_it_is_online(tmp_path: Path) -> None:
    kernel_files.write(tmp_path / "ups", type="UPS", online="1", status="Full")
    assert power(tmp_path).on_mains is True
    kernel_files.write(tmp_path / "ups", online="0")
    assert power(tmp_path).on_mains is False


@pytest.mark.parametrize("capacity", ["-1", "250", "full", "", "５"])
def test_nonsense_is_not_a_level(tmp_path: Path, capacity: str) -> None:
    kernel_files.battery(tmp_path, "Discharging")
    kernel_files.write(tmp_path / "BAT0", capacity=capacity)
    assert power(tmp_path) == PowerState(on_mains=False)


def test_a_battery_that_tells_nothing_leaves_it_open(tmp_path: Path) -> None:
    kernel_files.write(tmp_path / "BAT0", type="Battery", capacity="70")
    assert power(tmp_path) == PowerState(on_mains=None, percent=70)


def test_an_led_is_taken_from_what_lit_it_and_never_made(tmp_path: Path) -> None:
    led = kernel_files.led(tmp_path, "card")
    LedLights("lights", {LightPlace.CARD: "card"}, folder=tmp_path).open()
    assert (led / "trigger").read_text() == "none"
    kernel_files.remove(led)
    led.mkdir()
    with pytest.raises(DeviceFault):
        LedLights("lights", {LightPlace.CARD: "card"}, folder=tmp_path).open()
    assert list(led.iterdir()) == []


@pytest.mark.parametrize(
    ("device_class", "url"),
    [
        (DeviceClass.LIGHTS, "lights+leds://?card=green:card&signal=top"),
        (DeviceClass.LIGHTS, "lights+modbus:///dev/ttyS2?unit=1&card=0&receipt=1&baud=19200"),
        (DeviceClass.POWER_SUPPLY, "power+sysfs:///sys/class/power_supply"),
        (DeviceClass.POWER_SUPPLY, "power+sysfs:///sys/class/power_supply?percent=30&minutes=0"),
        (DeviceClass.PRESENCE_SENSOR, "presence+iio:///sys/bus/iio/devices/iio:device0?near=300"),
    ],
)
def test_addresses_that_can_be_right(device_class: DeviceClass, url: str) -> None:
    (device,) = build([DeviceConfig("one", device_class, url)], Fitting(SystemClock()))
    assert device.device_class is device_class


def test_the_floor_of_a_battery_can_be_configured(tmp_path: Path) -> None:
    kernel_files.battery(tmp_path, "Discharging", percent=30, minutes=50)
    for floor, empty in (("", False), ("?percent=30", True), ("?percent=0&minutes=50", True)):
        url = f"power+sysfs://{tmp_path}{floor}"
        config = DeviceConfig("ups", DeviceClass.POWER_SUPPLY, url)
        (supply,) = build([config], Fitting(SystemClock()))
        assert isinstance(supply, SysfsPowerSupply)
        assert supply.read().empty is empty


def test_a_floor_of_nothing_is_never_reached(tmp_path: Path) -> None:
    kernel_files.battery(tmp_path, "Discharging", percent=0, minutes=0)
    for floor, empty in (("?percent=0", True), ("?percent=0&minutes=0", False)):
        config = DeviceConfig("ups", DeviceClass.POWER_SUPPLY, f"power+sysfs://{tmp_path}{floor}")
        (supply,) = build([config], Fitting(SystemClock()))
        assert isinstance(supply, SysfsPowerSupply)
        assert (supply.read().empty, supply.read().low) == (empty, True)


@pytest.mark.parametrize(
    ("device_class", "url", "word"),
    [
        (DeviceClass.LIGHTS, "lights+leds://", "names no light"),
        (DeviceClass.LIGHTS, "lights+leds://green?card=a", "behind the slashes"),
        (DeviceClass.LIGHTS, "lights+leds://?card=../../etc", "no name of an LED"),
        (DeviceClass.LIGHTS, "lights+leds://?door=a", "names no light"),
        (DeviceClass.LIGHTS, "lights+modbus:///dev/ttyS2?card=300", "card cannot be «300»"),
        (DeviceClass.LIGHTS, "lights+modbus:///dev/ttyS2?card=0&unit=0", "unit cannot be «0»"),
        (DeviceClass.LIGHTS, "lights+modbus:///dev/ttyS2?unit=1", "names no light"),
        (DeviceClass.POWER_SUPPLY, "power+sysfs://", "whole path"),
        (DeviceClass.POWER_SUPPLY, "power+sysfs:///sys/p?percent=x", "percent cannot be «x»"),
        (DeviceClass.POWER_SUPPLY, "power+sysfs:///sys/p?minutes=101", "minutes cannot be «101»"),
        (DeviceClass.PRESENCE_SENSOR, "presence+iio:///sys/iio?near=x", "near cannot be «x»"),
        (DeviceClass.PRESENCE_SENSOR, "presence+iio:///sys/iio?far=900", "far is more than near"),
    ],
)
def test_addresses_that_cannot_be_right_say_why(
    device_class: DeviceClass, url: str, word: str
) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        build([DeviceConfig("one", device_class, url)], Fitting(SystemClock()))
    assert caught.value.code == "config.device_url"
    assert word in caught.value.message
