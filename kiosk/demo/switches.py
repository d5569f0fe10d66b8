"""The dock of the demo: what hands and the weather do to the devices of its world."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from drivers.simulators.dock import Dock, Switch
from kiosk.demo.people import PEOPLE, Person

if TYPE_CHECKING:
    from kiosk.demo.world import World


def dock_of(world: World) -> Dock:
    """A dock with the switches of everything in a world that has been started."""
    line = Switch("network", "line", {"whole": world.line.restore, "cut": world.line.cut})
    more = world.more.switches() if world.more is not None else []
    return Dock([*device_switches(world), line, *more])


def device_switches(world: World) -> list[Switch]:
    """The switches of the devices in a world that has been started."""
    reader, printer = world.card_reader, world.printer
    return [
        Switch(
            "id_card",
            "card",
            {
                "none": reader.lift,
                **{person.label: partial(_lay, world, person) for person in PEOPLE},
            },
        ),
        Switch("id_card", "plug", {"in": reader.replug, "out": reader.unplug}),
        Switch(
            "receipt",
            "paper",
            {"in": printer.load_paper, "low": printer.paper_low, "out": printer.paper_out},
        ),
        Switch("receipt", "cover", {"closed": printer.close_cover, "open": printer.open_cover}),
        Switch("receipt", "cutter", {"free": printer.free_cutter, "jammed": printer.jam_cutter}),
        Switch("receipt", "answers", {"yes": printer.speak, "no": printer.fall_silent}),
        Switch("receipt", "plug", {"in": printer.replug, "out": printer.unplug}),
        Switch(
            "camera",
            "sees",
            {"nothing": world.show_nothing, "the last receipt": world.show_last_receipt},
        ),
    ]


def _lay(world: World, person: Person) -> None:
    world.card_reader.lay(person.card())
