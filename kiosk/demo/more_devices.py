"""The devices of the demo that only hands use: what a whole terminal has besides reader and slip.

Visits that are played without hands do not need them.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PIL.Image import Image, fromarray, new
from PIL.ImageDraw import Draw

from drivers.simulators import desk_scenes, kernel_files
from drivers.simulators.chip_card import SimulatedChip, other_card, social_security_card
from drivers.simulators.dock import Switch
from drivers.simulators.ipp_printer import IppPrinterSimulator
from drivers.simulators.pcsc_service import PcscService
from drivers.simulators.relay_board import RelayBoardSimulator
from drivers.simulators.scanners import SerialScanner

IDLE, STOPPED = 3, 5
"""States of a printer (RFC 8011 §5.4.11)."""
CODE = "https://example.invalid/汶南镇/高龄津贴"
SCENES = ("plain", "turned", "hand", "two_sheets")
"""How paper lies on the desk; kinds of `desk_scenes`."""
NOBODY, SOMEBODY = 10, 900
"""What the proximity sensor says."""
CONFIG = """
[[device]]
name = "scanner"
class = "code_reader"
url = "scanner+serial://{folder}/scanner?baud=115200"

[[device]]
name = "printer"
class = "document_printer"
url = "{printer}"

[[device]]
name = "photo"
class = "photo_camera"
url = "photo+file://{folder}/person.png"

[[device]]
name = "paper"
class = "document_camera"
url = "document+file://{folder}/desk.png"

[[device]]
name = "lights"
class = "lights"
url = "lights+modbus://{folder}/relays?card=0&receipt=1&code=2&camera=3&document=4&signal=5"

[[device]]
name = "ups"
class = "power_supply"
url = "power+sysfs://{folder}/power"

[[device]]
name = "presence"
class = "presence_sensor"
url = "presence+iio://{folder}/proximity"
"""
NO_CHIP = b"\xff\xff\xff"
"""What a reader gets from plastic: no answer to a reset."""
CHIPS_CONFIG = """
[[device]]
name = "chip"
class = "card_reader"
url = "chip+pcsc://any"
"""


class MoreDevices:
    """Simulators of the rest of a terminal.

    Args:
        folder: for ports and pictures; its path is written into the configuration.
        chips: a PC/SC service with a virtual reader for chip cards; None where none can run.
    """

    def __init__(self, folder: Path, chips: PcscService | None = None) -> None:
        self._folder = folder
        self._chips = chips
        self._person, self._desk = folder / "person.png", folder / "desk.png"
        self._power, self._proximity = folder / "power", folder / "proximity"
        self.scanner = SerialScanner(folder / "scanner")
        self.printer = IppPrinterSimulator()
        self.relays = RelayBoardSimulator(folder / "relays")

    def start(self) -> None:
        """Make the ports and plug everything in."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.scanner.plug()
        self.printer.start()
        self.relays.start()
        if self._chips is not None:
            self._chips.start()
        self._show_person()
        self._lay_paper("plain")
        self._mains_on()
        self._somebody(NOBODY)

    def stop(self) -> None:
        """Unplug everything; safe to call twice."""
        self.scanner.unplug()
        self.printer.stop()
        self.relays.unplug()
        if self._chips is not None:
            self._chips.stop()

    def config(self) -> str:
        """The part of the terminal's configuration that names these devices."""
        told = CONFIG.format(folder=self._folder, printer=self.printer.url)
        return told + CHIPS_CONFIG if self._chips is not None else told

    def switches(self) -> list[Switch]:
        """What hands can do to them."""
        say = self.printer.say
        return [
            Switch("scanner", "code", {"none": _nothing, "shown": self._show_code}),
            Switch("scanner", "plug", {"in": self._plug_scanner, "out": self.scanner.unplug}),
            Switch(
                "a4_printer",
                "paper",
                {
                    "in": partial(say, IDLE, "none"),
                    "low": partial(say, IDLE, "media-low-warning"),
                    "out": partial(say, STOPPED, "media-empty-error"),
                    "jammed": partial(say, STOPPED, "media-jam-error"),
                },
            ),
            Switch("a4_printer", "plug", {"in": self._plug_printer, "out": self.printer.stop}),
            Switch("photo_camera", "plug", {"in": self._show_person, "out": self._person.unlink}),
            Switch(
                "desk",
                "paper",
                {kind: partial(self._lay_paper, kind) for kind in SCENES},
            ),
            Switch("power", "mains", {"on": self._mains_on, "cut": partial(self._battery, 80)}),
            Switch("power", "battery", {"full": self._mains_on, "low": partial(self._battery, 5)}),
            Switch(
                "presence",
                "somebody",
                {"no": partial(self._somebody, NOBODY), "yes": partial(self._somebody, SOMEBODY)},
            ),
            Switch("lights", "plug", {"in": self._plug_lights, "out": self.relays.unplug}),
            *(chip_switches(self._chips) if self._chips is not None else []),
        ]

    def _show_code(self) -> None:
        self.scanner.show(CODE.encode(), "]Q1")

    def _plug_scanner(self) -> None:
        self.scanner.unplug()
        self.scanner.plug()

    def _plug_printer(self) -> None:
        self.printer.stop()
        self.printer.start()

    def _plug_lights(self) -> None:
        self.relays.unplug()
        self.relays.start()

    def _show_person(self) -> None:
        _save(_portrait(), self._person)

    def _lay_paper(self, kind: str) -> None:
        pixels = desk_scenes.scene(kind, 1).pixels
        _save(fromarray(pixels), self._desk)

    def _mains_on(self) -> None:
        kernel_files.battery(self._power, "Full", percent=100)
        kernel_files.mains(self._power, online=True)

    def _battery(self, percent: int) -> None:
        kernel_files.battery(self._power, "Discharging", percent=percent, minutes=percent // 2)
        kernel_files.mains(self._power, online=False)

    def _somebody(self, level: int) -> None:
        kernel_files.proximity(self._proximity, level)


def chip_switches(chips: PcscService) -> list[Switch]:
    """What hands can do to the reader of chip cards."""

    def put_in(chip: SimulatedChip) -> None:
        chips.put_in(chip)

    def start_again() -> None:
        chips.stop()
        chips.start()

    return [
        Switch(
            "chip",
            "card",
            {
                "none": chips.pull,
                "social security": partial(put_in, social_security_card()),
                "another": partial(put_in, other_card()),
                "upside down": partial(put_in, SimulatedChip(atr=NO_CHIP)),
            },
        ),
        Switch("chip", "service", {"runs": start_again, "stopped": chips.stop}),
    ]


def _nothing() -> None:
    """Nobody holds a code before the scanner."""


def _portrait() -> Image:
    """Somebody, drawn."""
    picture = new("RGB", (1280, 960), "#C9DCE6")
    draw = Draw(picture)
    draw.ellipse((340, 620, 940, 1300), fill="#0B6B57")
    draw.rectangle((580, 540, 700, 680), fill="#D9A87E")
    draw.ellipse((470, 200, 810, 620), fill="#E7B98F")
    draw.pieslice((450, 160, 830, 600), 180, 360, fill="#2B2B2B")
    for eye in (565, 690):
        draw.ellipse((eye, 385, eye + 26, 411), fill="#2B2B2B")
    draw.arc((580, 440, 700, 540), 20, 160, fill="#8A3B2E", width=8)
    return picture


def _save(picture: Image, path: Path) -> None:
    """The camera sees the old picture or the new one, never half."""
    fresh = path.with_suffix(".new.png")
    picture.save(fresh)
    fresh.replace(path)
