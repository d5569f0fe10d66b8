"""Addresses of scanners, and what is wrong with others."""

import pytest

from drivers.api import DeviceClass
from drivers.fitting import Fitting
from drivers.registry import DeviceConfig, build
from drivers.scanners.hidpos import HidPosCodeReader
from drivers.scanners.keyboard import KeyboardCodeReader
from drivers.scanners.serial import SerialCodeReader
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault


def make(url: str) -> object:
    config = DeviceConfig("scanner", DeviceClass.CODE_READER, url)
    (device,) = build([config], Fitting(SystemClock()))
    return device


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("scanner+serial:///dev/serial/by-id/usb-scanner", SerialCodeReader),
        ("scanner+serial:///dev/ttyACM0?baud=115200&end=crlf", SerialCodeReader),
        ("scanner+hidpos://1eab:1d10", HidPosCodeReader),
        ("scanner+hidpos://1EAB:1D10?serial=A0001", HidPosCodeReader),
        ("scanner+keyboard://0c2e:0b61", KeyboardCodeReader),
    ],
)
def test_each_address_makes_its_driver(url: str, kind: type) -> None:
    assert isinstance(make(url), kind)


@pytest.mark.parametrize(
    "url",
    [
        "scanner+serial://ttyACM0",
        "scanner+serial:///dev/ttyACM0?end=etx",
        "scanner+serial:///dev/ttyACM0?baud=1200000",
        "scanner+hidpos://scanner",
        "scanner+hidpos:///dev/hidraw0",
        "scanner+keyboard://1eab:1d10?grab=no",
        "scanner+keyboard://",
        "scanner+bluetooth://1eab:1d10",
    ],
)
def test_what_is_no_address_of_a_scanner_is_refused(url: str) -> None:
    with pytest.raises(EnvironmentFault, match="«scanner»"):
        make(url)
