"""The dev dock: switches, and the world they belong to."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.card_reader.reader import PcscCardReader
from drivers.simulators.dock import Dock, Switch
from drivers.simulators.pcsc_service import PcscService
from kiosk.clock import SystemClock
from kiosk.demo.more_devices import MoreDevices, chip_switches
from kiosk.demo.switches import device_switches
from kiosk.demo.world import Desk


def lamp(done: list[str], name: str = "lamp") -> Switch:
    return Switch(
        "desk", name, {"off": lambda: done.append("off"), "on": lambda: done.append("on")}
    )


def test_a_switch_does_what_its_position_says() -> None:
    done: list[str] = []
    dock = Dock([lamp(done)])
    assert dock.position("desk.lamp") == "off"
    assert done == []
    dock.flip("desk.lamp", "on")
    dock.flip("desk.lamp", "on")
    assert dock.position("desk.lamp") == "on"
    assert done == ["on", "on"]


def test_reset_touches_only_what_is_not_as_it_should_be() -> None:
    done: list[str] = []
    dock = Dock([lamp(done), lamp([], "other")])
    dock.reset()
    assert done == []
    dock.flip("desk.lamp", "on")
    dock.reset()
    assert done == ["on", "off"]
    assert dock.position("desk.lamp") == "off"


def test_an_action_that_fails_leaves_the_switch_where_it_was() -> None:
    def fail() -> None:
        raise OSError

    dock = Dock([Switch("desk", "lamp", {"off": fail, "on": fail})])
    with pytest.raises(OSError):  # noqa: PT011 — the action's own
        dock.flip("desk.lamp", "on")
    assert dock.position("desk.lamp") == "off"


def test_what_is_not_there_is_named_with_what_is() -> None:
    dock = Dock([lamp([])])
    with pytest.raises(KeyError, match=r"no switch desk\.sun, only desk\.lamp"):
        dock.flip("desk.sun", "on")
    with pytest.raises(KeyError, match="no position dim, only off, on"):
        dock.flip("desk.lamp", "dim")
    with pytest.raises(ValueError, match="one key"):
        Dock([lamp([]), lamp([])])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "desk", more=True) as desk:
        yield desk


def test_every_position_of_every_switch_can_be_taken_and_undone(desk: Desk) -> None:
    assert desk.more is not None
    dock = Dock([*device_switches(desk), *desk.more.switches()])
    for key, switch in dock.switches.items():
        for position in switch.positions:
            dock.flip(key, position)
            assert dock.position(key) == position
        dock.reset()
    assert desk.card_reader.plugged
    dock.flip("id_card.plug", "out")
    assert not desk.card_reader.plugged


PATIENCE_S = 120.0
"""How long the service may take to notice, on a machine that has much else to do."""


def until_chip(reader: PcscCardReader, *, there: bool) -> None:
    """Wait until the service has noticed what lies in the reader, or that nothing does."""
    last = time.monotonic() + PATIENCE_S
    while (reader.chip() is not None) is not there:
        assert time.monotonic() < last
        time.sleep(0.02)


def test_chip_cards_are_put_in_and_the_reader_goes_and_comes(
    pcsc: PcscService, tmp_path: Path
) -> None:
    dock = Dock(chip_switches(pcsc))
    reader = PcscCardReader("chip", clock=SystemClock())
    reader.open()
    for position, numbered in (("social security", True), ("another", False)):
        dock.flip("chip.card", position)
        until_chip(reader, there=True)
        assert (reader.read().social_security is not None) is numbered
        dock.flip("chip.card", "none")
        until_chip(reader, there=False)
    reader.close()
    dock.flip("chip.card", "upside down")
    dock.flip("chip.service", "stopped")
    ran = [pcsc.running]
    dock.reset()
    assert [*ran, pcsc.running] == [False, True]
    more = MoreDevices(tmp_path, pcsc)
    assert "chip+pcsc://any" in more.config()
    assert {"chip.card", "chip.service"} <= {switch.key for switch in more.switches()}
