"""Make drivers from the terminal's configuration.

A device is named by an address: ``protocol+transport://place?option=value``.

==========================================  =======================================================
``sdt+serial:///dev/ttyUSB0?baud=115200``   identity card reader
``escpos+tcp://192.168.1.50:9100?width=80`` receipt printer; ``width`` 58 or 80, ``qr`` native or
                                            picture, ``confirm`` ask, process_id, fence or none
``escpos+serial:///dev/ttyS1?baud=19200``   the same on a serial line
``camera+device://0``                       camera number 0
``camera+file:///path/frame.png``           a picture file in place of a camera
``photo+device://1?size=1920x1080``         camera number 1, for photographs; ``size`` 1280x720,
                                            1920x1080, 2592x1944 or 3840x2160
``photo+file:///path/picture.png``          a picture, or a folder of pictures, in its place
``espeak+alsa://default?headset=unknown``   speaker on a sound card, by ALSA's name; ``headset``
                                            unknown, always or jack (ask the card); ``prompts``
                                            a folder of recorded sentences
``espeak+file:///path/folder``              a folder in place of a sound card; ``headset`` unknown
                                            or always; ``prompts`` as above
``arecord+alsa://default``                  microphone on a sound card, by ALSA's name
``sample+file:///path/sound.wav``           a sound file in place of a microphone
==========================================  =======================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from drivers.api import (
    CodeReader,
    Confirmation,
    DeviceClass,
    Headset,
    IdCardReader,
    Microphone,
    PhotoCamera,
    ReceiptPrinter,
    Speaker,
)
from drivers.codes.camera import CameraCodeReader, FileCodeReader
from drivers.codes.video import Video
from drivers.id_card.sdt import SdtIdCardReader
from drivers.microphone.arecord import ArecordMicrophone
from drivers.microphone.sample import SampleMicrophone
from drivers.photo.camera import VideoPhotoCamera
from drivers.photo.files import FilePhotoCamera
from drivers.receipt_printer.encoder import PAPERS
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.speaker.outputs import AlsaOutput, FolderOutput, SoundOutput
from drivers.speaker.prompts import Prompts
from drivers.speaker.speaker import EspeakSpeaker
from drivers.transports import Transport
from drivers.transports.serial import SerialTransport
from drivers.transports.tcp import TcpTransport
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault

AnyDevice = IdCardReader | CodeReader | ReceiptPrinter | PhotoCamera | Speaker | Microphone
PHOTO_SIZES = {
    f"{width}x{height}": (width, height)
    for width, height in ((1280, 720), (1920, 1080), (2592, 1944), (3840, 2160))
}
BAUDS = (9600, 19200, 38400, 57600, 115200)


class Configured(Protocol):
    """One device of the configuration, however it was read."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def device_class(self) -> str:
        """A value of `DeviceClass`."""

    @property
    def url(self) -> str:
        """Its address."""


@dataclass(frozen=True, slots=True)
class DeviceConfig:
    """One device of the configuration.

    Args:
        name: what logs and status call it, unique.
        device_class: what it is for.
        url: its address, as this module's head lists them.
    """

    name: str
    device_class: DeviceClass
    url: str


def build(config: Sequence[Configured], clock: Clock) -> list[AnyDevice]:
    """Make a closed driver for each device.

    Raises:
        EnvironmentFault: ``config.device_url`` for an address that cannot be understood
            or names a camera that has a job already, ``config.device_class`` for an unknown class,
            ``config.device_name`` for a name that is there twice.
    """
    names = [device.name for device in config]
    for name in names:
        if names.count(name) > 1:
            raise EnvironmentFault(
                "config.device_name",
                f"Two devices are called «{name}».",
                "Give each device in the configuration a name of its own.",
            )
    devices = [_build_one(device, clock) for device in config]
    _check_cameras([_Address.of(device) for device in config])
    return devices


def _build_one(config: Configured, clock: Clock) -> AnyDevice:
    address = _Address.of(config)
    try:
        device_class = DeviceClass(config.device_class)
    except ValueError as error:
        raise EnvironmentFault(
            "config.device_class",
            f"Device «{config.name}»: there is no device class «{config.device_class}».",
            f"Use one of: {', '.join(DeviceClass)}.",
        ) from error
    makers = MAKERS[device_class]
    make = makers.get(address.parts.scheme)
    if make is None:
        raise address.wrong(
            f"«{address.parts.scheme or config.url}» is no way to reach a "
            f"{device_class.replace('_', ' ')}",
            f"Begin the address with one of: {', '.join(f'{scheme}://' for scheme in makers)}.",
        )
    device = make(address, clock)
    address.check_all_used()
    return device


def _check_cameras(addresses: Sequence[_Address]) -> None:
    """One camera does one job: the code reader's stays open as long as the program runs."""
    taken: dict[str, str] = {}
    for address in addresses:
        if address.parts.scheme in {"camera+device", "photo+device"}:
            number = address.parts.netloc
            if number in taken:
                raise address.wrong(
                    f"camera {number} is that of «{taken[number]}» already",
                    "Fit another camera, or take one of the two out of the configuration.",
                )
            taken[number] = address.name


class _Address:
    """A device's address, taken apart; every complaint names the device."""

    def __init__(self, config: Configured, parts: SplitResult, options: dict[str, str]) -> None:
        self.name = config.name
        self.parts = parts
        self._url = config.url
        self._options = options
        self._used: set[str] = set()

    @classmethod
    def of(cls, config: Configured) -> _Address:
        try:
            parts = urlsplit(config.url)
            options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
        except ValueError as error:
            broken = cls(config, urlsplit(""), {})
            raise broken.wrong(str(error), "Write it as protocol+transport://place.") from error
        if len({key for key, _ in options}) < len(options):
            broken = cls(config, parts, {})
            raise broken.wrong("an option is there twice", "Keep one of them.")
        return cls(config, parts, dict(options))

    def choose(self, option: str, choices: Mapping[str, object], default: str) -> str:
        """The value of an option with a fixed set of values."""
        self._used.add(option)
        value = self._options.get(option, default)
        if value not in choices:
            raise self.wrong(
                f"the option {option} cannot be «{value}»", f"Use one of: {', '.join(choices)}."
            )
        return value

    def folder(self, option: str) -> Path | None:
        """The folder an option names; None without it."""
        self._used.add(option)
        value = self._options.get(option)
        if value is None:
            return None
        folder = Path(value)
        if not folder.is_absolute():
            raise self.wrong(
                f"the option {option} cannot be «{value}»", "Write the whole path of a folder."
            )
        return folder

    def check_all_used(self) -> None:
        for option in self._options:
            if option not in self._used:
                known = ", ".join(sorted(self._used)) or "none"
                raise self.wrong(
                    f"there is no option «{option}»", f"Options of this device: {known}."
                )

    def path(self) -> Path:
        path = Path(unquote(self.parts.path))
        if self.parts.netloc or not path.is_absolute() or path == Path("/"):
            raise self.wrong(
                "it needs the whole path of a file",
                f"Write three slashes: {self.parts.scheme}:///folder/file.",
            )
        return path

    def host_and_port(self) -> tuple[str, int]:
        try:
            host, port = self.parts.hostname, self.parts.port
        except ValueError as error:
            raise self.wrong(str(error), "A port is a number from 1 to 65535.") from error
        if not host or not port or self.parts.path not in {"", "/"}:
            raise self.wrong(
                "it needs a host and a port", f"Write {self.parts.scheme}://host:9100."
            )
        return host, port

    def place(self) -> str:
        """A name that stands by itself behind the two slashes."""
        if not self.parts.netloc or self.parts.path not in {"", "/"}:
            raise self.wrong(
                "it needs the name of a sound card",
                f"Write {self.parts.scheme}://default for the first; `aplay -L` lists them.",
            )
        return unquote(self.parts.netloc)

    def number(self) -> int:
        text = self.parts.netloc
        if not (text.isascii() and text.isdigit()) or self.parts.path not in {"", "/"}:
            raise self.wrong(
                "it needs the number of a camera", f"Write {self.parts.scheme}://0 for the first."
            )
        return int(text)

    def wrong(self, what: str, remedy: str) -> EnvironmentFault:
        return EnvironmentFault(
            "config.device_url",
            f"Device «{self.name}»: the address {self._url!r} is wrong: {what}.",
            remedy,
        )


def _serial(address: _Address, clock: Clock, usual_baud: int) -> Transport:
    bauds = {str(baud): baud for baud in BAUDS}
    baud = bauds[address.choose("baud", bauds, str(usual_baud))]
    return SerialTransport(str(address.path()), baud=baud, clock=clock)


def _sdt(address: _Address, clock: Clock) -> AnyDevice:
    return SdtIdCardReader(address.name, _serial(address, clock, 115200), clock=clock)


def _printer(address: _Address, transport: Transport, clock: Clock) -> AnyDevice:
    papers = {str(width): width for width in PAPERS}
    confirmations = {
        "ask": Confirmation.UNPROBED,
        "process_id": Confirmation.PROCESS_ID,
        "fence": Confirmation.FENCE,
        "none": Confirmation.NONE,
    }
    qr = {"native": True, "picture": False}
    return EscposReceiptPrinter(
        address.name,
        transport,
        paper_mm=papers[address.choose("width", papers, "80")],
        native_qr=qr[address.choose("qr", qr, "native")],
        confirmation=confirmations[address.choose("confirm", confirmations, "ask")],
        clock=clock,
    )


def _escpos_tcp(address: _Address, clock: Clock) -> AnyDevice:
    host, port = address.host_and_port()
    return _printer(address, TcpTransport(host, port, clock=clock), clock)


def _escpos_serial(address: _Address, clock: Clock) -> AnyDevice:
    return _printer(address, _serial(address, clock, 19200), clock)


def _camera_device(address: _Address, clock: Clock) -> AnyDevice:  # noqa: ARG001 — one signature for all makers
    number = address.number()

    def connect() -> Video:
        return Video(number)

    return CameraCodeReader(address.name, connect)


def _camera_file(address: _Address, clock: Clock) -> AnyDevice:  # noqa: ARG001 — one signature for all makers
    return FileCodeReader(address.name, address.path())


def _speaker(address: _Address, output: SoundOutput, clock: Clock) -> AnyDevice:
    prompts = Prompts(address.folder("prompts"))
    return EspeakSpeaker(address.name, output, prompts, clock=clock)


def _espeak_alsa(address: _Address, clock: Clock) -> AnyDevice:
    headsets = {"unknown": Headset.UNKNOWN, "always": Headset.PLUGGED, "jack": None}
    headset = headsets[address.choose("headset", headsets, "unknown")]
    return _speaker(address, AlsaOutput(address.place(), headset), clock)


def _espeak_file(address: _Address, clock: Clock) -> AnyDevice:
    headsets = {"unknown": Headset.UNKNOWN, "always": Headset.PLUGGED}
    headset = headsets[address.choose("headset", headsets, "unknown")]
    return _speaker(address, FolderOutput(address.path(), headset), clock)


def _microphone_alsa(address: _Address, clock: Clock) -> AnyDevice:
    return ArecordMicrophone(address.name, address.place(), clock=clock)


def _microphone_file(address: _Address, clock: Clock) -> AnyDevice:
    return SampleMicrophone(address.name, address.path(), clock=clock)


def _photo_device(address: _Address, clock: Clock) -> AnyDevice:  # noqa: ARG001 — one signature for all makers
    number = address.number()
    size = PHOTO_SIZES[address.choose("size", PHOTO_SIZES, "1920x1080")]
    return VideoPhotoCamera(
        address.name,
        connect=lambda: Video(number, size, prefix="photo"),
        there=Path(f"/dev/video{number}").exists,
    )


def _photo_file(address: _Address, clock: Clock) -> AnyDevice:  # noqa: ARG001 — one signature for all makers
    return FilePhotoCamera(address.name, address.path())


MAKERS: Mapping[DeviceClass, Mapping[str, Callable[[_Address, Clock], AnyDevice]]] = {
    DeviceClass.ID_CARD_READER: {"sdt+serial": _sdt},
    DeviceClass.RECEIPT_PRINTER: {"escpos+tcp": _escpos_tcp, "escpos+serial": _escpos_serial},
    DeviceClass.PHOTO_CAMERA: {"photo+device": _photo_device, "photo+file": _photo_file},
    DeviceClass.CODE_READER: {"camera+device": _camera_device, "camera+file": _camera_file},
    DeviceClass.SPEAKER: {"espeak+alsa": _espeak_alsa, "espeak+file": _espeak_file},
    DeviceClass.MICROPHONE: {
        "arecord+alsa": _microphone_alsa,
        "sample+file": _microphone_file,
    },
}
