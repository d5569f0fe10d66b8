"""Drivers of other packages, as an installed distribution brings them."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers import plugins
from drivers.api import DeviceClass
from drivers.fitting import Fitting
from drivers.registry import DeviceConfig, build
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault

MODULE = """
from drivers.api import DeviceClass
from drivers.plugins import Plugin

class Reader:
    device_class = DeviceClass.{says}
    def __init__(self, name): self.name = name
    def open(self): pass
    def close(self): pass
    def scan(self): return None

plugin = Plugin(DeviceClass.CODE_READER, lambda address, fitting: Reader(address.name))
"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Lay out a package as pip would, in a folder of its own on the path."""
    monkeypatch.syspath_prepend(tmp_path)

    def lay_out(
        package: str, module: str, *, scheme: str = "text+file", value: str = ":plugin"
    ) -> None:
        (tmp_path / f"{package}.py").write_text(module, encoding="utf-8")
        info = tmp_path / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {package}\nVersion: 1.0\n", encoding="utf-8")
        points = f"[{plugins.GROUP}]\n{scheme} = {package}{value}\n"
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        monkeypatch.delitem(sys.modules, package, raising=False)
        importlib.invalidate_caches()

    return lay_out


def wanted(device_class: DeviceClass = DeviceClass.CODE_READER, url: str = "text+file:///c") -> str:
    (device,) = build([DeviceConfig("it", device_class, url)], Fitting(SystemClock()))
    return type(device).__name__


def test_an_address_finds_the_driver_of_another_package(install: Install) -> None:
    install("example_codes", MODULE.format(says="CODE_READER"))
    assert plugins.schemes() == ["text+file"]
    assert wanted() == "Reader"


def test_nothing_of_it_is_imported_before_an_address_asks(install: Install) -> None:
    install("example_codes", "raise SystemError('imported')")
    assert wanted(url="camera+file:///tmp/code.png") == "FileCodeReader"
    with pytest.raises(EnvironmentFault, match=r"example_codes.*SystemError: imported"):
        wanted()


@pytest.mark.parametrize(
    ("module", "value", "said"),
    [
        ("plugin = 3", ":plugin", "is no drivers.plugins.Plugin"),
        ("", ":plugin", "cannot be imported"),
        ("import nothing_of_that_name", ":plugin", "cannot be imported"),
        (MODULE.format(says="SPEAKER"), ":plugin", "says that it is of the class speaker"),
    ],
)
def test_a_package_that_brings_no_driver_is_named(
    install: Install, module: str, value: str, said: str
) -> None:
    install("example_codes", module, value=value)
    with pytest.raises(EnvironmentFault, match=said):
        wanted()


def test_a_driver_of_another_class_is_refused(install: Install) -> None:
    install("example_codes", MODULE.format(says="CODE_READER"))
    with pytest.raises(EnvironmentFault, match="makes devices of the class code_reader"):
        wanted(DeviceClass.SPEAKER)


def test_two_packages_for_one_scheme_are_refused(install: Install) -> None:
    install("example_codes", MODULE.format(says="CODE_READER"))
    install("other_codes", MODULE.format(says="CODE_READER"))
    with pytest.raises(EnvironmentFault, match=r"several packages.*Uninstall all but one"):
        wanted()


def test_a_scheme_nobody_knows_is_told_with_those_that_are_known(install: Install) -> None:
    install("example_codes", MODULE.format(says="CODE_READER"))
    with pytest.raises(EnvironmentFault, match=r"camera\+device://.*text\+file://"):
        wanted(url="smoke+signal://hill")
